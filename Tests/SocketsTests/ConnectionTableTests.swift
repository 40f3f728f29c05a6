import SystemCalls
import Testing

@testable import Sockets

/// Slots of an event loop: an event finds its own connection or none.
@Suite struct ConnectionTableTests {
    private static let address = SocketAddress.loopback(.ipv4, port: 9)
    private static let sources: [ReadinessSource] = [
        .transport, .processOutput, .processInput, .processEnd,
    ]

    /// A driver of one end of a pair; the other end is closed at once.
    private func driver() throws -> ScriptedDriver {
        let driver = ScriptedDriver(turn: .shared)
        driver.transport = Transport(try Descriptor.socketPair().takeReading())
        return driver
    }

    private func end(_ table: inout ConnectionTable, _ index: Int) {
        table.drivers[index]?.abort()
        table.remove(index)
    }

    /// A slot is used again; the token of the connection before finds nothing, for ever.
    @Test func staleTokens() throws {
        var table = ConnectionTable()
        var stale: [EventToken] = []
        for round in 0..<100 {
            let index = try table.insert(driver(), Self.address)
            let count = table.count
            #expect(index == 0 && count == 1)
            for source in Self.sources {
                let token = EventToken(raw: table.token(index, source).raw)
                let found = table.find(token)
                #expect(found == index && token.source == source)
                stale.append(token)
            }
            end(&table, index)
            let found = stale.compactMap { table.find($0) }
            #expect(found.isEmpty, "round \(round)")
        }
        let (count, slots) = (table.count, table.slots.count)
        #expect(count == 0 && slots == 1)
    }

    /// Nobody's token, and those of a table that was larger.
    @Test func unknownSlots() throws {
        var table = ConnectionTable()
        let first = table.find(EventToken(slot: 0, generation: 0, source: .transport))
        #expect(first == nil)
        _ = try table.insert(driver(), Self.address)
        let tokens = [
            EventToken(slot: 1, generation: 0, source: .transport),
            EventToken(slot: 0, generation: 1, source: .transport), EventToken(raw: .max),
        ]
        let found = tokens.compactMap { table.find($0) }
        #expect(found.isEmpty)
    }

    @Test func tokensOfTheLoopsOwnDescriptors() {
        for number in [0, 1, 2, 3, 1000] {
            let token = EventToken.loop(number)
            #expect(token.source == nil && token.slot == number)
        }
    }

    /// Resting and waking keep the connection's token and socket; random ends do not mix slots up.
    @Test func randomLives() throws {
        var table = ConnectionTable()
        var tokens: [Int: EventToken] = [:]
        var sockets: [Int: Int32] = [:]
        var state: UInt64 = 88_172_645_463_325_252
        for step in 0..<3000 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            let inUse = tokens.keys.sorted()
            let index = inUse.isEmpty ? nil : inUse[Int(state >> 33) % inUse.count]
            switch (state >> 40) % 4 {
            case 0 where tokens.count < 40:
                let index = try table.insert(driver(), Self.address)
                #expect(tokens[index] == nil, "in use")
                tokens[index] = table.token(index, .transport)
                sockets[index] = table.drivers[index]?.transport.number
            case 1:
                guard let index else { continue }
                if table.drivers[index] == nil { wake(&table, index) }
                end(&table, index)
                tokens[index] = nil
            case 2:
                guard let index, table.drivers[index] != nil else { continue }
                _ = table.rest(index)
                let restsSince = table[index].restsSince
                #expect(restsSince != nil)
            default:
                guard let index, table.drivers[index] == nil else { continue }
                wake(&table, index)
                let number = table.drivers[index]?.transport.number
                #expect(number == sockets[index])
            }
            let count = table.count
            #expect(count == tokens.count, "step \(step)")
            for (index, token) in tokens where table.find(token) != index {
                Issue.record("step \(step): slot \(index) is not found")
            }
        }
    }

    private func wake(_ table: inout ConnectionTable, _ index: Int) {
        table.wake(index, with: ScriptedDriver(turn: .shared))
    }

    /// What a driver wants to have back after a rest goes to whatever driver goes on.
    @Test func restKeepsTheState() throws {
        var table = ConnectionTable()
        let first = try driver()
        (first.memory, first.nextDeadline) = (42, Instant(nanoseconds: 5))
        let index = table.insert(first, Self.address)
        let rested = table.rest(index)
        #expect(rested === first && first.transport.number == -1)
        let (deadline, hasDriver) = (table[index].state?.deadline, table.drivers[index] != nil)
        #expect(deadline == Instant(nanoseconds: 5) && !hasDriver)
        let second = ScriptedDriver(turn: .shared)
        table.wake(index, with: second)
        #expect(second.events == ["resume 42"])
        let (state, since) = (table[index].state?.memory, table[index].restsSince)
        #expect(state == nil && since == nil)
        end(&table, index)
    }

    /// A process number may come round again: after a rest it is another process.
    @Test func restForgetsTheProcess() throws {
        var table = ConnectionTable()
        let index = try table.insert(driver(), Self.address)
        table[index].process = 4711
        _ = table.rest(index)
        let process = table[index].process
        #expect(process == 0)
    }

    /// A transport that has state of its own cannot be kept as a descriptor.
    @Test func whatIsInMemoryDoesNotRest() {
        var table = ConnectionTable()
        let driver = ScriptedDriver(turn: .shared)
        driver.transport = Transport(MemoryTransport())
        let index = table.insert(driver, Self.address)
        let rested = table.rest(index)
        let kept = table.drivers[index]
        #expect(rested == nil && kept === driver)
        end(&table, index)
    }

    /// The sockets of connections at rest belong to the table and end with it.
    @Test func theTableOwnsWhatRests() throws {
        let pair = try Descriptor.socketPair()
        let peer = try Descriptor.duplicate(pair.writing.number)
        let driver = ScriptedDriver(turn: .shared)
        driver.transport = Transport(pair.takeReading())
        do {
            var table = ConnectionTable()
            let index = table.insert(driver, Self.address)
            _ = table.rest(index)
            let buffer = ByteBuffer(initial: 8, maximum: 8)
            #expect(try buffer.receive(from: peer) == .wouldBlock)
        }
        let buffer = ByteBuffer(initial: 8, maximum: 8)
        #expect(try buffer.receive(from: peer) == .ended)
    }
}
