/// Field names that this project searches for, so that a search compares single octets and not
/// strings.
package enum FieldName: UInt8, Sendable, CaseIterable {
    /// A name that is not in the list; the field line's `name` spells it.
    case other
    case host, contentLength, transferEncoding, connection, expect, contentType, userAgent, accept
    case acceptCharset, acceptEncoding, acceptLanguage, referer, authorization, proxyAuthorization
    case proxy, range, ifRange, ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince
    case keepAlive, upgrade, te, trailer, cookie, location, status, contentLocation, lastModified
    case etag, date, server, allow, acceptRanges, cacheControl, contentEncoding, contentRange
    case origin, proxyConnection, retryAfter, setCookie, vary, via, wwwAuthenticate

    /// The name in lower case; empty for `other`.
    package var spelling: StaticString {
        switch self {
        case .other: ""
        case .host: "host"
        case .contentLength: "content-length"
        case .transferEncoding: "transfer-encoding"
        case .connection: "connection"
        case .expect: "expect"
        case .contentType: "content-type"
        case .userAgent: "user-agent"
        case .accept: "accept"
        case .acceptCharset: "accept-charset"
        case .acceptEncoding: "accept-encoding"
        case .acceptLanguage: "accept-language"
        case .referer: "referer"
        case .authorization: "authorization"
        case .proxyAuthorization: "proxy-authorization"
        case .proxy: "proxy"
        case .range: "range"
        case .ifRange: "if-range"
        case .ifMatch: "if-match"
        case .ifNoneMatch: "if-none-match"
        case .ifModifiedSince: "if-modified-since"
        case .ifUnmodifiedSince: "if-unmodified-since"
        case .keepAlive: "keep-alive"
        case .upgrade: "upgrade"
        case .te: "te"
        case .trailer: "trailer"
        case .cookie: "cookie"
        case .location: "location"
        case .status: "status"
        case .contentLocation: "content-location"
        case .lastModified: "last-modified"
        case .etag: "etag"
        case .date: "date"
        case .server: "server"
        case .allow: "allow"
        case .acceptRanges: "accept-ranges"
        case .cacheControl: "cache-control"
        case .contentEncoding: "content-encoding"
        case .contentRange: "content-range"
        case .origin: "origin"
        case .proxyConnection: "proxy-connection"
        case .retryAfter: "retry-after"
        case .setCookie: "set-cookie"
        case .vary: "vary"
        case .via: "via"
        case .wwwAuthenticate: "www-authenticate"
        }
    }
}
