package import SystemCalls

/// What an event loop needs of a connection beside `step`: to read before the turn, to have work
/// done elsewhere, and to keep little of it while it rests.
extension Connection {
    /// Work that may wait for a disk.
    package enum Work: Sendable {
        /// There is none.
        case none
        /// `BaseHandler.work`.
        case handler
        /// The next piece of a producer.
        case producer
        /// The next bytes of a file are not in memory.
        case file
    }

    /// Seconds of making content in one piece of work: so often what was made is sent.
    private static let workSeconds = 0.05

    /// Does the pending work, on whatever thread, while nobody else uses the connection.
    /// `workDone` follows, where the connection lives.
    package func work() {
        switch pendingWork {
        case .none: break
        case .handler: handler.work()
        case .producer:
            let end = Instant.now.advanced(bySeconds: Self.workSeconds)
            _ = outbox.produce(until: end, mayBlock: true)
        case .file: outbox.fetchFile(limit: Turn.fetchChunk)
        }
    }

    /// Bytes of the file to be offered to the kernel next, in which it has not to wait for a disk
    /// unless that harms nobody; nil when a piece has to be fetched first.
    var sendableFileBytes: Int? {
        if fetched > 0 { return fetched }
        if !turn.defersBlocking || outbox.isFileResident(limit: turn.fileChunk) {
            return turn.fileChunk
        }
        // While a disk reads ahead there may be a smaller piece.
        let isLess = Turn.fetchChunk < turn.fileChunk
        return isLess && outbox.isFileResident(limit: Turn.fetchChunk) ? Turn.fetchChunk : nil
    }

    /// Whether the pending work may take any time, for it is not this machine's disk that it waits
    /// for.
    package var isWorkFar: Bool {
        pendingWork == .file ? outbox.file?.isFar ?? false : handler.isWorkFar
    }

    /// The work has been done; `step` goes on from there. Unless some is still pending.
    package func workDone(now: Instant) {
        if pendingWork == .handler, handler.hasMoreWork { return }
        if pendingWork == .handler {
            hasInputForHandler = true
            next = .response
        }
        if pendingWork == .file { fetched = outbox.file?.isFar == false ? Turn.fetchChunk : 0 }
        pendingWork = .none
        phaseStart = now
    }

    /// Receives what has come, once, if it is wanted.
    package func receiveAhead(now: Instant) {
        guard stage == .open, pendingWork == .none, wantsInput, socketReadable, input.room > 0
        else { return }
        do { _ = try read(now) } catch { abort() }
    }

    /// Whether the socket has more that is wanted.
    package var hasMoreToRead: Bool { socketReadable && wantsInput && input.room > 0 }

    /// Whether the connection waits for a request of which nothing has come, so that no more than
    /// its socket, its deadline and `BaseHandler.rest` need to be kept of it.
    package var isAtRest: Bool {
        stage == .open && input.isEmpty && !outbox.isResponding && !socketReadable && !inputEnded
            && !hasInputForHandler && pendingWork == .none
            && (next == .input(.idle) || next == .input(.head)) && handler.mayRest
    }

    /// What is to be kept of a connection at rest, beside its socket.
    package var restingState: RestingState {
        RestingState(isFirst: phase == .head, since: phaseStart, memory: handler.rest())
    }

    /// Gives the socket of a connection at rest away; `resume` comes next.
    package func takeSocket() -> Descriptor? { socket.take() }

    /// Goes on with another connection, in place of one that is at rest or closed.
    /// - Parameter state: of one that was at rest; nil for a new one.
    package func resume(
        socket: consuming Descriptor, address: SocketAddress, state: RestingState?, now: Instant
    ) {
        self.socket = ConnectionSocket(socket)
        handler.resume(address: address, memory: state?.memory ?? 0)
        outbox.clear()
        input.removeAll()
        stage = .open
        phase = state?.isFirst == false ? .idle : .head
        next = .input(phase)
        phaseStart = state?.since ?? now
        (hasInputForHandler, inputEnded, isProcessBehind) = (false, false, false)
        (processReadable, processWritable, processHasEnded) = (false, false, false)
        (socketReadable, socketWritable) = (true, true)
        (lingered, unacknowledged, pendingWork) = (0, 0, .none)
        (fetched, socketEnding) = (0, false)
        if state == nil { handler.connect() }
    }

    /// Bytes of memory that a connection at rest may keep for the next one.
    private static let keptMemory = 64 * 1024

    /// Gives back memory beyond what most requests need.
    package func trim() {
        input.trim(above: Self.keptMemory)
        outbox.bytes.trim(above: Self.keptMemory)
    }
}

/// What is kept of a connection that is at rest, beside its socket.
package struct RestingState: Sendable {
    /// It has not sent a request yet.
    let isFirst: Bool
    /// Since when it rests.
    let since: Instant
    /// What its handler wants to be reminded of.
    let memory: Int32

    /// When it has rested long enough.
    func deadline(_ deadlines: Deadlines) -> Instant {
        since.advanced(bySeconds: isFirst ? deadlines.head : deadlines.idle)
    }
}
