/// The result of one call of a parser's `next`.
package struct Step: Sendable, Equatable {
    /// How many octets at the front of the input the parser is done with. The caller drops them
    /// before the next call; every other octet must be passed again, unchanged, with new ones after
    /// it.
    package let consumed: Int
    /// What was found.
    package let event: Event

    /// A step with these parts.
    package init(consumed: Int, event: Event) {
        self.consumed = consumed
        self.event = event
    }

    /// The same step, seen from `distance` octets further to the front.
    func shifted(by distance: Int) -> Step {
        guard case .content(let range) = event else {
            return Step(consumed: consumed + distance, event: event)
        }
        let shifted = range.lowerBound + distance..<range.upperBound + distance
        return Step(consumed: consumed + distance, event: .content(shifted))
    }
}
