import SystemCalls
import Testing

@testable import Sockets

/// Content that is made while it is sent.
@Suite struct ContentProducerTests {
    /// Makes `steps` pieces of `size` bytes, then ends as told.
    private final class Pieces: ContentProducer {
        private(set) var made = 0
        let steps: Int
        let size: Int
        let end: Progress

        init(steps: Int, size: Int, end: Progress = .finished) {
            self.steps = steps
            self.size = size
            self.end = end
        }

        override func produce(
            into outbox: Outbox, until deadline: Instant, mayBlock: Bool
        ) -> Progress {
            if made == steps { return end }
            made += 1
            outbox.append([UInt8](repeating: UInt8(ascii: "x"), count: size))
            return .more
        }
    }

    private func answering(with producer: ContentProducer) -> ScriptedHandler {
        let handler = ScriptedHandler()
        handler.onReceive = { bytes, outbox in
            guard !outbox.isResponding else { return Reception(consumed: 0, next: .response) }
            outbox.beginResponse(close: true)
            outbox.append(Array("head ".utf8))
            outbox.attach(producer)
            return Reception(consumed: bytes.count, next: .response)
        }
        return handler
    }

    @Test func arrivesWhole() throws {
        let bench = try Bench(answering(with: Pieces(steps: 40, size: 10_000)))
        try bench.send("GET\n")
        var count = 0
        for _ in 0..<1000 where !bench.hasEnded {
            try bench.run()
            count += try bench.text.utf8.count
        }
        #expect(count == 400_005)
        #expect(bench.handler.events.contains("responded 400005"))
    }

    /// A client that takes nothing makes the server make no more than a bounded part.
    @Test func waitsForTheClient() throws {
        let producer = Pieces(steps: 1_000_000, size: 10_000)
        let bench = try Bench(answering(with: producer))
        try bench.fill()
        try bench.send("GET\n")
        try bench.run()
        #expect(producer.made <= 1 + Outbox.producerHighWater / 10_000)
    }

    /// A response that cannot be completed does not end like one that was.
    @Test func failureIsSeen() throws {
        let bench = try Bench(answering(with: Pieces(steps: 1, size: 10, end: .failed)))
        try bench.send("GET\n")
        try bench.run()
        #expect(bench.handler.events.contains("responded 15 cut short"))
    }
}
