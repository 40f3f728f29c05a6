/// How much a connection does in one call of `advance`, which depends on who waits meanwhile.
package struct Turn: Sendable {
    /// Transfers and other steps at most.
    let transfers: Int
    /// Bytes of a file offered to the kernel at once.
    let fileChunk: Int
    /// Seconds of making content.
    let seconds: Double
    /// Whether work that may wait for a disk is left to `Connection.work`.
    let defersBlocking: Bool
    /// Whether the socket is read by `receiveAhead` only, before the turn.
    let readsAhead: Bool

    /// Nobody waits: the connection has a process or a thread of its own.
    package static let alone = Turn(
        transfers: 64, fileChunk: 4 << 20, seconds: .infinity, defersBlocking: false,
        readsAhead: false)

    /// Thousands may wait.
    package static let shared = Turn.among(1)

    /// One of `count` turns that are taken one after another.
    ///
    /// Large pieces cost the kernel less (16 % of the processor time of a 1 MB file, 7 % of that of
    /// a 1 GB file), so those who are few have them, and offer no more together than sixteen do.
    package static func among(_ count: Int) -> Turn {
        Turn(
            transfers: 8, fileChunk: chunk(offer / max(count, 1)), seconds: 0.001,
            defersBlocking: true, readsAhead: true)
    }

    /// Whole pages, so that the next piece does not begin within one.
    private static func chunk(_ share: Int) -> Int {
        min(max(share & ~(leastChunk / 4 - 1), leastChunk), mostChunk)
    }

    /// Bytes of files offered to the kernel at once by up to sixteen who have their turn.
    private static let offer = 4 << 20
    private static let leastChunk = 256 << 10
    /// More saves no more.
    private static let mostChunk = 1 << 20

    /// Bytes of a file that are brought into memory at once, before any of them is sent.
    static let fetchChunk = 256 << 10
}
