import SystemCalls

/// The head of a response as the last one had it, to recognise the next by comparing memory.
///
/// Only a head that arrived in one piece and announces its length makes a template. The comparison
/// covers every octet of the head, so any difference, be it one digit of a date, falls back to the
/// parser, which makes a new template.
struct ResponseTemplate: ~Copyable {
    let head: Octets
    let contentLength: Int
    let status: Int
    let isPersistent: Bool
}
