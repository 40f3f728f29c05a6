/// The limits of a section, and the errors for exceeding them.
struct FieldSectionLimits {
    let octets: Int
    let lines: Int
    let tooLarge: WireError
    let tooMany: WireError
    /// Whether a folded line continues the one before (RFC 9112 section 5.2 asks a user agent to
    /// read it so) or is refused.
    var unfolds = false
}

extension FieldSection {
    /// Reads the field lines received so far of a section that begins at `start`, and returns
    /// whether it is complete (up to `scanner.lineStart`). The octets are not copied yet.
    mutating func readLines(
        _ input: Span<UInt8>, from start: Int, scanner: inout LineScanner,
        limits: FieldSectionLimits
    ) throws(WireError) -> Bool {
        let limit = start + limits.octets
        while let line = try scanner.nextLine(in: input, limit: limit, tooLong: limits.tooLarge) {
            if line.isEmpty { return true }
            if limits.unfolds, input[line.lowerBound].isWhitespace, !lines.isEmpty {
                unfold(input, line)
                continue
            }
            guard lines.count < limits.lines else { throw limits.tooMany }
            try appendLine(input, line)
        }
        return false
    }

    /// Copies the octets that the field lines index.
    mutating func adopt(_ input: Span<UInt8>, upTo end: Int) {
        bytes.removeAll(keepingCapacity: true)
        bytes.append(copying: input.extracting(..<end))
    }

    /// Appends `field-line` (RFC 9112 section 5), which the scanner has already checked for control
    /// characters.
    mutating func appendLine(_ input: Span<UInt8>, _ line: Range<Int>) throws(WireError) {
        let colon = input.end(of: .token, in: line)
        guard colon > line.lowerBound, colon < line.upperBound, input[colon] == UInt8(ascii: ":")
        else { throw Self.reason(input, line, nameEnd: colon) }
        let name = line.lowerBound..<colon
        let value = input.trimmingWhitespace(colon + 1..<line.upperBound)
        lines.append(FieldLine(name: name, value: value, known: FieldName(input, name)))
    }

    /// Why a line has no field name and colon where they should be.
    private static func reason(
        _ input: Span<UInt8>, _ line: Range<Int>, nameEnd: Int
    ) -> WireError {
        if input[line.lowerBound].isWhitespace { return .obsoleteFolding }
        guard nameEnd < line.upperBound else { return .missingColon }
        let next = input.trimmingWhitespace(nameEnd..<line.upperBound)
        if nameEnd > line.lowerBound, !next.isEmpty, next.lowerBound > nameEnd,
            input[next.lowerBound] == UInt8(ascii: ":")
        {
            return .whitespaceBeforeColon
        }
        return .malformedFieldName
    }

    /// Lets the last value go on to the end of a folded line. What separates the two in memory
    /// becomes whitespace in `blankFolds`, once the octets are our own.
    private mutating func unfold(_ input: Span<UInt8>, _ line: Range<Int>) {
        let more = input.trimmingWhitespace(line)
        guard !more.isEmpty, let last = lines.popLast() else { return }
        let lower = last.value.isEmpty ? more.lowerBound : last.value.lowerBound
        let value = lower..<more.upperBound
        lines.append(FieldLine(name: last.name, value: value, known: last.known))
    }

    /// Replaces the line terminators inside of values with spaces.
    mutating func blankFolds() {
        for index in lines.indices {
            for position in lines[index].value where bytes[position].isForbiddenControl {
                bytes[position] = .space
            }
        }
    }
}
