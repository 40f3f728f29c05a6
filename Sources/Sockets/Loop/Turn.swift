/// How much a connection may do in one call of `step`. The limits are smaller when other
/// connections wait meanwhile.
public struct Turn: Sendable {
    /// The most transfers and other steps.
    package let transfers: Int
    /// The most bytes of a file passed to one `sendfile(2)`.
    package let fileChunk: Int
    /// The most seconds spent on generating content.
    package let seconds: Double
    /// Whether the step may block, because no other connection waits: work that may wait for a disk
    /// is done at once instead of becoming a `Job`.
    package let mayBlock: Bool
    /// Whether the socket is read by `receiveAhead` only, before the turn.
    package let readsAhead: Bool

    /// For a connection with a process or a thread of its own, for which no other one waits.
    package static let alone = Turn(
        transfers: 64, fileChunk: 4 << 20, seconds: .infinity, mayBlock: true, readsAhead: false)

    /// For an event loop, in which thousands of connections may wait.
    package static let shared = Turn.among(1)

    /// One of `count` turns taken one after another in an event loop.
    ///
    /// Large pieces cost the kernel less (16 % of the processor time of a 1 MB file, 7 % of that of
    /// a 1 GB file). Up to sixteen connections share `offer` bytes, at most `mostChunk` each; of
    /// more than sixteen, each gets `leastChunk`.
    package static func among(_ count: Int) -> Turn {
        Turn(
            transfers: 8, fileChunk: chunk(offer / max(count, 1)), seconds: 0.001,
            mayBlock: false, readsAhead: true)
    }

    /// Whole pages, so that the next piece begins at a page boundary.
    private static func chunk(_ share: Int) -> Int {
        min(max(share & ~(leastChunk / 4 - 1), leastChunk), mostChunk)
    }

    /// Bytes of files that up to sixteen connections together pass to `sendfile(2)` in a turn.
    private static let offer = 4 << 20
    private static let leastChunk = 256 << 10
    /// The largest piece, in bytes; larger ones save no more.
    private static let mostChunk = 1 << 20

    /// Bytes of a file that are read into the page cache at once, before any of them is sent.
    package static let fetchChunk = 256 << 10
}
