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

    /// Thousands may wait, but few do: large pieces cost the kernel less (a tenth of the processor
    /// time of a 1 GB file, a quarter of that of a 1 MB file).
    package static let shared = Turn(
        transfers: 8, fileChunk: 1 << 20, seconds: 0.001, defersBlocking: true, readsAhead: true)

    /// Many wait.
    static let crowded = Turn(
        transfers: 8, fileChunk: 256 << 10, seconds: 0.001, defersBlocking: true, readsAhead: true)

    /// How much a connection does when `count` have their turn one after another.
    static func among(_ count: Int) -> Turn { count > few ? crowded : shared }

    /// Connections that wait for each other's large pieces at most.
    private static let few = 16

    /// Bytes of a file that are brought into memory at once, before any of them is sent.
    static let fetchChunk = 256 << 10
}
