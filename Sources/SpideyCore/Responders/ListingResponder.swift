import HTTPServer
import HTTPWire
import SystemCalls

/// Responses with a listing of a directory.
struct ListingResponder {
    /// The response with a listing: a short one whole in memory, a long one generated while it is
    /// sent.
    /// - Returns: nil if a short listing is not finished, or the names of a long one have not all
    ///   been read.
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
