import Glibc
import SystemCalls
import Testing

@testable import Sockets

/// Turns that come because a deadline has passed, not because of an event.
@Suite struct LateTurnsTests {
    private final class Server: TCPServer, @unchecked Sendable {
        var driver = ScriptedDriver(turn: .shared)
        var preparations = 0

        override func makeDriver(turn: Turn, place: Scoreboard.Place) -> ConnectionDriver {
            driver
        }
        override func willAnswer() { preparations += 1 }
    }

    /// What is answered then is answered by the state of things at that time, as in every turn: its
    /// date is that of now.
    @Test func areTurnsAsAllOthers() throws {
        signal(SIGUSR2) { _ in }
        let orders = ThreadOrders()
        orders.attach()
        defer { ThreadOrders.detach() }
        let listeners = try Listeners([.loopback(.ipv4, port: 0)], backlog: 4)
        let client = try Clients.connect(to: listeners)
        let server = try Server(listeners: listeners, model: SingleModel(), deadlines: Deadlines())
        var preparations: [Int] = []
        server.driver.onStep = { driver, now in
            preparations.append(server.preparations)
            if driver.steps == 1 { driver.nextDeadline = now.advanced(bySeconds: 0.01) }
            guard now >= driver.nextDeadline else { return true }
            orders.stop()
            return false
        }
        try EventLoop(
            server, maximumConnections: 4, place: server.scoreboard.place(0), helpers: 1
        ).run()
        #expect(preparations.count > 1 && preparations == Array(1...preparations.count))
        client.disconnect()
    }
}
