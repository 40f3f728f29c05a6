import HTTPWire
package import Logging
import SystemCalls

/// Everything that the handlers of a server share and none of them changes.
package final class Site: Sendable {
    let docroot: Docroot
    let options: SiteOptions
    let mediaTypes: MediaTypes
    let accessLog: AccessLog?
    /// Pages about what went wrong.
    let errors: ErrorResponder
    /// The port that scripts are told (`SERVER_PORT`).
    let port: UInt16
    /// Makes the tags of listings, the same in all processes of this server.
    let pageHash: KeyedHash
    private let logger: Logger

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

    /// A line of the assignment's log, made only when somebody asked for it (`-v`).
    @inline(__always)
    func debug(_ message: @autoclosure () -> String) {
        if options.isVerbose { logger.debug("\(message())") }
    }

    /// Opens the files of logs anew; where that fails the old one goes on.
    func reopenLogs() {
        do {
            try accessLog?.reopen()
        } catch {
            warn("Cannot reopen the access log, the old file goes on: \(error.errno)")
        }
    }

    /// Something that an operator should know, shown in any case.
    func warn(_ message: String) { logger.warning("\(message)") }
}
