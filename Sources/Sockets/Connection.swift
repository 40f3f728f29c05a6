package import SystemCalls
import SystemPackage

/// The one driver of connections: reads, calls the handler, writes, sends files, moves a process's
/// pipes, and keeps deadlines, all without ever waiting.
///
/// A scheduler calls `advance`, waits for what that asks for, notes what became ready, and calls
/// again, until `advance` returns nil. A concurrency model is a way of doing that for one
/// connection or for thousands; none of them has I/O code of its own.
package final class Connection {
    /// Bytes read at once, and the size of a small connection's buffer.
    private static let readSize = 8 * 1024
    /// Unwanted bytes read at the end of a connection before it is closed regardless.
    static let lingerLimit = 64 << 20

    enum Stage { case open, lingering, closed }

    var socket: ConnectionSocket
    let handler: BaseHandler
    let outbox: Outbox
    let input: ByteBuffer
    var turn: Turn
    /// As much as a pipe holds (pipe(7)); allocated when a process writes for the first time.
    let processOutput = ByteBuffer(initial: 64 * 1024, maximum: 64 * 1024)
    let deadlines: Deadlines
    let reaper: ProcessReaper

    var stage = Stage.open
    var next = Reception.Next.input(.head)
    var hasInputForHandler = false
    var inputEnded = false
    var lingered = 0
    var phase = Phase.head
    var phaseStart: Instant

    /// What is believed to be possible without waiting. Optimistic until a call says otherwise: the
    /// first request has mostly arrived by the time its connection is accepted.
    var socketReadable = true
    var socketWritable = true
    /// Bytes that the client had not acknowledged when it was last seen to take some.
    var unacknowledged = 0
    var processReadable = false
    var processWritable = false
    /// The process had not taken all content that it was given.
    var isProcessBehind = false
    /// The process itself is over, though somebody may still hold its output open.
    var processHasEnded = false

    /// The producer has had its share of this turn.
    private var hasProduced = false
    /// The client is known to have sent all it will: its end is read, whatever else is.
    var socketEnding = false
    /// So many of the file's next bytes were brought into memory, as far as there are any.
    var fetched = 0
    /// The work that has to be done, perhaps elsewhere, before this goes on.
    package internal(set) var pendingWork = Work.none
    /// There was more to do when the turn was over.
    package internal(set) var isUnfinished = false

    /// A connection that has just been accepted.
    /// - Parameters:
    ///   - inputLimit: bytes of unparsed input at most; more than a whole head may have.
    ///   - turn: how much it may do in one call of `advance`.
    package convenience init(
        socket: consuming Descriptor, handler: BaseHandler, deadlines: Deadlines,
        inputLimit: Int, reaper: ProcessReaper, turn: Turn = .alone, now: Instant
    ) {
        self.init(
            handler: handler, deadlines: deadlines, inputLimit: inputLimit, reaper: reaper,
            turn: turn)
        self.socket = ConnectionSocket(socket)
        phaseStart = now
        stage = .open
        handler.connect()
    }

    /// A driver without a connection: `resume` gives it one.
    init(
        handler: BaseHandler, deadlines: Deadlines, inputLimit: Int, reaper: ProcessReaper,
        turn: Turn
    ) {
        socket = ConnectionSocket()
        self.handler = handler
        self.deadlines = deadlines
        self.reaper = reaper
        self.turn = turn
        outbox = Outbox(defersBlocking: turn.defersBlocking)
        input = ByteBuffer(initial: Self.readSize, maximum: max(inputLimit, Self.readSize))
        phaseStart = .distantFuture
        stage = .closed
    }

    // MARK: What a scheduler calls

    /// Does all that can be done now.
    /// - Returns: what to wait for; nil when the connection is over.
    package func advance(now: Instant) -> Wait? {
        step(now: now) ? wait : nil
    }

    /// Does all that can be done now, or as much as a turn allows: then `isUnfinished` is true.
    /// - Returns: false when the connection is over.
    package func step(now: Instant) -> Bool {
        do {
            if stage == .open { try move(now) }
            if stage == .lingering { try linger() }
            if stage != .closed, now >= deadline { try timeOut(now) }
        } catch {
            abort()
        }
        return stage != .closed
    }

    /// Notes what a wait has found.
    package func ready(socket: Readiness, processOutput: Bool, processInput: Bool) {
        if socket.contains(.readable) { socketReadable = true }
        if socket.contains(.ending) { socketEnding = true }
        if socket.contains(.writable) { socketWritable = true }
        if processOutput { processReadable = true }
        if processInput { processWritable = true }
        // Both directions are gone and nothing is being read that would find out.
        if socket.contains(.hungUp), stage == .open, !wantsInput, outbox.isEmpty { abort() }
    }

    /// The server is about to stop: an idle connection closes, another one after its response.
    package func drain(now: Instant) {
        handler.drain()
        guard stage == .open else { return }
        if outbox.isResponding {
            outbox.closeAfterResponse()
        } else if phase == .content {
            // What has been answered still arrives: closing outright would reset the answer.
            beginClose(now)
        } else if input.isEmpty, !hasInputForHandler, pendingWork == .none {
            // Otherwise a request is in hand, whose response is still to be made.
            close()
        }
    }

    /// Answers with the handler's refusal instead of serving.
    package func refuse() {
        handler.refuse(outbox)
        next = .close
    }

    /// Ends the connection at once, without an orderly end of what was being sent.
    package func abort() {
        guard stage != .closed else { return }
        if stage == .open, outbox.isResponding {
            outbox.settle(isComplete: false) { handler.responded(bytes: $0, isComplete: $1) }
            socket.resetOnClose()
        }
        close()
    }

    // MARK: Moving bytes

    var wantsInput: Bool {
        if case .input = next { return !inputEnded }
        return false
    }

    func move(_ now: Instant) throws(SystemError) {
        isUnfinished = false
        hasProduced = false
        for _ in 0..<turn.transfers where stage == .open {
            if try !moveOnce(now) { return isUnfinished = mayProduce }
        }
        isUnfinished = true
    }

    /// Whether a producer has more to make as soon as it is this connection's turn again.
    private var mayProduce: Bool {
        outbox.producer != nil && stage == .open && socketWritable && pendingWork == .none
            && outbox.bytes.count < Outbox.producerHighWater
    }

    /// - Returns: whether something moved, so that more may.
    private func moveOnce(_ now: Instant) throws(SystemError) -> Bool {
        if pendingWork != .none { return false }
        var moved = try send(now)
        if stage == .open, outbox.endsProcess { releaseProcess(end: true) }
        if stage == .open, outbox.process != nil { moved = try moveProcess(now) || moved }
        if stage == .open, mayProduce, !hasProduced { moved = produce(now) || moved }
        if stage == .open, outbox.isComplete {
            completeResponse(now)
            moved = true
        }
        if stage == .open, pendingWork == .none { moved = try receive(now) || moved }
        if stage == .open, next == .close, !outbox.isResponding { beginClose(now) }
        return moved
    }

    private func produce(_ now: Instant) -> Bool {
        let end = now.advanced(bySeconds: turn.seconds)
        switch outbox.produce(until: end, mayBlock: !turn.defersBlocking) {
        case .none: return false
        case .blocking?:
            pendingWork = .producer
            return false
        case .more?:
            // What has been made is sent, then it is others' turn.
            hasProduced = turn.defersBlocking
            return !hasProduced || !outbox.bytes.isEmpty
        case .finished?, .failed?: return true
        }
    }

    private func send(_ now: Instant) throws(SystemError) -> Bool {
        guard socketWritable, !outbox.isEmpty else { return false }
        let outcome: Transfer
        if !outbox.bytes.isEmpty {
            let wanted = outbox.bytes.count
            let isFollowed = outbox.file != nil || outbox.loan != nil
            outcome = try socket.send(outbox.bytes, more: isFollowed)
            if case .moved(let count) = outcome { socketWritable = count == wanted }
        } else if let loan = outbox.loan {
            let wanted = loan.bytes.count - loan.position
            outcome = try outbox.sendLoan(to: socket)
            if case .moved(let count) = outcome { socketWritable = count == wanted }
        } else {
            guard let limit = sendableFileBytes else {
                pendingWork = .file
                return false
            }
            fetched = 0
            outcome = try outbox.sendFile(to: socket, limit: limit)
        }
        switch outcome {
        case .moved(let count):
            outbox.sent += count
            credit(count, now)
            if !socketWritable { unacknowledged = socket.unacknowledgedBytes }
            return true
        case .wouldBlock:
            socketWritable = false
            unacknowledged = socket.unacknowledgedBytes
            return false
        case .ended:
            abort()
            return false
        }
    }

    private func receive(_ now: Instant) throws(SystemError) -> Bool {
        var moved = false
        if wantsInput, socketReadable, input.room > 0, !turn.readsAhead {
            moved = try read(now)
        }
        if hasInputForHandler, stage == .open {
            hasInputForHandler = false
            let wasResponding = outbox.isResponding
            let reception = input.withBytes { handler.receive($0, outbox) }
            input.consume(reception.consumed)
            defer {
                if inputEnded, stage == .open, !outbox.isResponding, next != .close { endInput() }
            }
            processWritable = processWritable || outbox.process != nil
            processReadable = processReadable || outbox.process != nil
            if reception.next == .blocking { pendingWork = .handler }
            enter(reception.next, now)
            // A process or a client that is awaited from now on is not to be charged for the wait
            // that came before.
            if outbox.isResponding, !wasResponding { phaseStart = now }
            moved = true
        }
        if input.room == 0, wantsInput { throw SystemError(call: "recv", errno: .noBufferSpace) }
        return moved
    }

    func read(_ now: Instant) throws(SystemError) -> Bool {
        let before = input.count
        switch try socket.receive(input, limit: max(Self.readSize, input.maximum / 2)) {
        case .moved:
            // Less than there was room for: the kernel has no more, asking again would be idle;
            // unless the end is there as well, of which nobody would tell again.
            socketReadable = input.lastReadWasFull || socketEnding
            hasInputForHandler = true
            if phase == .content, outbox.isEmpty { credit(input.count - before, now) }
            return true
        case .wouldBlock:
            socketReadable = false
            return false
        case .ended:
            inputEnded = true
            // Requests that came before the end are answered before it is heeded.
            if input.isEmpty || outbox.isResponding {
                endInput()
            } else {
                hasInputForHandler = true
            }
            return true
        }
    }

    /// The client will send nothing more, and what it has sent has been looked at.
    private func endInput() {
        guard !handler.receiveEnd(outbox), stage == .open else { return }
        if outbox.isResponding { outbox.closeAfterResponse() } else { close() }
    }

    /// The client has moved bytes: its deadline moves by as long as they may take.
    ///
    /// Moving the deadline to the full for any byte would let a client hold a connection for ever
    /// by a byte now and then.
    func credit(_ bytes: Int, _ now: Instant) {
        phaseStart = min(now, phaseStart.advanced(bySeconds: Double(bytes) / deadlines.leastRate))
    }

    private func enter(_ next: Reception.Next, _ now: Instant) {
        self.next = next
        guard case .input(let phase) = next, phase != self.phase else { return }
        self.phase = phase
        phaseStart = now
    }

    private func completeResponse(_ now: Instant) {
        let aborted = outbox.isAborted
        outbox.settle(isComplete: !aborted) { handler.responded(bytes: $0, isComplete: $1) }
        let ends = outbox.closesAfter
        if outbox.process != nil { releaseProcess(end: true) }
        outbox.reset()
        if aborted {
            socket.resetOnClose()
            close()
        } else if ends || inputEnded && input.isEmpty && !hasInputForHandler {
            beginClose(now)
        } else {
            if next == .response || next == .room { enter(.input(.idle), now) }
            phaseStart = now
            // There may also be an answer that was worked for meanwhile.
            if !input.isEmpty { hasInputForHandler = true }
            if !turn.readsAhead {
                input.releaseIfEmpty()
                outbox.bytes.releaseIfEmpty()
            }
        }
    }

    // MARK: Waiting

    /// What the connection is waiting for, as far as a deadline goes.
    var waitingPhase: Phase {
        if outbox.awaitsClient { return .output }
        guard outbox.process != nil else { return phase }
        // A script that has read all there is waits for the client, as this side does.
        let isStarved = wantsInput && phase == .content && outbox.process?.wantsInput == false
        return isStarved ? .content : .process
    }

    /// When `step` must be called in any case.
    package var deadline: Instant {
        let seconds = stage == .lingering ? deadlines.linger : deadlines.seconds(in: waitingPhase)
        return phaseStart.advanced(bySeconds: seconds)
    }

    /// What there is to wait for.
    package var wait: Wait {
        var wait = Wait(deadline: deadline)
        if stage == .lingering {
            wait.socket = .readable
            wait.mayGiveWay = phaseStart.advanced(bySeconds: deadlines.silence)
            return wait
        }
        if wantsInput { wait.socket.insert(.readable) }
        if outbox.awaitsClient { wait.socket.insert(.writable) }
        if outbox.process?.wantsInput == true { wait.processInput = outbox.process?.input?.number }
        if outbox.bytes.count < Outbox.processHighWater {
            wait.processOutput = outbox.process?.output?.number
        }
        if !outbox.isResponding, phase != .content, input.isEmpty, phase == .head || phase == .idle
        {
            wait.mayGiveWay = phaseStart.advanced(bySeconds: deadlines.silence)
        }
        return wait
    }
}
