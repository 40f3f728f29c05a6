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

    /// What the thread does from beginning to end.
    func live(_ server: TCPServer, _ roster: Roster) {
        let scheduler = SoloScheduler(
            listeners: nil, deadlines: server.deadlines, reaper: nil, obeysSecondStop: false)
        orders.heed()
        while let next = takeAssignment() {
            _ = ProcessSignals.takeYieldRequest()
            scheduler.run(server.makeConnection(next.socket, next.address, at: next.place))
            guard roster.park(self) else { break }
        }
        ThreadOrders.leave()
    }
}

/// Who of the threads serves and who waits.
final class Roster: Sendable {
    private struct Lists {
        var busy: [ObjectIdentifier: (thread: ConnectionThread, place: Int)] = [:]
        /// The last one to come is the first to go: its stack is in the cache.
        var parked: [ConnectionThread] = []
        /// All have been told to stop.
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
            for busy in lists.busy.values { order(busy.thread.orders) }
        }
    }
}
