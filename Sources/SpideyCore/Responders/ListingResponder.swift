import HTTPWire
import Sockets
import SystemCalls

/// What is in a directory, as a page.
struct ListingResponder {
    let site: Site

    /// The listing: whole in memory when there are few entries, and when they can be looked at
    /// quickly enough; otherwise it is made while it is being sent.
    /// - Parameters:
    ///   - directory: open for reading from its beginning, or only located.
    ///   - patience: how long it may take before the response begins. Without an end, waiting for a
    ///     disk is allowed as well.
    /// - Throws: why the directory cannot be read.
    func respond(
        _ directory: consuming Descriptor, _ path: RequestPath,
        patience: Instant = .distantFuture
    ) throws(SystemError) -> Response {
        var work = ListingWork(directory, path, site: site)
        var page: [UInt8] = []
        let progress = try work.advance(
            &page, limit: .max, until: patience, mayBlock: patience == .distantFuture)
        var response = Response(.ok)
        if progress == .finished {
            response.listing = work.facts
            response.content = .bytes(page)
        } else {
            response.content = .stream(ListingStream(work, beginning: page))
        }
        response.contentType = Self.contentType
        response.isOwnPage = true
        return response
    }

    private static let contentType = Array("text/html; charset=utf-8".utf8)
}
