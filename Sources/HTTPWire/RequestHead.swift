/// The head of a request: request line and fields, as positions in one copy of the octets received.
package struct RequestHead: Sendable {
    /// The field lines. Their `bytes` hold the whole head, request line included, so that every
    /// range of this type indexes them.
    package var fields = FieldSection()
    /// The method; `methodRange` spells it.
    package var method = Method.other
    /// Where the method stands.
    package var methodRange = 0..<0
    /// The request target as received.
    package var target = 0..<0
    /// Which form the target has.
    package var targetForm = TargetForm.origin
    /// The path of an origin-form or absolute-form target, not decoded. Empty for the other forms
    /// and for an absolute-form target without path, which means `/` (RFC 9112 section 3.2.2), or
    /// `*` for OPTIONS.
    package var path = 0..<0
    /// What follows the first `?` of the target; nil without one.
    package var query: Range<Int>?
    /// Host and port that the request is for: the target's if it has them, else the Host field's,
    /// which may be empty; nil for HTTP/1.0 without Host.
    ///
    /// When an absolute-form target and Host disagree, the target wins and Host is ignored, as RFC
    /// 9112 section 3.2.2 demands. A script's `HTTP_HOST` is set from this.
    package var authority: Range<Int>?
    /// The version.
    package var version = HTTPVersion.http11
    /// Where the version stands.
    package var versionRange = 0..<0
    /// How the content ends: never `untilClose`.
    package var framing = ContentFraming.none
    /// Whether the client allows the connection to persist (RFC 9112 section 9.3).
    package var isPersistent = false
    /// What the Expect field asks for; `unknown` may be answered with 417.
    package var expectation = Expectation.none
    /// Whether a field states a precondition (RFC 9110 section 13.1) or asks for a range (section
    /// 14.2). Without one, a response transfers the whole of the selected representation.
    package var isConditional = false

    /// An empty head.
    package init() {}

    /// Whether the client waits for a 100 response before it sends content (RFC 9110 section
    /// 10.1.1).
    package var expectsContinue: Bool {
        expectation == .continue && framing != .none && framing != .length(0)
    }

    /// The octets of `range` as text; what is not UTF-8 becomes U+FFFD.
    package func string(_ range: Range<Int>) -> String {
        fields.string(range)
    }

    /// Forgets everything but keeps the memory.
    mutating func removeAll() {
        fields.removeAll()
        (methodRange, target, path, versionRange) = (0..<0, 0..<0, 0..<0, 0..<0)
        (query, authority) = (nil, nil)
        (method, framing, expectation) = (.other, .none, .none)
        isConditional = false
    }

    /// Draws the conclusions from the fields of a complete head.
    mutating func interpretFields(_ limits: WireLimits) throws(WireError) {
        let facts = try MessageFields(fields, version: version)
        guard facts.hostCount <= 1 else { throw .duplicateHost }
        try readHost(facts.host)
        isPersistent = facts.isPersistent(version)
        expectation = version == .http11 ? facts.expectation : .none
        isConditional = facts.isConditional
        if facts.hasTransferEncoding {
            framing = .chunked
        } else if let length = facts.contentLength {
            guard length <= limits.content else { throw .contentTooLong }
            framing = .length(length)
        } else {
            framing = .none
        }
    }

    /// Applies the rules of RFC 9112 section 3.2: HTTP/1.1 has exactly one Host field, and it is
    /// valid even where the target overrides it.
    private mutating func readHost(_ host: Range<Int>?) throws(WireError) {
        guard let host else {
            guard version == .http10 else { throw .missingHost }
            return
        }
        guard let parsed = Authority(fields.bytes.span, host),
            parsed.port == nil || !parsed.host.isEmpty
        else { throw .malformedHost }
        if authority == nil { authority = host }
    }
}
