import HTTPServer
import HTTPWire

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

    /// Puts them in place of the fields of the same names, in a response with this status.
    func apply(to fields: inout ResponseFields, _ status: StatusCode) {
        let fitting = fitting(status)
        for name in fitting.replaced { fields.remove(name) }
        fields.append(fitting.added)
    }

    /// Puts them in place of the fields of the same names.
    func apply(to representation: Representation) -> Representation {
        let fitting = fitting(representation.status)
        if fitting.isEmpty { return representation }
        return representation.replacing(fitting.replaced, with: fitting.added)
    }

    /// Those that a response with this status gets: how long a cache may keep a file says nothing
    /// of errors and redirects, which must not outlive their cause.
    private func fitting(_ status: StatusCode) -> ConfiguredFields {
        200..<300 ~= status.rawValue || isEmpty ? self : withoutFreshness
    }

    /// Those that do not say how long a response stays fresh (RFC 9111 section 5).
    var withoutFreshness: ConfiguredFields {
        var others = self
        others.rules.removeAll { $0.isFreshness }
        return others
    }

    /// The names, in lower case, whose fields give way.
    private var replaced: [[UInt8]] { rules.filter { !$0.isAddition }.map(\.key) }

    private var added: ResponseFields {
        var fields = ResponseFields()
        for rule in rules { append(rule, to: &fields) }
        return fields
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
            configured.apply(to: &response.fields, response.status)
            return .response(response)
        case .representation(let found, .singlePage):
            return .representation(configured.withoutFreshness.apply(to: found), .singlePage)
        case .representation(let found, let origin):
            return .representation(configured.apply(to: found), origin)
        // What it comes to gets them when it is done.
        case .needs(let work): return .needs(work)
        }
    }
}
