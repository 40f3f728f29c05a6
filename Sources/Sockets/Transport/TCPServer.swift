public import SystemCalls

/// Accepts connections and serves each with a handler of its own, under a concurrency model.
///
/// A subclass creates the handler. The server runs until SIGINT or SIGTERM: then it stops
/// accepting, lets requests in flight finish for `deadlines.grace` seconds, and `run` returns. A
/// second signal ends the process at once. All but the listening sockets and the state of accepting
/// is immutable, and those only the main thread uses. So other threads may call `makeDriver` and
/// `warn`.
open class TCPServer: @unchecked Sendable {
    /// Seconds without accepting after descriptors or memory have run out: accepting again at once
    /// would find the same connection still waiting and spin.
    static let exhaustionPause = 0.1

    /// The listening sockets.
    package let listeners: Listeners
    /// Time limits of connections.
    package let deadlines: Deadlines
    /// Ends and collects the scripts started by this process.
    package let reaper: ProcessReaper
    /// What is written while others are waited for, when it has room.
    package let logs: LineSinks
    /// What each process or thread that serves connections is doing.
    package let scoreboard: Scoreboard
    private let model: any ConcurrencyModel
    private var exhaustion = WarningPace()

    /// A server on sockets that are already listening.
    /// - Throws: `ENOMEM` when there is no memory for the scoreboard.
    package init(
        listeners: Listeners, model: any ConcurrencyModel, deadlines: Deadlines,
        logs: LineSinks = LineSinks()
    ) throws(SystemError) {
        self.logs = logs
        self.listeners = listeners
        self.model = model
        self.deadlines = deadlines
        reaper = ProcessReaper(wakesMain: model.sharesReaper)
        scoreboard = try Scoreboard(places: model.places)
    }

    /// Serves until a stop signal has arrived and all connections are finished.
    /// - Throws: an error of a call that cannot fail while the process is sound.
    package func run() throws(SystemError) {
        try model.serve(self)
    }

    /// Creates a driver, which serves one connection after another.
    /// - Parameters:
    ///   - turn: how much it may do in one step.
    ///   - place: the scoreboard place of the process or thread that uses it.
    open func makeDriver(turn: Turn, place: Scoreboard.Place) -> ConnectionDriver {
        ConnectionDriver(turn: turn)
    }

    /// A driver and a sample request, served once before the first connection; nil for none.
    ///
    /// The parent of many forked processes thereby initialises what each child would otherwise
    /// initialise lazily.
    open func makeRehearsal() -> (driver: ConnectionDriver, request: [UInt8])? { nil }

    /// A connection has been accepted.
    open func accepted(_ address: SocketAddress) {}

    /// Reports an error to the operator that the server survives.
    open func warn(_ message: String) {}

    /// This process is about to drive many connections in one thread, and will fork no more.
    /// - Parameter place: of this process.
    open func willServeMany(at place: Scoreboard.Place) {}

    /// Called once a turn, after its requests have been received and before they are answered: the
    /// responses must reflect every change made before now.
    open func willAnswer() {}

    /// Reopens log files under their configured names, after they were renamed (rotated).
    open func reopenLogs() {}

    /// Reopens the logs if SIGHUP has arrived since the last call.
    /// - Returns: whether it has arrived.
    @discardableResult
    package func handleHangup() -> Bool {
        guard ProcessSignals.takeReopenRequest() else { return false }
        reopenLogs()
        return true
    }

    /// A connection that has just been accepted, for a scheduler that drives it alone.
    func makeConnection(
        _ socket: consuming Descriptor, _ address: SocketAddress, at place: Int
    ) -> ConnectionDriver {
        let driver = makeDriver(turn: .alone, place: scoreboard.place(place))
        driver.transport = Transport(socket)
        driver.begin(address, now: .now)
        return driver
    }

    /// Serves the sample request of `makeRehearsal`, if there is one, over a socket pair.
    func rehearse() throws(SystemError) {
        guard let rehearsal = makeRehearsal() else { return }
        let pair = try Descriptor.socketPair()
        let request = ByteBuffer(initial: 1024, maximum: 64 * 1024)
        request.append(rehearsal.request)
        _ = try request.send(to: pair.writing)
        pair.writing.finishSending()
        rehearsal.driver.transport = Transport(pair.takeReading())
        rehearsal.driver.begin(.loopback(.ipv4, port: 0), now: .now)
        while rehearsal.driver.step(now: .now) {}
    }

    /// Waits for what is in a set, and for room in logs that have lines waiting, which are then
    /// written.
    /// - Returns: whether anything in the set, or a log, is ready.
    func wait(_ poll: inout PollSet, until deadline: Instant) throws(SystemError) -> Bool {
        logs.add(to: &poll)
        let hasEvents = try poll.wait(until: deadline)
        logs.flush()
        return hasEvents
    }

    /// Waits for connections and passes on one per listening socket and wait.
    ///
    /// - Parameters:
    ///   - deadline: when to return even if no connection arrives.
    ///   - body: serves an accepted connection.
    func acceptOnce(
        until deadline: Instant,
        _ poll: inout PollSet, _ body: (consuming Descriptor, SocketAddress) -> Void
    ) throws(SystemError) {
        poll.removeAll()
        listeners.add(to: &poll)
        guard try wait(&poll, until: deadline), ProcessSignals.count == 0 else { return }
        for index in 0..<listeners.count where poll.readiness(index).contains(.readable) {
            try accept(index, body)
        }
    }

    /// Accepts a connection from listening socket `index`, if one still waits.
    func accept(
        _ index: Int, _ body: (consuming Descriptor, SocketAddress) -> Void
    ) throws(SystemError) {
        switch try listeners.accept(index) {
        case .connection(let socket, let address):
            accepted(address)
            body(socket, address)
        case .nothing:
            return
        case .exhausted(let error):
            if exhaustion.allows(at: .now) {
                warn("Cannot accept connections for the moment: \(error)")
            }
            var nothing = PollSet()
            _ = try nothing.wait(until: Instant.now.advanced(bySeconds: Self.exhaustionPause))
        }
    }
}

extension TCPServer {
    /// The most seconds spent on refusing a connection.
    private static let refusalSeconds = 0.25

    /// Responds with 503 and closes. Gives up after `refusalSeconds`, because the process has other
    /// work.
    func refuse(_ socket: consuming Descriptor, _ address: SocketAddress) {
        let connection = makeConnection(socket, address, at: scoreboard.spare)
        connection.refuse(now: .now)
        var limits = Deadlines()
        limits.grace = Self.refusalSeconds
        SoloScheduler(
            listeners: nil, deadlines: limits, reaper: nil, obeysSecondStop: false,
            limit: Instant.now.advanced(bySeconds: Self.refusalSeconds)
        ).run(connection)
    }
}

/// Decides who accepts, which process or thread serves a connection, and how many one loop drives.
package protocol ConcurrencyModel: Sendable {
    /// Serves until a stop signal has arrived and all connections are finished.
    func serve(_ server: TCPServer) throws(SystemError)

    /// The most processes or threads that serve connections at the same time.
    var places: Int { get }

    /// Whether connections are served in other threads than the one that collects processes.
    var sharesReaper: Bool { get }
}

extension ConcurrencyModel {
    /// False: one thread serves connections and collects processes.
    package var sharesReaper: Bool { false }
}
