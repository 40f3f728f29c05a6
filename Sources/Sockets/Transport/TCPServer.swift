public import SystemCalls

/// Accepts connections and has them served, each by a handler of its own, under a concurrency
/// model.
///
/// A subclass says which handler. It serves until SIGINT or SIGTERM: then it stops accepting, lets
/// requests in flight finish for `deadlines.grace` seconds, and `run` returns. A second signal ends
/// the process at once.
///
/// What it is made of does not change, except for the listening sockets and what is remembered of
/// accepting, which are the main thread's business; so connections in other threads may ask it for
/// handlers and warn.
open class TCPServer: @unchecked Sendable {
    /// Seconds without accepting after descriptors or memory have run out: accepting again at once
    /// would find the same connection still waiting and spin.
    static let exhaustionPause = 0.1

    /// Where connections come in.
    package let listeners: Listeners
    /// How long a connection may take for what.
    package let deadlines: Deadlines
    /// What ends and collects the processes of connections in this process.
    package let reaper: ProcessReaper
    /// What each process or thread that serves connections is doing.
    package let scoreboard: Scoreboard
    private let model: any ConcurrencyModel
    private var exhaustion = WarningPace()

    /// A server on sockets that are already listening.
    /// - Throws: `ENOMEM` when there is no memory for the scoreboard.
    package init(
        listeners: Listeners, model: any ConcurrencyModel, deadlines: Deadlines
    ) throws(SystemError) {
        self.listeners = listeners
        self.model = model
        self.deadlines = deadlines
        reaper = ProcessReaper(wakesMain: model.sharesReaper)
        scoreboard = try Scoreboard(places: model.places)
    }

    /// Serves until told to stop.
    /// - Throws: an error of a call that cannot fail while the process is sound.
    package func run() throws(SystemError) {
        try model.serve(self)
    }

    /// A driver for one connection after another.
    /// - Parameters:
    ///   - turn: how much it may do in one step.
    ///   - place: of the process or thread that it is used in.
    open func makeDriver(turn: Turn, place: Scoreboard.Place) -> ConnectionDriver {
        ConnectionDriver(turn: turn)
    }

    /// A driver and a request for it, to be served once before the first real one; nil for none.
    ///
    /// A process that is about to be forked many times initialises here what would otherwise be
    /// initialised lazily in every child.
    open func makeRehearsal() -> (driver: ConnectionDriver, request: [UInt8])? { nil }

    /// A connection has been accepted.
    open func accepted(_ address: SocketAddress) {}

    /// Something went wrong that an operator should know of and the server survives.
    open func warn(_ message: String) {}

    /// This process is about to drive many connections in one thread, and will fork no more.
    /// - Parameter place: of this process.
    open func willServeMany(at place: Scoreboard.Place) {}

    /// Requests have been received and are about to be answered: whatever changed before now is to
    /// be seen by the answers. Called once for all requests of a turn.
    open func willAnswer() {}

    /// Opens the files of logs anew, under their old names: they have been moved away.
    open func reopenLogs() {}

    /// Does what SIGHUP has asked for since the last call, if it has.
    /// - Returns: whether it has.
    @discardableResult
    package func heedHangup() -> Bool {
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

    /// Serves the rehearsal, if there is one, over a pair of sockets of this process's own.
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

    /// Waits for connections and passes on one per listening socket and wait.
    ///
    /// - Parameters:
    ///   - deadline: when to return in any case.
    ///   - hasPlace: whether there is a place for one more connection, asked before each is
    ///     accepted: those that wait at several sockets may be more than there are places.
    ///   - body: what to do with a connection.
    func acceptOnce(
        until deadline: Instant, _ poll: inout PollSet, while hasPlace: () -> Bool = { true },
        _ body: (consuming Descriptor, SocketAddress) -> Void
    ) throws(SystemError) {
        poll.removeAll()
        listeners.add(to: &poll)
        guard try poll.wait(until: deadline), ProcessSignals.count == 0 else { return }
        for index in 0..<listeners.count where poll.readiness(index).contains(.readable) {
            guard hasPlace() else { return }
            try accept(index, body)
        }
    }

    /// Passes on a connection that waits at listening socket `index`, if one still does.
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
    /// Seconds given to a connection that has to be refused by a process with other work to do.
    private static let refusalSeconds = 0.25

    /// Says 503 in a process that must not be held up: what the client has not sent or taken
    /// within a moment is forgone.
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

/// Who accepts, which process or thread a connection lives in, and how many one loop drives.
package protocol ConcurrencyModel: Sendable {
    /// Serves until a stop signal has come and all is finished.
    func serve(_ server: TCPServer) throws(SystemError)

    /// How many processes or threads serve connections at the same time at most.
    var places: Int { get }

    /// Whether connections live in other threads than the one that collects processes.
    var sharesReaper: Bool { get }
}

extension ConcurrencyModel {
    /// Every connection lives in the thread that collects processes.
    package var sharesReaper: Bool { false }
}
