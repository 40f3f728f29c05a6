import HTTPServer
import HTTPWire
import SystemCalls

/// What is in a directory, as a page.
struct ListingResponder {
    /// The response with a listing: whole in memory when there are few entries, otherwise made
    /// while it is being sent.
    /// - Returns: nil when a listing of few entries is not finished, or the names of many have not
    ///   all been read.
    func respond(
        _ listing: ListingStream, _ progress: ContentProducer.Progress, _ path: RequestPath
    ) -> Outcome? {
        guard progress == .finished else {
            return listing.isReadyToStream ? .some(.response(stream(listing))) : nil
        }
        let page = listing.content
        guard let kept = listing.takeFinished() else { return nil }
        return .some(.representation(represent(page), .listing(path, kept)))
    }

    /// A page that is whole in memory.
    func represent(_ page: [UInt8]) -> Representation {
        Representation(
            type: Self.contentType, additional: PageFields.own, content: .bytes(page),
            step: "Handle Directory")
    }

    private func stream(_ listing: ListingStream) -> Response {
        var fields = ResponseFields()
        fields.append("Content-Type", Self.contentType)
        fields.append(PageFields.own)
        return Response(
            .ok, fields: fields, content: .producer(listing), step: "Handle Directory")
    }

    private static let contentType = Array("text/html; charset=utf-8".utf8)
}
