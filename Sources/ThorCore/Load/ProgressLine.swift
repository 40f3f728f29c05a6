/// One line on a terminal with the figures of the last second, overwritten each second.
struct ProgressLine {
    private var failed: UInt64 = 0
    private var notGood: UInt64 = 0

    /// Overwrites the line.
    mutating func show(_ second: SecondReport) {
        StandardError.write("\r\u{1B}[K" + text(second))
    }

    /// The line for `second`. Failures and responses that were not good are those of all seconds.
    mutating func text(_ second: SecondReport) -> String {
        failed += second.failed
        notGood += second.completed - min(second.good, second.completed)
        let seconds = max(1e-9, Double(second.length) / 1e9)
        let percentiles = Percentiles(completed: second.response)
        var parts = [
            Text.right("\(second.number + 1) s", 6),
            Text.right(Text.rate(Double(second.completed) / seconds) + "/s", 12),
            Text.bytes(Double(second.bytesReceived) / seconds) + "/s",
        ]
        for percent in [50.0, 99.0] {
            if case .exactly(let value) = percentiles.value(percent) {
                parts.append("p\(Int(percent)) \(Text.duration(Double(value)))")
            }
        }
        if failed > 0 { parts.append("\(Text.grouped(failed)) failed") }
        if notGood > 0 { parts.append("\(Text.grouped(notGood)) not good") }
        return parts.joined(separator: "  ")
    }

    /// Clears the line.
    func clear() { StandardError.write("\r\u{1B}[K") }
}
