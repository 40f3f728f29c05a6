import SystemCalls

/// Whether and when an event loop accepts connections.
struct Acceptances {
    /// Connections at the same time.
    let maximum: Int
    var share: LoadShare
    /// The listening sockets at which connections wait.
    var waiting: Set<Int> = []
    /// Whether the listening sockets are registered.
    fileprivate(set) var isOpen = false
    /// Not to be opened before, because descriptors have run out or others should accept.
    fileprivate var pauseEnd: Instant?
    fileprivate var isForOthers = false
    private var isStopped = false
    fileprivate var hasWarned = false
    /// Somebody waits for whom there is no room.
    fileprivate var isCrowded = false
    /// Where to look next for a connection that may give way.
    fileprivate var hand = 0

    init(maximum: Int, share: LoadShare) {
        self.maximum = maximum
        self.share = share
    }

    /// When to look whether to accept again.
    var deadline: Instant { pauseEnd ?? .distantFuture }

    /// Nothing is accepted any more.
    mutating func stop() {
        isStopped = true
        waiting.removeAll()
        pauseEnd = nil
    }
}

extension EventLoop {
    /// Registers the listening sockets, or takes them out: there is no room, no descriptor, or
    /// others have more room.
    func openOrShut() {
        if let end = acceptance.pauseEnd {
            guard now >= end else { return }
            acceptance.pauseEnd = nil
            if acceptance.isForOthers { acceptance.share.pauseHasEnded() }
            acceptance.isForOthers = false
        }
        if !acceptance.isOpen { open() }
    }

    private func open() {
        for (index, number) in server.listeners.numbers.enumerated() {
            do {
                let token = EventToken.loop(Own.firstListener + index)
                try epoll.addListener(number, token: token.raw)
            } catch {
                return pause(TCPServer.exhaustionPause, "Cannot wait for connections: \(error)")
            }
        }
        acceptance.isOpen = true
    }

    private func shut() {
        for number in server.listeners.numbers { epoll.remove(number) }
        acceptance.isOpen = false
        acceptance.waiting.removeAll()
    }

    private func pause(_ seconds: Double, _ warning: String?) {
        shut()
        acceptance.pauseEnd = now.advanced(bySeconds: seconds)
        if let warning, !acceptance.hasWarned { server.warn(warning) }
        if warning != nil { acceptance.hasWarned = true }
    }

    /// Accepts what waits, as much as a turn allows: what is left is told of again.
    func acceptWaiting() {
        guard !acceptance.waiting.isEmpty else { return }
        for listener in acceptance.waiting { accept(listener) }
        acceptance.waiting.removeAll()
        acceptance.share.publish(table.count)
        if acceptance.isCrowded {
            acceptance.isCrowded = false
            crowded()
            pause(TCPServer.exhaustionPause, nil)
        } else if acceptance.isOpen, acceptance.share.isOverloaded() {
            acceptance.isForOthers = true
            pause(LoadShare.pause, nil)
        }
    }

    /// Ends a connection that has been at rest for a while, in favour of one that waits.
    /// - Returns: false when there is none.
    private func giveWay() -> Bool {
        let slots = table.slots.count
        for step in 0..<slots {
            let index = (acceptance.hand + step) % slots
            guard let since = table[index].restsSince,
                now >= since.advanced(bySeconds: server.deadlines.silence)
            else { continue }
            acceptance.hand = index + 1
            end(index)
            crowded()
            return true
        }
        return false
    }

    private func crowded() {
        guard !acceptance.hasWarned else { return }
        acceptance.hasWarned = true
        server.warn("All \(acceptance.maximum) connections are in use, others wait")
    }

    private func accept(_ listener: Int) {
        for _ in 0..<Self.acceptsPerTurn {
            if table.count >= acceptance.maximum {
                guard server.listeners.isWaitedFor(listener) else { return }
                guard giveWay() else { return acceptance.isCrowded = true }
            }
            do {
                switch try server.listeners.accept(listener) {
                case .connection(let socket, let address):
                    server.accepted(address)
                    begin(socket, address)
                case .nothing:
                    acceptance.hasWarned = false
                    return
                case .exhausted(let error):
                    return pause(
                        TCPServer.exhaustionPause,
                        "Cannot accept connections for the moment: \(error)")
                }
            } catch {
                return pause(TCPServer.exhaustionPause, "Cannot accept connections: \(error)")
            }
        }
    }
}
