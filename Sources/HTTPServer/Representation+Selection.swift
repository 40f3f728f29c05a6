import HTTPWire
import SystemCalls

/// Which response a request for a representation gets: the one place that decides it, the same when
/// the representation was kept and when it was made for this request.
extension Representation {
    /// The answer to a request for this representation: all of it (200, or the status of an error),
    /// a part (206), or why not (304, 412, 416), by the order of RFC 9110 section 13.2.2.
    ///
    /// A request without a precondition or range, as most are, costs one branch here.
    package func answer(to request: Request) -> Answer {
        // Section 13.2.1: preconditions are for what would be a success.
        guard request.head.isConditional, status == .ok else { return .representation(self) }
        return select(for: request, now: WallClock.seconds)
    }

    private func select(for request: Request, now: Int) -> Answer {
        switch request.head.evaluatePreconditions(validators, now: now) {
        case .notModified: return .response(notModified)
        case .failed: return .refusal(.preconditionFailed, ResponseFields())
        case .perform: break
        }
        guard acceptsRanges, request.head.allowsRange(validators, now: now) else {
            return .representation(self)
        }
        switch request.head.selectRange(of: length, gap: Multipart.overhead(of: self)) {
        case .whole: return .representation(self)
        case .part(let range): return .response(partial(range))
        case .parts(let ranges):
            guard let response = partial(ranges) else { return .representation(self) }
            return .response(response)
        case .unsatisfiable:
            var fields = ResponseFields()
            fields.append("Content-Range", ContentRange.unsatisfied(length: length))
            return .refusal(.rangeNotSatisfiable, fields)
        }
    }

    /// 304 (RFC 9110 section 15.4.5).
    private var notModified: Response {
        Response(.notModified, fields: fields.suffix(from: cacheStart), step: step)
    }

    /// 206 with one part (RFC 9110 section 15.3.7.1).
    private func partial(_ range: Range<Int>) -> Response {
        var fields = fields
        fields.append("Content-Range", ContentRange.satisfied(range, length: length))
        switch content.part(range) {
        case .bytes(let bytes):
            return Response(.partialContent, fields: fields, content: .bytes(bytes), step: step)
        case .file(let file):
            return Response(.partialContent, fields: fields, content: .file(file), step: step)
        }
    }

    /// 206 with several parts (RFC 9110 section 15.3.7.2). What describes the form of the whole
    /// stands in front of each part instead.
    /// - Returns: nil if parts and their heads have more bytes than a number can say.
    private func partial(_ ranges: [Range<Int>]) -> Response? {
        let multipart = Multipart(of: self, ranges)
        guard multipart.length != nil else { return nil }
        var fields = ResponseFields()
        fields.append("Content-Type", multipart.type)
        fields.append(self.fields.suffix(from: formEnd))
        return Response(
            .partialContent, fields: fields, content: .parts(multipart.pieces), step: step)
    }
}
