import SystemCalls
import Testing

@Suite struct PollSetTests {
    @Test func findsWhatIsReady() throws {
        let quiet = try Descriptor.socketPair()
        let busy = try Descriptor.socketPair()
        let buffer = ByteBuffer(initial: 8, maximum: 8)
        buffer.append([1])
        _ = try buffer.send(to: busy.writing)
        var poll = PollSet()
        poll.add(quiet.reading.number, .readable)
        poll.add(busy.reading.number, [.readable, .writable])
        #expect(try poll.wait(until: .distantFuture))
        #expect(poll.readiness(0) == [])
        #expect(poll.readiness(1) == [.readable, .writable])
        poll.removeAll()
        poll.add(quiet.reading.number, .readable)
        #expect(try !poll.wait(until: .now))
        #expect(poll.readiness(0) == [])
    }

    /// A deadline that has passed looks once and does not wait.
    @Test func pastDeadlinesDoNotWait() throws {
        var nothing = PollSet()
        #expect(try !nothing.wait(until: Instant(nanoseconds: 0)))
        let before = Instant.now
        #expect(try !nothing.wait(until: before.advanced(bySeconds: 0.02)))
        #expect(Instant.now.nanoseconds(since: before) >= 20_000_000)
    }

    /// The end of a peer is reported also to one who waits for nothing.
    @Test func hangingUpIsAlwaysReported() throws {
        let socket = try Descriptor.socketPair().takeReading()
        var poll = PollSet()
        poll.add(socket.number, [])
        #expect(try poll.wait(until: .distantFuture))
        #expect(poll.readiness(0).contains([.hungUp, .readable]))
    }

    /// One direction closed is not hanging up: it is the end of the file, when somebody reads.
    @Test func halfAnEndIsReadable() throws {
        let pair = try Descriptor.socketPair()
        pair.writing.finishSending()
        var poll = PollSet()
        poll.add(pair.reading.number, [])
        #expect(try !poll.wait(until: .now))
        poll.removeAll()
        poll.add(pair.reading.number, .readable)
        #expect(try poll.wait(until: .distantFuture))
        #expect(poll.readiness(0) == .readable)
    }
}
