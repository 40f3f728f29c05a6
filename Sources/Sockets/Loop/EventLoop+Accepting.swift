import SystemCalls

extension EventLoop {
    /// Registers the listening sockets again when a pause is over.
    func openOrShut() {
        guard acceptance.mayAccept(at: now, connections: table.count), !acceptance.isOpen else {
            return
        }
        for (index, number) in server.listeners.numbers.enumerated() {
            do {
                let token = EventToken.loop(Own.firstListener + index)
                try epoll.addListener(number, token: token.raw)
            } catch {
                return pause(.exhaustion, "Cannot wait for connections: \(error)")
            }
        }
        acceptance.isOpen = true
    }

    /// Unregisters the listening sockets for a while.
    private func pause(_ reason: Acceptances.Pause.Reason, _ warning: String? = nil) {
        for number in server.listeners.numbers { epoll.remove(number) }
        acceptance.isOpen = false
        acceptance.waiting.removeAll()
        acceptance.begin(reason, at: now)
        if let warning, acceptance.failures.allows(at: now) { server.warn(warning) }
    }

    /// Accepts waiting connections, at most `acceptsPerTurn` of each socket; epoll reports the rest
    /// again.
    func acceptWaiting() {
        guard !acceptance.waiting.isEmpty else { return }
        for listener in acceptance.waiting where acceptance.pause == nil { accept(listener) }
        acceptance.waiting.removeAll()
        acceptance.share.publish(table.count)
        guard acceptance.pause == nil, acceptance.share.isOverloaded() else { return }
        pause(.otherWorkers)
    }

    private func accept(_ listener: Int) {
        for _ in 0..<Self.acceptsPerTurn {
            if table.count >= acceptance.maximum {
                guard server.listeners.isWaitedFor(listener) else { return }
                guard makePlace() else { return pause(.noPlace) }
            }
            do {
                switch try server.listeners.accept(listener) {
                case .connection(let socket, let address):
                    server.accepted(address)
                    begin(socket, address)
                case .nothing: return
                case .exhausted(let error):
                    return pause(
                        .exhaustion, "Cannot accept connections for the moment: \(error)")
                }
            } catch {
                return pause(.exhaustion, "Cannot accept connections: \(error)")
            }
        }
    }

    /// Makes a place for a waiting connection: ends one that has been at rest for a while, and
    /// warns. If none can be ended, all slots have been searched; the search is repeated only at
    /// the next request of `crowding`.
    /// - Returns: whether a place is free.
    private func makePlace() -> Bool {
        guard acceptance.crowding.nextCheck(after: now) == nil else { return false }
        let response = acceptance.crowding.saw(isWaitedFor: true, at: now)
        if response.warns { server.warn(acceptance.crowding.warning) }
        let slots = table.slots.count
        for step in 0..<slots {
            let index = (acceptance.hand + step) % slots
            guard let since = table[index].restsSince,
                now >= since.advanced(bySeconds: server.deadlines.silence)
            else { continue }
            acceptance.hand = index + 1
            end(index)
            acceptance.crowding.hasMadePlace()
            return true
        }
        return false
    }
}
