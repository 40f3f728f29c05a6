import SystemCalls

@testable import Sockets

/// Speaks a protocol of lines: each is answered by the same line in angle brackets.
final class LineDriver: ConnectionDriver {
    private let input = ByteBuffer(initial: 64, maximum: 64 * 1024)
    private let output = ByteBuffer(initial: 64, maximum: 64 * 1024)
    /// Seconds for a line from its beginning, and silence before one that gives way.
    private let lineSeconds: Double
    private let silence: Double
    /// Whether the connection ends after one line.
    private let endsAfterLine: Bool
    private var start = Instant.distantFuture
    private var isDraining = false
    /// What has happened.
    private(set) var events: [String] = []

    init(
        endsAfterLine: Bool = false, lineSeconds: Double = 10, silence: Double = 0.05,
        turn: Turn = .alone
    ) {
        self.endsAfterLine = endsAfterLine
        self.lineSeconds = lineSeconds
        self.silence = silence
        super.init(turn: turn)
    }

    override func begin(_ address: SocketAddress, now: Instant) {
        events.append("begin")
        start = now
    }

    override func step(now: Instant) -> Bool {
        while true {
            switch (try? transport.receive(input)) ?? .ended {
            case .moved: continue
            case .ended: return end("client left")
            case .wouldBlock: break
            }
            break
        }
        if answerLine(now), endsAfterLine || isDraining { return end("answered") }
        if now >= deadline { return end("too late") }
        return true
    }

    /// - Returns: whether there was a line.
    private func answerLine(_ now: Instant) -> Bool {
        let line = input.withBytes { bytes -> [UInt8]? in
            guard let end = bytes.indices.first(where: { bytes[$0] == 10 }) else { return nil }
            return (0..<end).map { bytes[$0] }
        }
        guard let line else { return false }
        input.consume(line.count + 1)
        output.append(Array("<".utf8) + line + Array(">".utf8))
        _ = try? transport.send(output)
        start = now
        return true
    }

    private func end(_ reason: String) -> Bool {
        events.append(reason)
        transport.close()
        return false
    }

    override func drain(now: Instant) {
        isDraining = true
        if input.isEmpty { _ = end("drained") }
    }

    override func abort() {
        events.append("aborted")
        transport.close()
    }

    override var deadline: Instant { start.advanced(bySeconds: lineSeconds) }
    override var wantedReadiness: Readiness { .readable }
    override var mayGiveWay: Instant? {
        input.isEmpty ? start.advanced(bySeconds: silence) : nil
    }
}
