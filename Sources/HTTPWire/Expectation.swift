/// What a request's `Expect` field asks for (RFC 9110 section 10.1.1).
package enum Expectation: Sendable, Equatable {
    /// Nothing; also what a HTTP/1.0 request gets, whose `100-continue` must be ignored.
    case none
    /// `100-continue`: the client holds its content back until it receives a 100.
    case `continue`
    /// Something that RFC 9110 does not define, which a server may answer with 417.
    case unknown
}
