import Foundation

/// As much of JSON Schema (2020-12) as docs/thor-result-1.schema.json uses.
struct JSONSchema {
    private let root: [String: Any]

    init(path: String) throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        root = try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
    }

    /// Where a document departs from the schema.
    func problems(of path: String) throws -> [String] {
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        let document = try JSONSerialization.jsonObject(with: data)
        return problems(document, root, "$")
    }

    private func problems(_ value: Any, _ schema: [String: Any], _ path: String) -> [String] {
        if let reference = schema["$ref"] as? String {
            let name = reference.split(separator: "/").last.map(String.init) ?? ""
            let definitions = root["$defs"] as? [String: Any] ?? [:]
            return problems(value, definitions[name] as? [String: Any] ?? [:], path)
        }
        var found: [String] = []
        if let types = schema["type"] {
            let names = types as? [String] ?? [types as? String ?? ""]
            if !names.contains(where: { isOf(value, $0) }) {
                return ["\(path): \(value) is not of type \(names)"]
            }
        }
        if let constant = schema["const"] as? String, value as? String != constant {
            found.append("\(path): is not \(constant)")
        }
        if let allowed = schema["enum"] as? [Any],
            !allowed.contains(where: { "\($0)" == "\(value)" })
        {
            found.append("\(path): \(value) is none of \(allowed)")
        }
        if let minimum = schema["minimum"] as? NSNumber, let number = value as? NSNumber,
            number.doubleValue < minimum.doubleValue
        {
            found.append("\(path): \(number) is below \(minimum)")
        }
        if let object = value as? [String: Any] { found += members(object, schema, path) }
        if let list = value as? [Any], let items = schema["items"] as? [String: Any] {
            for (index, item) in list.enumerated() {
                found += problems(item, items, "\(path)[\(index)]")
            }
        }
        return found
    }

    private func members(
        _ object: [String: Any], _ schema: [String: Any], _ path: String
    ) -> [String] {
        let properties = schema["properties"] as? [String: Any] ?? [:]
        var found = (schema["required"] as? [String] ?? []).filter { object[$0] == nil }
            .map { "\(path).\($0): is missing" }
        for (name, value) in object {
            if let property = properties[name] as? [String: Any] {
                found += problems(value, property, "\(path).\(name)")
            } else if let rest = schema["additionalProperties"] as? [String: Any] {
                found += problems(value, rest, "\(path).\(name)")
            } else if schema["additionalProperties"] as? Bool == false {
                found.append("\(path).\(name): is not in the schema")
            }
        }
        return found
    }

    private func isOf(_ value: Any, _ type: String) -> Bool {
        switch type {
        case "object": value is [String: Any]
        case "array": value is [Any]
        case "string": value is String
        case "null": value is NSNull
        case "boolean": (value as? NSNumber).map(isBoolean) ?? false
        case "integer":
            (value as? NSNumber).map {
                !isBoolean($0) && $0.doubleValue == $0.doubleValue.rounded()
            }
                ?? false
        case "number": (value as? NSNumber).map { !isBoolean($0) } ?? false
        default: false
        }
    }

    private func isBoolean(_ number: NSNumber) -> Bool { String(cString: number.objCType) == "c" }
}
