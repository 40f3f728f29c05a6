import HTTPServer

/// The fields that responses have whatever they carry.
enum PageFields {
    /// Of pages that this server makes: they need nothing from elsewhere and say so.
    static let own = make(isNegotiated: false, isOwn: true)
    /// Of such pages whose form the Accept field has chosen.
    static let negotiated = make(isNegotiated: true, isOwn: true)
    /// Of everything else.
    static let other = make(isNegotiated: false, isOwn: false)

    private static func make(isNegotiated: Bool, isOwn: Bool) -> ResponseFields {
        var fields = ResponseFields()
        if isNegotiated { fields.append("Vary", "Accept") }
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
}
