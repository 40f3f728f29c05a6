package import Logging
package import SystemCalls

/// Writes log lines as the assignment has them: `[2016-04-10 16:28:55] message`, local time, to
/// standard error, each line in one call so that the lines of several processes do not mix.
package struct StandardErrorLogHandler: LogHandler {
    package var logLevel = Logger.Level.info
    package var metadata = Logger.Metadata()

    /// A handler that shows what is at least as grave as `level`.
    package init(level: Logger.Level, to descriptor: consuming Descriptor) {
        logLevel = level
        sink = LineSink(descriptor)
    }

    private let sink: LineSink

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let time = WallClock.local(WallClock.seconds)
        let lost = sink.lostLines
        if lost > 0 {
            // What fails here counts for the line that is lost with it.
            let notice = "[\(time)] \(lost) lines were lost: nobody read them"
            guard sink.write(notice) else { return }
            sink.forgetLost(lost)
        }
        sink.write("[\(time)] \(event.message)")
    }
}
