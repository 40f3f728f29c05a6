/// A queue, first in, first out, whose elements can be removed anywhere.
///
/// An element is known by the ticket that it was added with. Adding, taking and removing are O(1)
/// on average, and what has gone takes no memory beyond a few bytes for as many as there are left.
struct TicketQueue<Element> {
    /// Tickets of elements that have gone, beyond as many as there are elements, before they are
    /// forgotten.
    private static var mostSpent: Int { 256 }

    private var elements: [UInt64: Element] = [:]
    /// Tickets in the order of their elements, some of which have gone.
    private var order: [UInt64] = []
    /// Those before this one have been taken.
    private var first = 0
    private var last: UInt64 = 0

    /// How many elements there are.
    var count: Int { elements.count }

    /// Tickets in memory, those of elements that have gone included.
    var heldTickets: Int { order.count }

    /// Adds an element at the end.
    /// - Returns: its ticket, above 0, which no other element of this queue ever has.
    mutating func append(_ element: Element) -> UInt64 {
        last += 1
        elements[last] = element
        order.append(last)
        return last
    }

    /// Takes the first element; nil when there is none.
    mutating func removeFirst() -> Element? {
        defer { forgetSpent() }
        while first < order.count {
            first += 1
            if let element = elements.removeValue(forKey: order[first - 1]) { return element }
        }
        return nil
    }

    /// Removes the element with this ticket; nil when it has gone.
    mutating func remove(_ ticket: UInt64) -> Element? {
        defer { forgetSpent() }
        return elements.removeValue(forKey: ticket)
    }

    private mutating func forgetSpent() {
        guard order.count > 2 * elements.count + Self.mostSpent else { return }
        order = order[first...].filter { elements[$0] != nil }
        first = 0
    }
}
