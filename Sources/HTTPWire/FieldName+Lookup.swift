extension FieldName {
    /// Recognises the name in `range`, which has to be a non-empty token, in any case.
    ///
    /// Names of one length differ in a certain octet: it selects one candidate, which one
    /// comparison confirms or rejects.
    init(_ input: Span<UInt8>, _ range: Range<Int>) {
        let offset = Self.distinguishingOffset(octetCount: range.count)
        let letter = input[range.lowerBound + offset].lowercased
        self = Self.candidate(octetCount: range.count, letter: letter)
        if self != .other, !input.matches(range, ignoringCase: spelling) { self = .other }
    }

    /// Where the known names of this length differ from each other; within the name in any case.
    private static func distinguishingOffset(octetCount: Int) -> Int {
        switch octetCount {
        case 6: 1
        case 8: 3
        case 13: 6
        case 15: 7
        case 16: 11
        default: 0
        }
    }

    /// The only known name of this length with this letter at the distinguishing offset.
    private static func candidate(octetCount: Int, letter: UInt8) -> FieldName {
        switch (octetCount, Unicode.Scalar(letter)) {
        case (2, "t"): .te
        case (3, "v"): .via
        case (4, "h"): .host
        case (4, "e"): .etag
        case (4, "d"): .date
        case (4, "v"): .vary
        case (5, "p"): .proxy
        case (5, "r"): .range
        case (5, "a"): .allow
        case (6, "x"): .expect
        case (6, "c"): .accept
        case (6, "o"): .cookie
        case (6, "t"): .status
        case (6, "e"): .server
        case (6, "r"): .origin
        case (7, "r"): .referer
        case (7, "u"): .upgrade
        case (7, "t"): .trailer
        case (8, "r"): .ifRange
        case (8, "m"): .ifMatch
        case (8, "a"): .location
        case (10, "c"): .connection
        case (10, "u"): .userAgent
        case (10, "k"): .keepAlive
        case (10, "s"): .setCookie
        case (11, "r"): .retryAfter
        case (12, "c"): .contentType
        case (13, "i"): .authorization
        case (13, "e"): .ifNoneMatch
        case (13, "o"): .lastModified
        case (13, "-"): .acceptRanges
        case (13, "c"): .cacheControl
        case (13, "t"): .contentRange
        case (14, "c"): .contentLength
        case (14, "a"): .acceptCharset
        case (15, "e"): .acceptEncoding
        case (15, "l"): .acceptLanguage
        case (16, "a"): .contentLocation
        case (16, "o"): .contentEncoding
        case (16, "c"): .proxyConnection
        case (16, "i"): .wwwAuthenticate
        case (17, "t"): .transferEncoding
        case (17, "i"): .ifModifiedSince
        case (19, "p"): .proxyAuthorization
        case (19, "i"): .ifUnmodifiedSince
        default: .other
        }
    }
}
