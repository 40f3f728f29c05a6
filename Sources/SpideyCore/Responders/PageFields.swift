import HTTPServer

/// The fields that responses have whatever they carry.
enum PageFields {
    /// Of pages that this server makes: they need nothing from elsewhere and say so.
    static let own = make(isOwn: true)
    /// Of everything else.
    static let other = make(isOwn: false)
    /// Of pages of errors: the Accept field has chosen their form, and a cache that is asked for
    /// one asks here, where there may be something by now.
    static let errors = makeErrors()
    /// Of what may change at any time: a cache keeps it and asks whether it is still true (RFC 9111
    /// section 5.2.2.4).
    static let noCache = makeNoCache()

    private static func make(isOwn: Bool) -> ResponseFields {
        var fields = ResponseFields()
        fields.append("X-Content-Type-Options", "nosniff")
        if isOwn {
            fields.append(
                "Content-Security-Policy",
                """
                default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; \
                media-src 'self'
                """)
        }
        return fields
    }

    private static func makeErrors() -> ResponseFields {
        var fields = ResponseFields()
        fields.append("Vary", "Accept")
        fields.append(make(isOwn: true))
        fields.append(makeNoCache())
        return fields
    }

    private static func makeNoCache() -> ResponseFields {
        var fields = ResponseFields()
        fields.append("Cache-Control", "no-cache")
        return fields
    }
}
