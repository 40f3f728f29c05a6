/// The places of a scoreboard that nobody serves at, for a model whose processes or threads come
/// and go.
struct FreePlaces {
    private let board: Scoreboard
    private var free: [Int]

    /// All places of the board.
    init(_ board: Scoreboard) {
        self.board = board
        free = Array((0..<board.placeCount).reversed())
    }

    /// Takes a place for one that is about to serve. There are as many as may serve at a time.
    mutating func take() -> Int {
        guard let index = free.popLast() else { preconditionFailure("more servers than places") }
        return index
    }

    /// The one that served there has ended.
    mutating func giveBack(_ index: Int) {
        board.clear(index)
        free.append(index)
    }
}
