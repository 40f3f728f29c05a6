import HTTPWire
package import Logging
import Sockets
import SystemCalls
import SystemPackage

/// The immutable state that all handlers of a server share.
package final class Site: Sendable {
    let docroot: Docroot
    let options: SiteOptions
    let mediaTypes: MediaTypes
    let accessLog: AccessLog?
    /// Responses about errors.
    let errors: ErrorResponder
    /// The port for scripts (`SERVER_PORT`).
    let port: UInt16
    /// Makes the tags of listings, the same in all processes of this server.
    let pageHash: KeyedHash
    private let logger: Logger
    /// Seconds between two warnings of files that cannot be read: clients can ask for one as often
    /// as they like.
    private static let failureInterval = 1.0
    private let failurePace = Guarded(WarningPace(interval: failureInterval))

    /// A site, ready to serve.
    package init(
        docroot: consuming Docroot, options: SiteOptions, mediaTypes: MediaTypes, port: UInt16,
        accessLog: AccessLog?, logger: Logger, pageHash: KeyedHash = KeyedHash()
    ) {
        self.docroot = docroot
        self.options = options
        self.mediaTypes = mediaTypes
        self.port = port
        self.accessLog = accessLog
        errors = ErrorResponder(home: options.prefix.path)
        self.logger = logger
        self.pageHash = pageHash
    }

    /// Writes a line of the assignment's log, which is built only with `-v`.
    @inline(__always)
    func debug(_ message: @autoclosure () -> String) {
        if options.isVerbose { logger.debug("\(message())") }
    }

    /// Reopens the files of logs; if that fails, the old file stays in use.
    func reopenLogs() {
        do {
            try accessLog?.reopen()
        } catch {
            warn("Cannot reopen the access log, the old file goes on: \(error.errno)")
        }
    }

    /// A file system has failed at a path: at most one line a second in each process.
    func warn(of error: Errno, at path: RequestPath) {
        guard failurePace.withLock({ $0.allows(at: .now) }) else { return }
        warn("Cannot read /\(LogText.escaped(path.bytes)): \(error)")
    }

    /// Something that an operator should know, shown in any case.
    func warn(_ message: String) { logger.warning("\(message)") }
}
