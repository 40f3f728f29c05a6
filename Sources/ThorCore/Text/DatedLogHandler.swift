package import Logging
internal import SystemCalls

/// The assignment's log lines on standard error: `[2016-04-10 14:25:12] message`, local time.
package struct DatedLogHandler: LogHandler {
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]

    /// A logger that shows debugging messages, or only warnings.
    package static func logger(isVerbose: Bool) -> Logger {
        Logger(label: "thor") { _ in DatedLogHandler(logLevel: isVerbose ? .debug : .warning) }
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let time = WallClock.local(WallClock.seconds)
        StandardError.line("[\(time)] \(event.message)")
    }
}
