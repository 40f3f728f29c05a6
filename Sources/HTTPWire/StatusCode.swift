/// A status code (RFC 9110 section 15).
public struct StatusCode: RawRepresentable, Sendable, Hashable {
    /// Three digits.
    public let rawValue: UInt16

    /// The status code with this number; a parser only makes numbers from 100 to 999.
    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// Whether this is a 1xx code, which announces that another response follows.
    package var isInformational: Bool { rawValue / 100 == 1 }

    /// Whether this is a 2xx code.
    package var isSuccessful: Bool { rawValue / 100 == 2 }

    /// Whether a response with this code has no content whatever its fields say (RFC 9112 section
    /// 6.3).
    package var forbidsContent: Bool {
        isInformational || self == .noContent || self == .notModified
    }

    private init(_ number: UInt16) {
        rawValue = number
    }
}

/// The codes of the IANA registry, with the names that it gives them.
extension StatusCode {
    /// 100 Continue
    package static var `continue`: StatusCode { StatusCode(100) }
    /// 101 Switching Protocols
    package static var switchingProtocols: StatusCode { StatusCode(101) }
    /// 102 Processing
    package static var processing: StatusCode { StatusCode(102) }
    /// 103 Early Hints
    package static var earlyHints: StatusCode { StatusCode(103) }
    /// 200 OK
    package static var ok: StatusCode { StatusCode(200) }
    /// 201 Created
    package static var created: StatusCode { StatusCode(201) }
    /// 202 Accepted
    package static var accepted: StatusCode { StatusCode(202) }
    /// 203 Non-Authoritative Information
    package static var nonAuthoritativeInformation: StatusCode { StatusCode(203) }
    /// 204 No Content
    package static var noContent: StatusCode { StatusCode(204) }
    /// 205 Reset Content
    package static var resetContent: StatusCode { StatusCode(205) }
    /// 206 Partial Content
    package static var partialContent: StatusCode { StatusCode(206) }
    /// 207 Multi-Status
    package static var multiStatus: StatusCode { StatusCode(207) }
    /// 208 Already Reported
    package static var alreadyReported: StatusCode { StatusCode(208) }
    /// 226 IM Used
    package static var imUsed: StatusCode { StatusCode(226) }
    /// 300 Multiple Choices
    package static var multipleChoices: StatusCode { StatusCode(300) }
    /// 301 Moved Permanently
    package static var movedPermanently: StatusCode { StatusCode(301) }
    /// 302 Found
    package static var found: StatusCode { StatusCode(302) }
    /// 303 See Other
    package static var seeOther: StatusCode { StatusCode(303) }
    /// 304 Not Modified
    package static var notModified: StatusCode { StatusCode(304) }
    /// 305 Use Proxy
    package static var useProxy: StatusCode { StatusCode(305) }
    /// 307 Temporary Redirect
    package static var temporaryRedirect: StatusCode { StatusCode(307) }
    /// 308 Permanent Redirect
    package static var permanentRedirect: StatusCode { StatusCode(308) }
    /// 400 Bad Request
    package static var badRequest: StatusCode { StatusCode(400) }
    /// 401 Unauthorized
    package static var unauthorized: StatusCode { StatusCode(401) }
    /// 402 Payment Required
    package static var paymentRequired: StatusCode { StatusCode(402) }
    /// 403 Forbidden
    package static var forbidden: StatusCode { StatusCode(403) }
    /// 404 Not Found
    package static var notFound: StatusCode { StatusCode(404) }
    /// 405 Method Not Allowed
    package static var methodNotAllowed: StatusCode { StatusCode(405) }
    /// 406 Not Acceptable
    package static var notAcceptable: StatusCode { StatusCode(406) }
    /// 407 Proxy Authentication Required
    package static var proxyAuthenticationRequired: StatusCode { StatusCode(407) }
    /// 408 Request Timeout
    package static var requestTimeout: StatusCode { StatusCode(408) }
    /// 409 Conflict
    package static var conflict: StatusCode { StatusCode(409) }
    /// 410 Gone
    package static var gone: StatusCode { StatusCode(410) }
    /// 411 Length Required
    package static var lengthRequired: StatusCode { StatusCode(411) }
    /// 412 Precondition Failed
    package static var preconditionFailed: StatusCode { StatusCode(412) }
    /// 413 Content Too Large
    package static var contentTooLarge: StatusCode { StatusCode(413) }
    /// 414 URI Too Long
    package static var uriTooLong: StatusCode { StatusCode(414) }
    /// 415 Unsupported Media Type
    package static var unsupportedMediaType: StatusCode { StatusCode(415) }
    /// 416 Range Not Satisfiable
    package static var rangeNotSatisfiable: StatusCode { StatusCode(416) }
    /// 417 Expectation Failed
    package static var expectationFailed: StatusCode { StatusCode(417) }
    /// 421 Misdirected Request
    package static var misdirectedRequest: StatusCode { StatusCode(421) }
    /// 422 Unprocessable Content
    package static var unprocessableContent: StatusCode { StatusCode(422) }
    /// 423 Locked
    package static var locked: StatusCode { StatusCode(423) }
    /// 424 Failed Dependency
    package static var failedDependency: StatusCode { StatusCode(424) }
    /// 425 Too Early
    package static var tooEarly: StatusCode { StatusCode(425) }
    /// 426 Upgrade Required
    package static var upgradeRequired: StatusCode { StatusCode(426) }
    /// 428 Precondition Required
    package static var preconditionRequired: StatusCode { StatusCode(428) }
    /// 429 Too Many Requests
    package static var tooManyRequests: StatusCode { StatusCode(429) }
    /// 431 Request Header Fields Too Large
    package static var requestHeaderFieldsTooLarge: StatusCode { StatusCode(431) }
    /// 451 Unavailable For Legal Reasons
    package static var unavailableForLegalReasons: StatusCode { StatusCode(451) }
    /// 500 Internal Server Error
    package static var internalServerError: StatusCode { StatusCode(500) }
    /// 501 Not Implemented
    package static var notImplemented: StatusCode { StatusCode(501) }
    /// 502 Bad Gateway
    package static var badGateway: StatusCode { StatusCode(502) }
    /// 503 Service Unavailable
    package static var serviceUnavailable: StatusCode { StatusCode(503) }
    /// 504 Gateway Timeout
    package static var gatewayTimeout: StatusCode { StatusCode(504) }
    /// 505 HTTP Version Not Supported
    package static var httpVersionNotSupported: StatusCode { StatusCode(505) }
    /// 506 Variant Also Negotiates
    package static var variantAlsoNegotiates: StatusCode { StatusCode(506) }
    /// 507 Insufficient Storage
    package static var insufficientStorage: StatusCode { StatusCode(507) }
    /// 508 Loop Detected
    package static var loopDetected: StatusCode { StatusCode(508) }
    /// 511 Network Authentication Required
    package static var networkAuthenticationRequired: StatusCode { StatusCode(511) }
}
