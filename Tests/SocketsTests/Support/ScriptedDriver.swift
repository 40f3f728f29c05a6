import SystemCalls

@testable import Sockets

/// A driver made of closures, which notes what its scheduler does with it.
final class ScriptedDriver: ConnectionDriver {
    /// What has been called, in order.
    private(set) var events: [String] = []
    private(set) var steps = 0

    /// Whether the connection goes on; by default it is over at once.
    var onStep: (ScriptedDriver, Instant) -> Bool = { _, _ in false }
    var onReceiveAhead: (ScriptedDriver) -> Void = { _ in }
    var onDrain: (ScriptedDriver) -> Void = { _ in }

    var wanted: Readiness = .readable
    var nextDeadline = Instant.distantFuture
    var silenceEnd: Instant?
    var processDescriptors: ProcessDescriptors?
    var wantedFromProcess: Readiness = []
    var rests = false
    var memory: Int32 = 0

    override init(turn: Turn = .alone) { super.init(turn: turn) }

    override func begin(_ address: SocketAddress, now: Instant) { events.append("begin") }

    override func resume(_ address: SocketAddress, _ state: RestingState) {
        events.append("resume \(state.memory)")
        memory = state.memory
    }

    override func becameReady(_ source: ReadinessSource, _ readiness: Readiness) {
        events.append("\(source)" + (readiness.contains(.hungUp) ? " hung up" : ""))
    }

    override func receiveAhead(now: Instant) { onReceiveAhead(self) }

    override func step(now: Instant) -> Bool {
        steps += 1
        guard onStep(self, now) else {
            transport.close()
            return false
        }
        return true
    }

    override func jobDone(now: Instant) {
        events.append("job done")
        job = nil
    }

    override func drain(now: Instant) {
        events.append("drain")
        onDrain(self)
    }

    override func refuse(now: Instant) { events.append("refuse") }

    override func abort() {
        events.append("abort")
        transport.close()
    }

    override var deadline: Instant { nextDeadline }
    override var mayGiveWay: Instant? { silenceEnd }
    override var wantedReadiness: Readiness { wanted }
    override var process: ProcessDescriptors? { processDescriptors }
    override var wantedOfProcess: Readiness { wantedFromProcess }
    override var isAtRest: Bool { rests && transport.isStateless }

    override var restingState: RestingState {
        RestingState(since: .now, deadline: nextDeadline, memory: memory)
    }

    override func trim() { events.append("trim") }
}
