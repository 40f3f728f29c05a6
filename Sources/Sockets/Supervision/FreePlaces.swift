/// The unused places of a scoreboard, for a model whose processes or threads come and go.
struct FreePlaces {
    private let board: Scoreboard
    private var free: [Int]

    /// All places of the board.
    init(_ board: Scoreboard) {
        self.board = board
        free = Array((0..<board.placeCount).reversed())
    }

    /// Takes a place for a process or thread about to serve. There is one for each that may serve
    /// at the same time.
    mutating func take() -> Int {
        guard let index = free.popLast() else { preconditionFailure("more servers than places") }
        return index
    }

    /// Frees a place whose process or thread has ended.
    mutating func giveBack(_ index: Int) {
        board.clear(index)
        free.append(index)
    }
}
