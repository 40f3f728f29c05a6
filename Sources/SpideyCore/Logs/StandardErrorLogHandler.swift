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

    private let sink: LineSink

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let time = WallClock.local(WallClock.seconds)
        guard reportLost(time) else { return }
        sink.write("[\(time)] \(event.message)")
    }

    /// Reports losses that were not reported yet, before the server ends.
    package func finish() { _ = reportLost(WallClock.local(WallClock.seconds)) }

    /// Reports the number of lines lost before this one, if any were.
    /// - Returns: false if the report cannot be written. It then counts as a lost line in place of
    ///   the line that would have followed it.
    private func reportLost(_ time: CalendarTime) -> Bool {
        guard !sink.lost.isEmpty, let report = sink.lost.take() else { return true }
        if sink.write("[\(time)] \(report): \(report.cause)") { return true }
        sink.lost.restore(report)
        return false
    }
}
