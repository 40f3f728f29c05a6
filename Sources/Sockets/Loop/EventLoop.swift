import SystemCalls

/// Drives all connections of one process: `epoll(7)`, edge-triggered. A turn of the loop: wait;
/// read from every connection that is readable (`receiveAhead`); read the notices of changed files;
/// then let each connection do a bounded amount (`Connection.step`). All connections are read
/// before any is answered, so that reading the notices once serves all of them and comes after the
/// requests: a response reflects every change made before its request was sent.
///
/// Edge-triggered, because the driver remembers what is ready until a call says otherwise: a socket
/// is registered once and never touched again. A connection at rest is an entry in a table
/// (`ConnectionTable`); drivers, with their buffers, are as many as there are busy connections.
final class EventLoop {
    /// Connections accepted in one turn, from each listening socket.
    static let acceptsPerTurn = 32
    /// The most idle drivers kept for connections that become busy.
    private static let sparesKept = 256

    /// Token numbers of the loop's own descriptors; those of the listening sockets follow.
    enum Own {
        static let signals = 0
        static let background = 1
        static let remoteBackground = 2
        static let logs = 3
        static let firstListener = 4
    }

    let server: TCPServer
    private let place: Scoreboard.Place
    let epoll: Epoll
    let reaper: ProcessReaper
    private let signals: SignalDescriptor
    private let background: BackgroundWork
    /// Threads for jobs that may take an unbounded time, kept apart from those for this machine's
    /// disks.
    private let remoteBackground: BackgroundWork
    var table = ConnectionTable()
    var wheel: TimerWheel
    private var spares: [ConnectionDriver] = []
    /// Slots whose turn comes in this turn of the loop, and in the next one.
    private var queue: [Int] = []
    private var later: [Int] = []
    /// The limits of each turn in this turn of the loop.
    private var share = Turn.shared
    var acceptance: Acceptances
    var now: Instant

    private var isDraining = false
    private var graceEnd = Instant.distantFuture

    /// An event loop for this process, which must be a worker that does not fork.
    /// - Parameter helpers: the most threads for each of the two kinds of work that may wait.
    init(
        _ server: TCPServer, maximumConnections: Int, place: Scoreboard.Place, helpers: Int
    ) throws(SystemError) {
        self.server = server
        self.place = place
        reaper = server.reaper
        epoll = try Epoll()
        signals = try .watched()
        background = try BackgroundWork(mostThreads: helpers)
        remoteBackground = try BackgroundWork(mostThreads: helpers)
        now = .now
        wheel = TimerWheel(now: now)
        acceptance = Acceptances(maximum: maximumConnections, share: LoadShare(place))
        acceptance.share.publish(0)
        try epoll.addReadable(signals.number, token: EventToken.loop(Own.signals).raw)
        try epoll.addReadable(background.number, token: EventToken.loop(Own.background).raw)
        try epoll.addReadable(
            remoteBackground.number, token: EventToken.loop(Own.remoteBackground).raw)
    }

    /// Serves until a stop signal has arrived and all connections are finished.
    func run() throws(SystemError) {
        server.willServeMany(at: place)
        while true {
            server.handleHangup()
            reaper.collect(now: now)
            handleStop()
            if isDraining, table.count == 0 || now >= graceEnd || ProcessSignals.isAbandoned {
                break
            }
            if !isDraining { openOrShut() }
            let count = try epoll.wait(
                nanoseconds: timeout, logs: server.logs, token: EventToken.loop(Own.logs).raw)
            now = .now
            for index in 0..<count { note(epoll[index]) }
            acceptWaiting()
            takeTurns()
            expire()
        }
        for index in table.slots.indices where table[index].isUsed { end(index) }
        reaper.settle()
    }

    private var timeout: Int64 {
        if !later.isEmpty { return 0 }
        let next = min(wheel.next, reaper.deadline, graceEnd, acceptance.deadline)
        return next == .distantFuture ? -1 : max(0, next.nanoseconds(since: now))
    }

    // MARK: Events

    private func note(_ event: Epoll.Event) {
        let token = EventToken(raw: event.token)
        guard let source = token.source else { return noteOwn(token.slot) }
        // A stale event: its connection has ended in this same turn, or a forked process holds a
        // copy of the descriptor open.
        guard let index = table.find(token) else { return }
        let driver = wake(index)
        driver.becameReady(source, event.readiness)
        enqueue(index, driver)
    }

    private func noteOwn(_ number: Int) {
        switch number {
        case Own.signals: while signals.take() {}
        case Own.background:
            for token in background.takeFinished() { finishJob(EventToken(raw: token)) }
        case Own.remoteBackground:
            for token in remoteBackground.takeFinished() { finishJob(EventToken(raw: token)) }
        case Own.logs: server.logs.flush()
        default: acceptance.waiting.insert(number - Own.firstListener)
        }
    }

    /// Queues the connection for this turn and reads ahead for it.
    private func enqueue(_ index: Int, _ driver: ConnectionDriver) {
        driver.receiveAhead(now: now)
        guard !table[index].isQueued else { return }
        table[index].isQueued = true
        queue.append(index)
    }

    /// The connection's driver, a spare one when it was at rest.
    private func wake(_ index: Int) -> ConnectionDriver {
        if let driver = table.drivers[index] { return driver }
        let driver = spares.popLast() ?? makeDriver()
        table.wake(index, with: driver)
        return driver
    }

