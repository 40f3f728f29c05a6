/// Reads the parts of a date one after the other. It keeps the position only: a type that kept the
/// span would need lifetime annotations, which the language does not promise yet.
struct DateReader {
    private var position = 0

    /// Whether everything has been read.
    func isAtEnd(_ input: Span<UInt8>) -> Bool { position == input.count }

    /// Skips the literal; says whether it was there.
    mutating func literal(_ literal: StaticString, _ input: Span<UInt8>) -> Bool {
        let end = position + literal.utf8CodeUnitCount
        guard end <= input.count, input.matches(position..<end, literal) else { return false }
        position = end
        return true
    }

    /// A number with exactly this many digits.
    mutating func number(digits: Int, _ input: Span<UInt8>) -> Int? {
        guard position + digits <= input.count else { return nil }
        var number = 0
        for _ in 0..<digits {
            guard input[position].isDigit else { return nil }
            number = number * 10 + Int(input[position] &- 0x30)
            position += 1
        }
        return number
    }

    /// `hour ":" minute ":" second` as seconds; a leap second is allowed.
    mutating func timeOfDay(_ input: Span<UInt8>) -> Int? {
        guard let hour = number(digits: 2, input), hour < 24, literal(":", input),
            let minute = number(digits: 2, input), minute < 60, literal(":", input),
            let second = number(digits: 2, input), second <= 60
        else { return nil }
        return hour * 3600 + minute * 60 + second
    }

    /// The number of the month that three letters name.
    mutating func month(_ input: Span<UInt8>) -> Int? {
        for month in 1...12 where literal(HTTPDate.monthName(month), input) { return month }
        return nil
    }

    /// Three letters of a weekday; says whether they were there.
    mutating func weekday(_ input: Span<UInt8>) -> Bool {
        literal("Mon", input) || literal("Tue", input) || literal("Wed", input)
            || literal("Thu", input) || literal("Fri", input) || literal("Sat", input)
            || literal("Sun", input)
    }

    /// A weekday's full name; says whether it was there.
    mutating func longWeekday(_ input: Span<UInt8>) -> Bool {
        literal("Monday", input) || literal("Tuesday", input) || literal("Wednesday", input)
            || literal("Thursday", input) || literal("Friday", input)
            || literal("Saturday", input) || literal("Sunday", input)
    }
}
