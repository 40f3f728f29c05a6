import HTTPServer
import HTTPWire
import SystemCalls

/// Responses with a listing of a directory.
struct ListingResponder {
    let site: Site

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

    /// A page that is whole in memory. Its tag is a hash of it: the times of a directory say
    /// nothing of the sizes and times of what is in it, which the page shows.
    func represent(_ page: [UInt8]) -> Representation {
        Representation(
            type: Self.contentType, validators: Validators(ofPage: page, site.pageHash),
            additional: PageFields.own, caching: PageFields.noCache, content: .bytes(page),
            step: "Handle Directory")
    }

    private func stream(_ listing: ListingStream) -> Response {
        var fields = ResponseFields()
        fields.append("Content-Type", Self.contentType)
        fields.append(PageFields.own)
        fields.append(PageFields.noCache)
        return Response(
            .ok, fields: fields, content: .producer(listing), step: "Handle Directory")
    }

    private static let contentType = Array("text/html; charset=utf-8".utf8)
}
