import HTTPServer

/// The fields that the command line gives one response.
struct ConfiguredFields: Sendable {
    private var rules: [FieldRule] = []

    /// Whether there are none.
    var isEmpty: Bool { rules.isEmpty }

    /// Adds a field. Of two with the same name the later one counts.
    mutating func add(_ rule: FieldRule) {
        if !rule.isAddition { rules.removeAll { $0.key == rule.key } }
        rules.append(rule)
    }

    /// Puts them in place of the fields of the same names.
    func apply(to fields: inout ResponseFields) {
        for rule in rules where !rule.isAddition { fields.remove(rule.key) }
        for rule in rules { append(rule, to: &fields) }
    }

    /// Adds those of which there is none: a script knows better what it sends.
    func complete(_ fields: inout ResponseFields) {
        let own = fields
        for rule in rules where rule.isAddition || !own.contains(rule.key) {
            append(rule, to: &fields)
        }
    }

    private func append(_ rule: FieldRule, to fields: inout ResponseFields) {
        // It was checked when the rule was read.
        try? fields.append(name: rule.name.span, value: rule.value.span)
    }
}

extension Outcome {
    /// The same with the fields that the command line gives it.
    consuming func with(_ configured: ConfiguredFields) -> Outcome {
        if configured.isEmpty { return self }
        switch consume self {
        case .response(var response):
            configured.apply(to: &response.fields)
            return .response(response)
        case .representation(let found, let origin):
            return .representation(found.with(configured), origin)
        // What it comes to gets them when it is done.
        case .needs(let work): return .needs(work)
        }
    }
}

extension Representation {
    /// The same with the fields that the command line gives it.
    func with(_ configured: ConfiguredFields) -> Representation {
        if configured.isEmpty { return self }
        var fields = fields
        configured.apply(to: &fields)
        return with(fields)
    }
}
