/// What a parser found in the octets that it was given.
package enum Event: Sendable, Equatable {
    /// Nothing complete yet: call again with the octets that were not consumed and more after them.
    case needMoreBytes
    /// The head of a 1xx response, which another head follows (RFC 9110 section 15.2).
    case informational
    /// The head of a message is complete.
    case head
    /// A piece of content: positions within this very input, before consumed octets are dropped.
    case content(Range<Int>)
    /// The message is complete. The next call begins the next message.
    case end
}
