extension RequestHead {
    /// Reads `method SP request-target SP HTTP-version` (RFC 9112 section 3).
    ///
    /// Single spaces only: the RFC lets a server be lenient, and warns that this is how requests
    /// are smuggled. The version comes first, because another protocol need not have our targets.
    mutating func readRequestLine(
        _ input: Span<UInt8>, _ line: Range<Int>
    ) throws(WireError) {
        let methodEnd = input.end(of: .token, in: line)
        let versionStart = line.upperBound - HTTPVersion.octetCount
        guard methodEnd > line.lowerBound, methodEnd + 2 < versionStart,
            input[methodEnd] == .space, input[versionStart - 1] == .space,
            let version = try HTTPVersion(input, versionStart..<line.upperBound)
        else { throw .malformedRequestLine }
        self.version = version
        versionRange = versionStart..<line.upperBound
        methodRange = line.lowerBound..<methodEnd
        method = Method(input, methodRange)
        target = methodEnd + 1..<versionStart - 1
        guard input.end(of: .target, in: target) == target.upperBound else {
            throw .malformedTarget
        }
        try readTarget(input)
    }

    private mutating func readTarget(_ input: Span<UInt8>) throws(WireError) {
        let first = input[target.lowerBound]
        if method == .connect {
            try readAuthorityForm(input)
        } else if first == UInt8(ascii: "/") {
            targetForm = .origin
            readPath(input, target)
        } else if first == UInt8(ascii: "*"), target.count == 1 {
            guard method == .options else { throw .malformedTarget }
            targetForm = .asterisk
        } else {
            try readAbsoluteForm(input)
        }
    }

    /// `path [ "?" query ]`.
    private mutating func readPath(_ input: Span<UInt8>, _ range: Range<Int>) {
        var end = range.lowerBound
        while end < range.upperBound, input[end] != UInt8(ascii: "?") { end += 1 }
        path = range.lowerBound..<end
        if end < range.upperBound { query = end + 1..<range.upperBound }
    }

    /// `uri-host ":" port`, both of them there (RFC 9112 section 3.2.3).
    private mutating func readAuthorityForm(_ input: Span<UInt8>) throws(WireError) {
        targetForm = .authority
        guard let parsed = Authority(input, target), let port = parsed.port, !port.isEmpty else {
            throw .malformedTarget
        }
        authority = target
    }

    /// `scheme "://" authority path-abempty [ "?" query ]` with the two schemes that HTTP serves. A
    /// host is required (RFC 9110 section 4.2.1), userinfo is refused (section 4.2.4).
    private mutating func readAbsoluteForm(_ input: Span<UInt8>) throws(WireError) {
        targetForm = .absolute
        let start = target.lowerBound
        let schemeEnd: Int
        if target.count > 7, input.matches(start..<start + 7, ignoringCase: "http://") {
            schemeEnd = start + 7
        } else if target.count > 8, input.matches(start..<start + 8, ignoringCase: "https://") {
            schemeEnd = start + 8
        } else {
            throw .malformedTarget
        }
        var end = schemeEnd
        while end < target.upperBound, input[end] != UInt8(ascii: "/"),
            input[end] != UInt8(ascii: "?")
        { end += 1 }
        guard end > schemeEnd, Authority(input, schemeEnd..<end) != nil else {
            throw .malformedTarget
        }
        authority = schemeEnd..<end
        readPath(input, end..<target.upperBound)
    }
}
