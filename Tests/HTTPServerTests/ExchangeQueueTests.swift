import SystemCalls
import Testing

@testable import HTTPServer

/// The ring of exchanges: order, reuse, growth while in use, and what a connection at rest keeps.
@Suite struct ExchangeQueueTests {
    private let client = SocketAddress.loopback(.ipv4, port: 9)

    private func identities(_ queue: ExchangeQueue) -> [ObjectIdentifier] {
        (0..<queue.count).map { ObjectIdentifier(queue[$0]) }
    }

    @Test func empty() {
        let queue = ExchangeQueue()
        #expect(queue.isEmpty && queue.count == 0 && queue.first == nil && queue.last == nil)
    }

    /// Whatever comes and goes, and wherever the ring begins, the order is that of an array.
    @Test(arguments: 0..<40) func order(seed: Int) {
        var queue = ExchangeQueue()
        var model: [ObjectIdentifier] = []
        var number = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
        for _ in 0..<200 {
            number = number &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            if number >> 33 % 5 < 3 || model.isEmpty {
                queue.append(for: client)
                let added = ObjectIdentifier(queue[queue.count - 1])
                #expect(!model.contains(added))
                model.append(added)
            } else {
                queue.removeFirst()
                model.removeFirst()
            }
            #expect(identities(queue) == model)
            #expect(queue.first.map(ObjectIdentifier.init) == model.first)
            #expect(queue.last.map(ObjectIdentifier.init) == model.last)
        }
    }

    /// One request after another uses one exchange.
    @Test func reuse() {
        var queue = ExchangeQueue()
        var used: Set<ObjectIdentifier> = []
        for _ in 0..<10 {
            queue.append(for: client)
            used.insert(ObjectIdentifier(queue[0]))
            queue.removeFirst()
        }
        #expect(used.count == 1)
    }

    /// What only a long pipeline needed is given back.
    @Test func trimming() {
        var queue = ExchangeQueue()
        weak var surplus: Exchange?
        for _ in 0..<100 { queue.append(for: client) }
        surplus = queue[99]
        for _ in 0..<100 { queue.removeFirst() }
        #expect(surplus != nil)
        queue.trim()
        #expect(surplus == nil)
        queue.append(for: client)
        #expect(queue.count == 1)
    }
}
