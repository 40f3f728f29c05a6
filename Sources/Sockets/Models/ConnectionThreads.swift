import SystemCalls

/// The threads of `ThreadModel`: each is started for a connection and kept for the next one, at
/// most `idleSeconds`.
///
/// Only the main thread gives them work and orders. One lock guards what they share with it and is
/// never held while a connection is served.
struct ConnectionThreads: Workforce {
    /// Bytes of address space for a stack; a connection touches a fraction of it (docs/models.md).
    static let stackSize = 256 * 1024
    /// Seconds that a thread without a connection waits for one before it ends.
    static let idleSeconds = 10.0

    /// Collects the scripts of all connections, in the main thread, where SIGCHLD arrives.
    let reaper: ProcessReaper
    private let server: TCPServer
    private let roster: Roster
    private var failures = WarningPace()

    /// An empty set of threads.
    init(_ server: TCPServer, maximum: Int) {
        self.server = server
        reaper = server.reaper
        roster = Roster(maximum: maximum, places: FreePlaces(server.scoreboard))
    }

    var count: Int { roster.busyCount }
    var deadline: Instant { reaper.deadline }

    /// Serves a connection in a thread; refuses it when no thread can be started.
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

    func askToYield() { roster.orderAll { $0.askToYield() } }
    func stop() { roster.stop() }
    func abandon() { roster.orderAll { $0.abandon() } }
    /// Does nothing: a thread cannot be killed, and ends with the process, which is about to exit.
    func kill() {}

    func tend(_ server: TCPServer) { server.tend(reaper) }
}

/// One thread, which serves one connection after another.
final class ConnectionThread: Sendable {
    /// Orders of the main thread while it serves.
    let orders = ThreadOrders()
    /// Raised when `assignment` holds a connection.
    let wake = Semaphore()
    /// The connection to serve: a descriptor that the thread takes over, the client's address, and
    /// the place on the scoreboard.
    let assignment: Guarded<(socket: Int32, address: SocketAddress, place: Int)>

    /// A thread that begins with this connection.
    init(_ socket: Int32, _ address: SocketAddress) {
        assignment = Guarded((socket, address, 0))
    }

    /// The body of the thread.
    func live(_ server: TCPServer, _ roster: Roster) {
        let scheduler = SoloScheduler(
            listeners: nil, deadlines: server.deadlines, reaper: nil, obeysSecondStop: false,
            logs: server.logs)
        orders.attach()
        repeat {
            let (socket, address, place) = assignment.withLock { $0 }
            _ = ProcessSignals.takeYieldRequest()
            scheduler.run(
                server.makeConnection(Descriptor(adopting: socket), address, at: place))
            // The main thread waits for room in the logs while this one waits for a connection.
            if server.logs.areWaiting { ProcessSignals.wakeMain() }
        } while roster.park(self)
        ThreadOrders.detach()
    }
}

/// The busy and the waiting threads.
final class Roster: Sendable {
    private struct Lists {
        var busy: [ObjectIdentifier: ConnectionThread] = [:]
        /// Last in, first out: the stack of the last one is still in the processor's cache.
        var parked: [ConnectionThread] = []
        /// Whether `stop` has been called.
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

    /// Called by a thread that has served its connection. Waits for the next one.
    /// - Returns: false when none came within `idleSeconds`: the thread must end.
    func park(_ thread: ConnectionThread) -> Bool {
        let mustWakeMain = lists.withLock { lists in
            lists.end(thread)
            lists.parked.append(thread)
            return lists.isStopping || lists.busy.count == maximum - 1
        }
        // The main thread waits for a free place, or for the last thread to end.
        if mustWakeMain { ProcessSignals.wakeMain() }
        let end = Instant.now.advanced(bySeconds: ConnectionThreads.idleSeconds)
        if thread.wake.wait(until: end) { return true }
        let hasLeft = lists.withLock { lists in
            guard let index = lists.parked.firstIndex(where: { $0 === thread }) else {
                return false
            }
            lists.parked.remove(at: index)
            return true
        }
        // Another thread has just taken it off the list: a connection is being assigned.
        return hasLeft ? false : thread.wake.wait(until: .distantFuture)
    }

    /// Orders all busy threads to stop. From now on the main thread is woken whenever one ends.
    func stop() {
        lists.withLock { $0.isStopping = true }
        orderAll { $0.stop() }
    }

    /// Gives an order to all busy threads, which cannot end meanwhile.
    func orderAll(_ order: (ThreadOrders) -> Void) {
        lists.withLock { lists in
            for thread in lists.busy.values { order(thread.orders) }
        }
    }
}
