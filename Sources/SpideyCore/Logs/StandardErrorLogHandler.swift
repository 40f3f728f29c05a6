package import Logging
package import SystemCalls

/// Writes log lines as the assignment has them: `[2016-04-10 16:28:55] message`, local time, to
/// standard error, each line in one call so that the lines of several processes do not mix.
package struct StandardErrorLogHandler: LogHandler {
    package var logLevel = Logger.Level.info
    package var metadata = Logger.Metadata()

    /// A handler for messages of at least `level`.
    /// - Throws: `ENOMEM`.
    package init(level: Logger.Level, to descriptor: consuming Descriptor) throws(SystemError) {
        logLevel = level
        sink = try LineSink(descriptor)
    }

    /// Where the lines go.
    package let sink: LineSink

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let time = WallClock.local(WallClock.seconds)
        guard report(sink.lost.takeIfDue(), time) else { return }
        sink.write("[\(time)] \(event.message)")
    }

    /// Writes the lines that wait, and says what was lost and not reported yet: the server ends.
    package func finish() {
        sink.settle(seconds: LineSinks.lastSeconds)
        _ = report(sink.lost.take(), WallClock.local(WallClock.seconds))
    }

    /// Writes a line that says how many lines were lost before it, if any were. It never waits for
    /// room: the number in it would be lost with it.
    /// - Returns: false when it is lost. It then counts as lost itself, in place of the line that
    ///   it would have come before.
    private func report(_ report: LostLines.Report?, _ time: CalendarTime) -> Bool {
        guard let report else { return true }
        let attempt = sink.writeAtOnce("[\(time)] \(report): \(report.cause)")
        if attempt != .written { sink.lost.restore(report) }
        return attempt != .lost
    }
}
