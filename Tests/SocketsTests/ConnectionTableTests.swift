import SystemCalls
import Testing

@testable import Sockets

/// Slots of an event loop: an event finds its own connection or none.
@Suite struct ConnectionTableTests {
    private static let address = SocketAddress.loopback(.ipv4, port: 9)

    /// A driver of one end of a pair; the other end is closed at once.
    private func driver() throws -> Connection {
        let pair = try Descriptor.socketPair()
        return Connection(
            socket: pair.takeReading(), handler: ScriptedHandler(), deadlines: Bench.deadlines,
            inputLimit: 1024, reaper: ProcessReaper(), turn: .shared,
            now: Instant(nanoseconds: 1_000_000_000))
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
            #expect(index == 0 && table.count == 1)
            let sources: [EventToken.Source] = [.socket, .processOutput, .processInput]
            for source in sources {
                let token = EventToken(raw: table.token(index, source).raw)
                #expect(table.find(token) == index && token.source == source)
                stale.append(token)
            }
            end(&table, index)
            for token in stale { #expect(table.find(token) == nil, "round \(round)") }
        }
        #expect(table.count == 0 && table.slots.count == 1)
    }

    /// Nobody's token, and those of a table that was larger.
    @Test func unknownSlots() throws {
        var table = ConnectionTable()
        #expect(table.find(EventToken(slot: 0, generation: 0, source: .socket)) == nil)
        _ = try table.insert(driver(), Self.address)
        #expect(table.find(EventToken(slot: 1, generation: 0, source: .socket)) == nil)
        #expect(table.find(EventToken(slot: 0, generation: 1, source: .socket)) == nil)
        #expect(table.find(EventToken(raw: .max)) == nil)
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
                tokens[index] = table.token(index, .socket)
                sockets[index] = table.drivers[index]?.socket.number
            case 1:
                guard let index else { continue }
                if table.drivers[index] == nil { wake(&table, index) }
                end(&table, index)
                tokens[index] = nil
            case 2:
                guard let index, table.drivers[index] != nil else { continue }
                _ = table.rest(index)
                #expect(table[index].restsSince != nil)
            default:
                guard let index, table.drivers[index] == nil else { continue }
                wake(&table, index)
                #expect(table.drivers[index]?.socket.number == sockets[index])
            }
            #expect(table.count == tokens.count, "step \(step)")
            for (index, token) in tokens { #expect(table.find(token) == index) }
        }
    }

    private func wake(_ table: inout ConnectionTable, _ index: Int) {
        let driver = Connection(
            handler: ScriptedHandler(), deadlines: Bench.deadlines, inputLimit: 1024,
            reaper: ProcessReaper(), turn: .shared)
        table.wake(index, with: driver, now: Instant(nanoseconds: 2_000_000_000))
    }
}
