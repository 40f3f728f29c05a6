import HTTPWire
package import Logging
import SystemCalls

/// The immutable state that all handlers of a server share.
package final class Site: Sendable {
    let docroot: Docroot
    let options: SiteOptions
    let mediaTypes: MediaTypes
    let accessLog: AccessLog?
    /// The port for scripts (`SERVER_PORT`).
    let port: UInt16
    private let logger: Logger

    /// A site, ready to serve.
    package init(
        docroot: consuming Docroot, options: SiteOptions, mediaTypes: MediaTypes, port: UInt16,
        accessLog: AccessLog?, logger: Logger
    ) {
        self.docroot = docroot
        self.options = options
        self.mediaTypes = mediaTypes
        self.port = port
        self.accessLog = accessLog
        self.logger = logger
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

    /// Reports a condition to the operator, with or without `-v`.
    func warn(_ message: String) { logger.warning("\(message)") }
}
