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
        if let parked = roster.takeParked() {
            roster.employ(parked, socket, address)
            return parked.wake.post()
        }
        let thread = ConnectionThread()
        roster.employ(thread, socket, address)
        do {
            let (server, roster) = (server, roster)
            try Threads.start(stackSize: Self.stackSize) { thread.live(server, roster) }
        } catch {
            roster.dismiss(thread)
            if failures.allows(at: .now) {
                server.warn("Cannot start a thread: \(error.errno)")
            }
            if let unserved = thread.takeAssignment() {
                server.refuse(unserved.socket, unserved.address)
            }
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
    /// What it is to serve next, until it begins with it.
    private let next = Guarded<Assignment?>(nil)

    /// A connection to be served, which belongs to whoever has this.
    struct Assignment: ~Copyable {
        let socket: Descriptor
        let address: SocketAddress
        /// Its place on the scoreboard.
        let place: Int
    }

    /// Gives it a connection to serve.
    func assign(_ assignment: consuming Assignment) { _ = next.exchange(assignment) }

    /// Takes the connection that it was given; nil when there is none.
    func takeAssignment() -> Assignment? { next.exchange(nil) }

    /// The body of the thread.
    func live(_ server: TCPServer, _ roster: Roster) {
        let scheduler = SoloScheduler(
            listeners: nil, deadlines: server.deadlines, reaper: nil, obeysSecondStop: false,
            logs: server.logs)
        orders.attach()
        while let next = takeAssignment() {
            _ = ProcessSignals.takeYieldRequest()
            scheduler.run(server.makeConnection(next.socket, next.address, at: next.place))
            // The main thread waits for room in the logs while this one waits for a connection.
            if server.logs.areWaiting { ProcessSignals.wakeMain() }
            guard roster.park(self) else { break }
        }
        ThreadOrders.detach()
    }
}

/// The busy and the waiting threads.
final class Roster: Sendable {
    private struct Lists {
        var busy: [ObjectIdentifier: (thread: ConnectionThread, place: Int)] = [:]
        /// Last in, first out: the stack of the last one is still in the processor's cache.
        var parked: [ConnectionThread] = []
        /// Whether `stop` has been called.
        var isStopping = false
        var places: FreePlaces

        mutating func begin(_ thread: ConnectionThread) -> Int {
            let place = places.take()
            busy[ObjectIdentifier(thread)] = (thread, place)
            return place
        }

        mutating func end(_ thread: ConnectionThread) {
            guard let served = busy.removeValue(forKey: ObjectIdentifier(thread)) else { return }
            places.giveBack(served.place)
        }
    }

    private let lists: Guarded<Lists>
    private let maximum: Int

    init(maximum: Int, places: FreePlaces) {
        self.maximum = maximum
        lists = Guarded(Lists(places: places))
    }

    var busyCount: Int { lists.withLock { $0.busy.count } }

    /// A thread that waits for a connection, which it is to be given; nil when none does.
    func takeParked() -> ConnectionThread? { lists.withLock { $0.parked.popLast() } }

    /// A thread is about to serve this connection.
    func employ(
        _ thread: ConnectionThread, _ socket: consuming Descriptor, _ address: SocketAddress
    ) {
        let place = lists.withLock { $0.begin(thread) }
        thread.assign(ConnectionThread.Assignment(socket: socket, address: address, place: place))
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
            for busy in lists.busy.values { order(busy.thread.orders) }
        }
    }
}
