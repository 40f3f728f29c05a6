import SystemCalls

/// The head of a recent response, by which an equal one is recognised without parsing.
///
/// Only a head that arrived in one piece and announces the length of its content becomes a
/// template. All of its octets are compared, so a response with any other head, be it by one digit
/// of a date, is parsed and replaces the template.
struct ResponseTemplate: ~Copyable {
    /// The octets of the head, including the empty line.
    let head: Octets
    /// The length of the content, in octets.
    let contentLength: Int
    /// The status code.
    let status: Int
    /// Whether the connection can be used again.
    let isPersistent: Bool
}
