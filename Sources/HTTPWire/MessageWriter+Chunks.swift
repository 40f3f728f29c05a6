/// Chunked content (RFC 9112 section 7.1).
extension MessageWriter {
    /// Writes a chunk. No data makes no chunk: an empty one would end the content.
    package mutating func chunk(_ data: Span<UInt8>) {
        guard !data.isEmpty else { return }
        chunkHeader(octets: data.count)
        bytes.append(copying: data)
        endChunk()
    }

    /// Writes content that has no framing of its own: by length, or until the connection closes.
    package mutating func content(_ data: Span<UInt8>) {
        bytes.append(copying: data)
    }

    /// Writes the line in front of a chunk whose data is written elsewhere.
    package mutating func chunkHeader(octets: Int) {
        precondition(octets > 0)
        append(octets.magnitude, radix: 16)
        endLine()
    }

    /// Writes the line break behind a chunk whose data was written elsewhere.
    package mutating func endChunk() {
        endLine()
    }

    /// Writes the last chunk and an empty trailer section: the end of the message.
    package mutating func lastChunk() {
        lastChunkBeforeTrailers()
        endOfFields()
    }

    /// Writes the last chunk only; fields follow as trailers, and `endOfFields` ends the message.
    package mutating func lastChunkBeforeTrailers() {
        bytes.append(literal: "0\r\n")
    }
}
