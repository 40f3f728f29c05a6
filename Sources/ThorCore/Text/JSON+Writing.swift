extension JSON {
    /// The value as text: indented by two spaces a level, or in one line.
    package func text(indented: Bool = true) -> String {
        var output = ""
        write(to: &output, level: indented ? 0 : nil)
        return output
    }

    private func write(to output: inout String, level: Int?) {
        switch self {
        case .null: output += "null"
        case .bool(let value): output += value ? "true" : "false"
        case .integer(let value): output += String(value)
        // JSON has no infinities, and results contain none. Other writers use null.
        case .number(let value): output += value.isFinite ? "\(value)" : "null"
        case .string(let value): Self.write(value, to: &output)
        case .array(let values):
            Self.writeList("[", values, "]", to: &output, level: level) { value, output, level in
                value.write(to: &output, level: level)
            }
        case .object(let members):
            Self.writeList("{", members, "}", to: &output, level: level) { member, output, level in
                Self.write(member.name, to: &output)
                output += level == nil ? ":" : ": "
                member.value.write(to: &output, level: level)
            }
        }
    }

    private static func writeList<Item>(
        _ open: String, _ items: [Item], _ close: String, to output: inout String, level: Int?,
        item: (Item, inout String, Int?) -> Void
    ) {
        if items.isEmpty {
            output += open + close
            return
        }
        let inner = level.map { $0 + 1 }
        output += open
        for (position, element) in items.enumerated() {
            if position > 0 { output += "," }
            newline(inner, &output)
            item(element, &output, inner)
        }
        newline(level, &output)
        output += close
    }

    private static func newline(_ level: Int?, _ output: inout String) {
        if let level { output += "\n" + String(repeating: "  ", count: level) }
    }

    private static func write(_ text: String, to output: inout String) {
        output += "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": output += "\\\""
            case "\\": output += "\\\\"
            case "\n": output += "\\n"
            case "\t": output += "\\t"
            case "\r": output += "\\r"
            case "\u{0}"..."\u{1F}", "\u{7F}":
                output += "\\u00" + PercentEncoding.hexadecimal(UInt8(scalar.value))
            default: output.unicodeScalars.append(scalar)
            }
        }
        output += "\""
    }
}