    private func makeDriver() -> ConnectionDriver { server.makeDriver(turn: .shared, place: place) }

    /// A new connection.
    func begin(_ socket: consuming Descriptor, _ address: SocketAddress) {
        let driver = spares.popLast() ?? makeDriver()
        driver.transport = Transport(socket)
        driver.begin(address, now: now)
        if isDraining { driver.drain(now: now) }
        enqueue(table.insert(driver, address), driver)
    }

    // MARK: Turns

    private func takeTurns() {
        // Unfinished connections come after those that have just become ready.
        let unfinished = later
        later.removeAll(keepingCapacity: true)
        for index in unfinished where table[index].isUsed { enqueue(index, wake(index)) }
        guard !queue.isEmpty else { return }
        server.willAnswer()
        share = Turn.among(queue.count)
        for position in queue.indices {
            let index = queue[position]
            guard table[index].isQueued else { continue }
            table[index].isQueued = false
            takeTurn(index)
        }
        queue.removeAll(keepingCapacity: true)
    }

    private func takeTurn(_ index: Int) {
        guard let driver = table.drivers[index] else { return }
        driver.turn = share
        guard driver.step(now: now) else { return end(index) }
        if driver.isAtRest { return rest(index) }
        // Before submitting a job, which would be dropped at once if this fails.
        guard register(index) else { return }
        submitJob(of: driver, at: index)
        follow(index, driver)
        wheel.schedule(index, driver.deadline)
        if driver.isUnfinished || driver.hasMoreToRead { later.append(index) }
    }

    private func rest(_ index: Int) {
        guard register(index), let driver = table.rest(index) else { return }
        retire(driver)
        guard let state = table[index].state else { return }
        wheel.schedule(index, state.deadline)
    }

    private func retire(_ driver: ConnectionDriver) {
        guard spares.count < Self.sparesKept else { return }
        driver.trim()
        spares.append(driver)
    }

    /// Registers the socket with epoll, once.
    /// - Returns: false on failure: then the connection is ended, because no event would wake it.
    private func register(_ index: Int) -> Bool {
        guard !table[index].isRegistered, let driver = table.drivers[index] else { return true }
        do {
            try epoll.add(driver.transport.number, token: table.token(index, .transport).raw)
            table[index].isRegistered = true
            return true
        } catch {
            server.warn("Cannot wait for a connection: \(error)")
            driver.abort()
            end(index)
            return false
        }
    }

    /// Registers the descriptors of the connection's process that are not registered yet.
    private func follow(_ index: Int, _ driver: ConnectionDriver) {
        let process = driver.process
        guard process?.process ?? 0 != table[index].process else { return }
        table[index].process = process?.process ?? 0
        guard let process else { return }
        do {
            if let end = process.end {
                try epoll.add(end, token: table.token(index, .processEnd).raw)
            }
            if let output = process.output {
                try epoll.add(output, token: table.token(index, .processOutput).raw)
            }
            if let input = process.input {
                try epoll.add(input, token: table.token(index, .processInput).raw)
            }
        } catch {
            server.warn("Cannot wait for a script: \(error)")
            end(index)
        }
    }

    /// Ends the connection, unless it is over already.
    func end(_ index: Int) {
        let driver = wake(index)
        driver.abort()
        wheel.cancel(index)
        table.remove(index)
        retire(driver)
        acceptance.share.publish(table.count)
    }

    // MARK: Work that may wait for a disk

    /// Submits the connection's job to a thread, if it has a new one.
    private func submitJob(of driver: ConnectionDriver, at index: Int) {
        guard let job = driver.job, !table[index].hasJob else { return }
        table[index].hasJob = true
        let token = table.token(index, .transport).raw
        let helpers = job.isRemote ? remoteBackground : background
        if helpers.submit(token, { job.run() }) { return }
        // No thread can be started: done here, all connections wait, but responses stay correct.
        job.run()
        table[index].hasJob = false
        driver.jobDone(now: now)
        // In the next turn: the queue of this one is being iterated.
        later.append(index)
    }

    /// A job has been done. If its connection is over, its result has been dropped.
    private func finishJob(_ token: EventToken) {
        guard let index = table.find(token), let driver = table.drivers[index] else { return }
        table[index].hasJob = false
        driver.jobDone(now: now)
        enqueue(index, driver)
    }

    // MARK: Deadlines and the end

    private func expire() {
        var isPrepared = false
        while let index = wheel.expire(now: now) {
            guard table[index].isUsed else { continue }
            let deadline = table.drivers[index]?.deadline ?? table[index].state?.deadline
            guard let deadline, now >= deadline else {
                if let deadline { wheel.schedule(index, deadline) }
                continue
            }
            // The 408 response to a late request carries a date too.
            if !isPrepared { server.willAnswer() }
            isPrepared = true
            _ = wake(index)
            takeTurn(index)
        }
    }

    private func handleStop() {
        guard ProcessSignals.count > 0, !isDraining else { return }
        isDraining = true
        graceEnd = now.advanced(bySeconds: server.deadlines.grace)
        for listener in server.listeners.numbers { epoll.remove(listener) }
        acceptance.stop()
        server.listeners.close()
        for index in table.slots.indices where table[index].isUsed {
            let driver = wake(index)
            driver.receiveAhead(now: now)
            // As in every turn: after receiving the request, before answering it.
            server.willAnswer()
            driver.drain(now: now)
            takeTurn(index)
        }
    }
}
