package import SystemCalls
import SystemPackage

/// The listening sockets of a server, in the order in which they were opened.
package final class Listeners {
    private var sockets: [Listener] = []

    /// Opens one socket for each address, all with the same port.
    ///
    /// With port 0 the kernel picks a port for the first address, and the other addresses use the
    /// same; if it is taken at one of them, another port is tried.
    /// - Parameters:
    ///   - addresses: where to listen, at least one.
    ///   - backlog: connections that may wait to be accepted, for each.
    /// - Throws: the error of `bind(2)` or `listen(2)`; then no socket stays open.
    package init(_ addresses: [SocketAddress], backlog: Int) throws(SystemError) {
        precondition(!addresses.isEmpty)
        var attempts = addresses[0].port == 0 ? 16 : 1
        while true {
            attempts -= 1
            do {
                sockets = try Self.open(addresses, backlog: backlog)
                return
            } catch  where attempts > 0 && error.errno == .addressInUse {
                continue
            } catch {
                throw error
            }
        }
    }

    private static func open(
        _ addresses: [SocketAddress], backlog: Int
    ) throws(SystemError) -> [Listener] {
        var opened: [Listener] = []
        var port = addresses[0].port
        for address in addresses {
            let listener = try Listener(address.with(port: port), backlog: backlog)
            port = listener.address.port
            opened.append(listener)
        }
        return opened
    }

    /// Where the server can be reached.
    package var addresses: [SocketAddress] { sockets.map(\.address) }

    /// The descriptors of those that are open, for waiting.
    package var numbers: [Int32] { sockets.compactMap(\.number) }

    /// How many sockets there are.
    package var count: Int { sockets.count }

    /// Stops listening: connections that were not accepted are reset by the kernel.
    ///
    /// Only the descriptors are closed: a forked child calls this first, and freeing memory would
    /// copy pages needlessly.
    package func close() {
        for listener in sockets { listener.close() }
    }

    /// Adds all sockets to a set that is waited for.
    package func add(to poll: inout PollSet) {
        for listener in sockets {
            if let number = listener.number { poll.add(number, .readable) }
        }
    }

    /// Whether a connection waits, after a wait in which the first socket had the place `first`.
    package func isReady(in poll: PollSet, from first: Int) -> Bool {
        sockets.indices.contains { !poll.readiness(first + $0).isEmpty }
    }

    /// Delays accepting a connection until it has sent something, or for about `seconds`:
    /// `TCP_DEFER_ACCEPT`. An error is ignored.
    func deferAccept(seconds: Int32) {
        for listener in sockets { listener.deferAccept(seconds: seconds) }
    }

    /// Whether a connection is waiting at socket `index` now.
    func isWaitedFor(_ index: Int) -> Bool {
        guard let number = sockets[index].number else { return false }
        var poll = PollSet()
        poll.add(number, .readable)
        return (try? poll.wait(until: .now)) ?? false
    }

    /// Accepts from socket `index`.
    package func accept(_ index: Int) throws(SystemError) -> Acceptance {
        try sockets[index].accept()
    }
}

/// One listening socket.
private final class Listener {
    private var socket: Descriptor?
    let address: SocketAddress

    init(_ address: SocketAddress, backlog: Int) throws(SystemError) {
        let socket = try Descriptor.listening(on: address, backlog: backlog)
        self.address = try socket.localAddress()
        self.socket = consume socket
    }

    var number: Int32? { socket?.number }

    func accept() throws(SystemError) -> Acceptance {
        switch socket {
        case .some(let socket): return try socket.accept()
        case .none: return .nothing
        }
    }

    func deferAccept(seconds: Int32) {
        switch socket {
        case .some(let socket): try? socket.deferAccept(seconds: seconds)
        case .none: break
        }
    }

    func close() { socket = nil }
}
