import HTTPWire
import Sockets
import SystemCalls

/// Content whose length nobody knows when it begins: chunked for HTTP/1.1 (RFC 9112 section 7.1),
/// for HTTP/1.0 until the connection closes.
class StreamedContent: ContentProducer {
    /// Whether it travels in chunks. Set when the response's head is written.
    final var isChunked = true
    /// Told how many bytes of framing have been put among the content.
    final var reportFraming: (Int) -> Void = { _ in }

    /// Bytes in a piece at least, if there are as many: large enough for few calls, small enough to
    /// lie in memory for each connection.
    static let pieceBytes = 64 * 1024

    private final var piece: [UInt8]
    private final var writer = MessageWriter()

    /// Content that begins with some bytes which have been made already.
    init(beginning: [UInt8] = []) { piece = beginning }

    /// Makes more content: to be overridden.
    /// - Parameters:
    ///   - page: takes what has been made.
    ///   - deadline: return soon after it.
    ///   - mayBlock: whether waiting for a disk is allowed; `blocking` is not returned then.
    /// - Throws: why the rest cannot be made.
    func make(
        _ page: inout [UInt8], until deadline: Instant, mayBlock: Bool
    ) throws(SystemError) -> Progress { .finished }

    final override func produce(
        into outbox: Outbox, until deadline: Instant, mayBlock: Bool
    ) -> Progress {
        let progress: Progress
        do throws(SystemError) {
            progress = try make(&piece, until: deadline, mayBlock: mayBlock)
        } catch {
            return .failed
        }
        send(outbox, isLast: progress == .finished)
        piece.removeAll(keepingCapacity: progress != .finished)
        return progress
    }

    private func send(_ outbox: Outbox, isLast: Bool) {
        guard isChunked else { return outbox.append(piece) }
        writer.reset()
        if !piece.isEmpty {
            writer.chunkHeader(octets: piece.count)
            outbox.append(writer.bytes)
            outbox.append(piece)
            reportFraming(writer.bytes.count)
            writer.reset()
            writer.endChunk()
        }
        if isLast { writer.lastChunk() }
        outbox.append(writer.bytes)
        reportFraming(writer.bytes.count)
    }
}
