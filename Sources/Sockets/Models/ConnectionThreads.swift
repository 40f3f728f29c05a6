import SystemCalls

/// The threads of `ThreadModel`: started when there is a connection for them, kept for a while for
/// the next one.
///
/// The main thread alone gives them work and orders. What they share with it is guarded by one
/// lock, which is never held while something is done for a connection.
struct ConnectionThreads: Workforce {
    /// Bytes of stack, of which a connection touches a fraction (docs/models.md).
    static let stackSize = 256 * 1024
    /// Seconds that a thread without a connection waits for one before it ends.
    static let idleSeconds = 10.0

    /// Collects the scripts of all connections, in the main thread, where SIGCHLD arrives.
    let reaper: ProcessReaper
    private let server: TCPServer
    private let roster: Roster
    private var failures = WarningPace()

    /// No threads yet.
    init(_ server: TCPServer, maximum: Int) {
        self.server = server
        reaper = server.reaper
        roster = Roster(maximum: maximum, places: FreePlaces(server.scoreboard))
    }

    var count: Int { roster.busyCount }
    var deadline: Instant { reaper.deadline }

    /// Serves a connection in a thread; refuses it when there can be no more threads.
    mutating func serve(_ socket: consuming Descriptor, _ address: SocketAddress) {
        if let parked = roster.employParked(socket.number, address) {
            _ = socket.release()
            return parked.wake.post()
        }
        let thread = ConnectionThread(socket.number, address)
        roster.employ(thread)
        do {
            let (server, roster) = (server, roster)
            try Threads.start(stackSize: Self.stackSize) { thread.live(server, roster) }
            _ = socket.release()
        } catch {
            roster.dismiss(thread)
            if failures.allows(at: .now) {
                server.warn("Cannot start a thread: \(error.errno)")
            }
            server.refuse(socket, address)
        }
    }

    func askToYield() { roster.tell { $0.askToYield() } }
    func stop() { roster.stop() }
    func abandon() { roster.tell { $0.abandon() } }
    /// A thread cannot be: it ends with the process, which is about to.
    func kill() {}

    func tend(_ server: TCPServer) { server.tend(reaper) }
}

/// One thread, which serves one connection after another.
final class ConnectionThread: Sendable {
    /// What the main thread tells it while it serves.
    let orders = ThreadOrders()
    /// Raised when there is a connection for it.
    let wake = Semaphore()
    /// The connection to serve: a descriptor that the thread takes over, the client's address, and
    /// the place on the scoreboard.
    let assignment: Guarded<(socket: Int32, address: SocketAddress, place: Int)>

    /// A thread that begins with this connection.
    init(_ socket: Int32, _ address: SocketAddress) {
        assignment = Guarded((socket, address, 0))
    }

    /// What the thread does from beginning to end.
    func live(_ server: TCPServer, _ roster: Roster) {
        let scheduler = SoloScheduler(
            listeners: nil, deadlines: server.deadlines, reaper: nil, obeysSecondStop: false,
            logs: server.logs)
        orders.heed()
        repeat {
            let (socket, address, place) = assignment.withLock { $0 }
            _ = ProcessSignals.takeYieldRequest()
            scheduler.run(
                server.makeConnection(Descriptor(adopting: socket), address, at: place))
            // The main thread waits for room in the logs while this one waits for a connection.
            if server.logs.areWaiting { ProcessSignals.wakeMain() }
        } while roster.park(self)
        ThreadOrders.leave()
    }
}

/// Who of the threads serves and who waits.
final class Roster: Sendable {
    private struct Lists {
        var busy: [ObjectIdentifier: ConnectionThread] = [:]
        /// The last one to come is the first to go: its stack is in the cache.
        var parked: [ConnectionThread] = []
        /// All have been told to stop.
        var isStopping = false
        var places: FreePlaces

        mutating func begin(_ thread: ConnectionThread) {
            let place = places.take()
            thread.assignment.withLock { $0.place = place }
            busy[ObjectIdentifier(thread)] = thread
        }

        mutating func end(_ thread: ConnectionThread) {
            places.giveBack(thread.assignment.withLock { $0.place })
            busy[ObjectIdentifier(thread)] = nil
        }
    }

    private let lists: Guarded<Lists>
    private let maximum: Int

    init(maximum: Int, places: FreePlaces) {
        self.maximum = maximum
        lists = Guarded(Lists(places: places))
    }

    var busyCount: Int { lists.withLock { $0.busy.count } }

    /// Gives a connection to a thread that waits; nil when none does.
    func employParked(_ socket: Int32, _ address: SocketAddress) -> ConnectionThread? {
        lists.withLock { lists in
            guard let thread = lists.parked.popLast() else { return nil }
            thread.assignment.withLock { $0 = (socket, address, 0) }
            lists.begin(thread)
            return thread
        }
    }

    /// A new thread is about to serve.
    func employ(_ thread: ConnectionThread) {
        lists.withLock { $0.begin(thread) }
    }

    /// The thread could not be started.
    func dismiss(_ thread: ConnectionThread) {
        lists.withLock { $0.end(thread) }
    }

    /// Called by a thread that has served its connection: waits for the next one.
    /// - Returns: false when none has come for long: the thread is to end.
    func park(_ thread: ConnectionThread) -> Bool {
        let mustTell = lists.withLock { lists in
            lists.end(thread)
            lists.parked.append(thread)
            return lists.isStopping || lists.busy.count == maximum - 1
        }
        // The main thread waits for room, or for the last one.
        if mustTell { ProcessSignals.wakeMain() }
        let end = Instant.now.advanced(bySeconds: ConnectionThreads.idleSeconds)
        if thread.wake.wait(until: end) { return true }
        let hasLeft = lists.withLock { lists in
            guard let index = lists.parked.firstIndex(where: { $0 === thread }) else {
                return false
            }
            lists.parked.remove(at: index)
            return true
        }
        // Not on the list any more: a connection has come this very moment.
        return hasLeft ? false : thread.wake.wait(until: .distantFuture)
    }

    /// Tells all to stop; the main thread wants to know of each that has ended.
    func stop() {
        lists.withLock { $0.isStopping = true }
        tell { $0.stop() }
    }

    /// Tells something to all who serve. They cannot end meanwhile.
    func tell(_ order: (ThreadOrders) -> Void) {
        lists.withLock { lists in
            for thread in lists.busy.values { order(thread.orders) }
        }
    }
}
