import Sockets
import SystemCalls

/// The memory of listings being generated or sent, over all processes of the server.
///
/// A listing of many entries keeps its names until it has been sent, and clients can ask for any
/// number of them at once and read slowly. What exceeds the budget is refused, with 503; and as
/// long as others are refused, a client gets no more than `patience` seconds for its listing.
struct ListingBudget: Sendable {
    /// Bytes that listings may hold in all processes together: enough to sort seven listings of
    /// 200,000 entries, or to send a hundred of 10,000.
    static let limit = 96 << 20
    /// Seconds that a client may take to read a listing although others are refused: the usual
    /// 10,000 entries are some 2 MB.
    static let patience = 30.0
    /// Seconds after a refusal for which memory counts as short: slow clients are seen that seldom.
    private static let shortage = 60.0
    /// Bytes that are reserved at once.
    private static let step = 256 << 10

    private let place: Scoreboard.Place
    private let limit: Int

    /// The budget for the process or thread at `place`.
    init(_ place: Scoreboard.Place, limit: Int = Self.limit) {
        self.place = place
        self.limit = limit
    }

    /// Reserves memory so that `needed` bytes may be held.
    /// - Parameter held: bytes reserved so far; updated.
    /// - Returns: false if the budget does not suffice; then nothing changes.
    func reserve(_ needed: Int, held: inout Int) -> Bool {
        guard needed > held else { return true }
        let more = (needed - held + Self.step - 1) / Self.step * Self.step
        guard place.board.reserve(more, of: .listingBytes, limit: limit, at: place) else {
            return false
        }
        held += more
        return true
    }

    /// Gives back what is held beyond `needed` bytes, in whole steps. One step is always kept for
    /// content that waits to be sent.
    func shrink(to needed: Int, held: inout Int) {
        let kept = max(1, (needed + Self.step - 1) / Self.step) * Self.step
        guard kept < held else { return }
        place.board.release(held - kept, of: .listingBytes, at: place)
        held = kept
    }

    /// Whether a listing that has been sent since `start` keeps memory that others need: they may
    /// not be shut out by clients that are slow, though not so slow that they are cut off for it.
    func isOverdue(since start: Instant, at now: Instant) -> Bool {
        now >= start.advanced(bySeconds: Self.patience)
            && place.board.hasRefused(.listingBytes, within: Self.shortage, at: now)
    }

    /// Gives all of it back.
    func release(_ held: inout Int) {
        guard held > 0 else { return }
        place.board.release(held, of: .listingBytes, at: place)
        held = 0
    }
}
