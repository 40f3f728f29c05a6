public import SystemCalls

/// Accepts connections and has them served, each by a handler of its own, under a concurrency
/// model.
///
/// A subclass says which handler. It serves until SIGINT or SIGTERM: then it stops accepting, lets
/// requests in flight finish for `deadlines.grace` seconds, and `run` returns. A second signal ends
/// the process at once.
///
/// What it is made of does not change, except for the listening sockets, which are the main
/// thread's business; so connections in other threads may ask it for handlers and warn.
open class TCPServer: @unchecked Sendable {
    /// Seconds without accepting after descriptors or memory have run out: accepting again at once
    /// would find the same connection still waiting and spin.
    static let exhaustionPause = 0.1

    /// Where connections come in.
    package let listeners: Listeners
    /// How long a connection may take for what.
    package let deadlines: Deadlines
    /// Bytes of unparsed input that a connection may hold.
    package let inputLimit: Int
    private let model: any ConcurrencyModel

    /// A server on sockets that are already listening.
    /// - Parameter inputLimit: bytes of unparsed input that a connection may hold.
    package init(
        listeners: Listeners, model: any ConcurrencyModel, deadlines: Deadlines, inputLimit: Int
    ) {
        self.listeners = listeners
        self.model = model
        self.deadlines = deadlines
        self.inputLimit = inputLimit
    }

    /// Serves until told to stop.
    /// - Throws: an error of a call that cannot fail while the process is sound.
    package func run() throws(SystemError) {
        try model.serve(self)
    }

    /// The handler for a connection from `address`.
    open func makeHandler(for address: SocketAddress) -> BaseHandler {
        BaseHandler(address: address)
    }

    /// A handler and a request for it, to be served once before the first real one; nil for none.
    ///
    /// A process that is about to be forked many times initialises here what would otherwise be
    /// initialised lazily in every child.
    open func makeRehearsal() -> (handler: BaseHandler, request: [UInt8])? { nil }

    /// A connection has been accepted.
    open func accepted(_ address: SocketAddress) {}

    /// Something went wrong that an operator should know of and the server survives.
    open func warn(_ message: String) {}

    /// This process is about to drive many connections in one thread, and will fork no more.
    open func willServeMany() {}

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

    /// A connection to drive.
    func makeConnection(
        _ socket: consuming Descriptor, _ address: SocketAddress, _ reaper: ProcessReaper
    ) -> Connection {
        Connection(
            socket: socket, handler: makeHandler(for: address), deadlines: deadlines,
            inputLimit: inputLimit, reaper: reaper, now: .now)
    }

    /// Serves the rehearsal, if there is one, over a pair of sockets of this process's own.
    func rehearse() throws(SystemError) {
        guard let rehearsal = makeRehearsal() else { return }
        let pair = try Descriptor.socketPair()
        let request = ByteBuffer(initial: 1024, maximum: 64 * 1024)
        request.append(rehearsal.request)
        _ = try request.send(to: pair.writing)
        pair.writing.finishSending()
        let reaper = ProcessReaper()
        let connection = Connection(
            socket: pair.takeReading(), handler: rehearsal.handler, deadlines: deadlines,
            inputLimit: inputLimit, reaper: reaper, now: .now)
        while connection.advance(now: .now) != nil {}
    }

    /// Waits for connections and passes on one per listening socket and wait.
    ///
    /// - Parameters:
    ///   - deadline: when to return in any case.
    ///   - body: what to do with a connection.
    func acceptOnce(
        until deadline: Instant,
        _ poll: inout PollSet, _ body: (consuming Descriptor, SocketAddress) -> Void
    ) throws(SystemError) {
        poll.removeAll()
        listeners.add(to: &poll)
        guard try poll.wait(until: deadline), ProcessSignals.count == 0 else { return }
        for index in 0..<listeners.count where poll.readiness(index).contains(.readable) {
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
            warn("Cannot accept connections for the moment: \(error)")
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
        var deadlines = Deadlines()
        deadlines.output = Self.refusalSeconds
        deadlines.linger = Self.refusalSeconds
        let reaper = ProcessReaper()
        let connection = Connection(
            socket: socket, handler: makeHandler(for: address), deadlines: deadlines,
            inputLimit: inputLimit, reaper: reaper, now: .now)
        connection.refuse()
        SoloScheduler(
            listeners: nil, deadlines: deadlines, reaper: reaper, obeysSecondStop: false
        ).run(connection)
    }
}

/// Who accepts, which process or thread a connection lives in, and how many one loop drives.
package protocol ConcurrencyModel: Sendable {
    /// Serves until a stop signal has come and all is finished.
    func serve(_ server: TCPServer) throws(SystemError)
}
