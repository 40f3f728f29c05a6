/// How much a connection does in one call of `step`, which depends on who waits meanwhile.
public struct Turn: Sendable {
    /// Transfers and other steps at most.
    package let transfers: Int
    /// Bytes of a file offered to the kernel at once.
    package let fileChunk: Int
    /// Seconds of making content.
    package let seconds: Double
    /// Whether nobody else waits, so that work which may wait for a disk is done at once instead of
    /// becoming a `Job`.
    package let mayBlock: Bool
    /// Whether the socket is read by `receiveAhead` only, before the turn.
    package let readsAhead: Bool

    /// Nobody waits: the connection has a process or a thread of its own.
    package static let alone = Turn(
        transfers: 64, fileChunk: 4 << 20, seconds: .infinity, mayBlock: true, readsAhead: false)

    /// Thousands may wait.
    package static let shared = Turn.among(1)

    /// One of `count` turns that are taken one after another.
    ///
    /// Large pieces cost the kernel less (16 % of the processor time of a 1 MB file, 7 % of that of
    /// a 1 GB file). A few connections get them; together they are offered no more than sixteen.
    package static func among(_ count: Int) -> Turn {
        Turn(
            transfers: 8, fileChunk: chunk(offer / max(count, 1)), seconds: 0.001,
            mayBlock: false, readsAhead: true)
    }

    /// Whole pages, so that the next piece does not begin within one.
    private static func chunk(_ share: Int) -> Int {
        min(max(share & ~(leastChunk / 4 - 1), leastChunk), mostChunk)
    }

    /// Bytes of files offered to the kernel at once by up to sixteen connections.
    private static let offer = 4 << 20
    private static let leastChunk = 256 << 10
    /// Larger pieces save nothing more.
    private static let mostChunk = 1 << 20

    /// Bytes of a file that are read into the page cache at once, before any of them is sent.
    package static let fetchChunk = 256 << 10
}
