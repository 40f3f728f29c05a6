import HTTPWire
import Sockets
import SystemCalls

/// What is in a directory, as a page.
struct ListingResponder {
    let site: Site

    /// The listing: whole in memory when there are few entries, otherwise made while it is being
    /// sent.
    /// - Parameters:
    ///   - directory: open for reading from its beginning, or only located.
    ///   - patience: how long it may take before the response begins. Without an end, waiting for a
    ///     disk is allowed as well.
    /// - Returns: nil when a listing of few entries took longer than that.
    /// - Throws: why the directory cannot be read.
    func respond(
        _ directory: consuming Descriptor, _ path: RequestPath,
        patience: Instant = .distantFuture
    ) throws(SystemError) -> Response? {
        var work = ListingWork(directory, path, site: site)
        var page: [UInt8] = []
        let progress = try work.advance(
            &page, limit: .max, until: patience, mayBlock: patience == .distantFuture)
        if progress == .finished { return response(page, KeptListing(work)) }
        guard work.isLarge else { return nil }
        return Self.response(.stream(ListingStream(work, beginning: page)))
    }

    /// The listing that was kept, if a look at what has changed makes it true again.
    func respond(_ kept: KeptListing, changed: Set<[UInt8]>) -> Response? {
        kept.renewedPage(changed).map { response($0, kept) }
    }

    private func response(_ page: [UInt8], _ kept: KeptListing) -> Response {
        var response = Self.response(.bytes(page))
        response.listing = kept
        return response
    }

    private static func response(_ content: consuming Response.Content) -> Response {
        var response = Response(.ok, content: content)
        response.contentType = contentType
        response.isOwnPage = true
        return response
    }

    private static let contentType = Array("text/html; charset=utf-8".utf8)
}
