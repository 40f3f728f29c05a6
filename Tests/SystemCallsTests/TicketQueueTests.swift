import Testing

@testable import SystemCalls

/// A queue whose elements can be removed anywhere.
@Suite struct TicketQueueTests {
    @Test func inOrder() {
        var queue = TicketQueue<Int>()
        let tickets = (0..<10).map { queue.append($0) }
        #expect(Set(tickets).count == 10 && !tickets.contains(0))
        for number in [0, 4, 5, 9] { #expect(queue.remove(tickets[number]) == number) }
        #expect(queue.remove(tickets[4]) == nil && queue.count == 6)
        var left: [Int] = []
        while let next = queue.removeFirst() { left.append(next) }
        #expect(left == [1, 2, 3, 6, 7, 8] && queue.count == 0)
        #expect(queue.remove(tickets[1]) == nil, "taken")
    }

    /// Whatever comes and goes, and in whichever order it goes, nothing is left of it.
    @Test(arguments: [0, 1, 5, 1000]) func nothingIsLeft(staying: Int) {
        var queue = TicketQueue<Int>()
        for number in 0..<staying { _ = queue.append(number) }
        for number in 0..<20_000 {
            let ticket = queue.append(number)
            // Those that stay are taken in turn, too, and come back.
            if number.isMultiple(of: 3), let first = queue.removeFirst() {
                _ = queue.append(first)
            }
            _ = queue.remove(ticket)
            #expect(queue.count <= staying + 1)
            #expect(queue.heldTickets <= 2 * queue.count + 300)
        }
    }
}
