import Glibc
import HTTPWire
import Sockets
import SystemCalls
import Testing

@testable import HTTPServer

/// A process that answers: content of the request goes in, the response comes out.
@Suite(.serialized) struct ProcessLinkTests {
    private let reaper = ProcessReaper()

    init() { signal(SIGPIPE, SIG_IGN) }

    private func link(_ command: String) throws -> ProcessLink {
        ProcessLink(try ShellProcess.start(command, reaper: reaper), SimpleHeadReader())
    }

    /// Reads until the output ends.
    private func output(_ link: ProcessLink) throws -> String {
        let (all, piece) = (ByteBuffer(initial: 64, maximum: 1 << 20), buffer())
        let limit = Instant.now.advanced(bySeconds: 20)
        while true {
            switch try link.readOutput(into: piece) {
            case .moved:
                piece.withBytes { all.append($0) }
                piece.removeAll()
            case .ended:
                return all.withBytes { bytes in
                    String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
                }
            case .wouldBlock:
                var poll = PollSet()
                poll.add(try #require(link.descriptors.output), .readable)
                #expect(try poll.wait(until: limit))
            }
        }
    }

    private func buffer() -> ByteBuffer { ByteBuffer(initial: 1024, maximum: 64 * 1024) }

    /// Standard input ends after what is pending, not before.
    @Test(arguments: [0, 1, ProcessLink.inputHighWater]) func inputEnds(count: Int) throws {
        let link = try link("exec wc -c")
        #expect(link.takesInput && link.hasRoom && !link.hasPendingInput)
        link.input.append([UInt8](repeating: 65, count: count))
        #expect(link.hasPendingInput == (count > 0))
        #expect(link.hasRoom == (count <= ProcessLink.inputHighWater - ProcessLink.leastRoom))
        link.endInput()
        #expect(!link.takesInput)
        while link.hasPendingInput {
            let moved = try link.writeInput()
            #expect(moved, "a pipe has room for all of it")
        }
        #expect(link.descriptors.input == nil)
        #expect(try output(link) == "\(count)\n")
    }

    /// What a process does not read is dropped once it has closed its standard input.
    @Test func inputThatNobodyReads() throws {
        let link = try link("exec 0<&-; echo; exec sleep 1000")
        let piece = buffer()
        var poll = PollSet()
        poll.add(try #require(link.descriptors.output), .readable)
        #expect(try poll.wait(until: Instant.now.advanced(bySeconds: 20)))
        #expect(try link.readOutput(into: piece) == .moved(1))
        link.input.append([1, 2, 3])
        #expect(try link.writeInput())
        #expect(!link.hasPendingInput && !link.takesInput && link.input.isEmpty)
    }

    /// A pipe that is full is no reason to wait.
    @Test func inputThatIsNotRead() throws {
        let link = try link("exec sleep 1000")
        var written = 0
        var moved = true
        while moved {
            link.input.append([UInt8](repeating: 65, count: link.input.room))
            let before = link.input.count
            moved = try link.writeInput()
            written += before - link.input.count
            #expect(written < 10 << 20)
        }
        #expect(written > 0 && link.hasPendingInput)
    }

    /// Nothing more of the end is waited for once it is known; another process's is not believed.
    @Test func theEnd() throws {
        let link = try link("read line")
        link.ready = []
        link.noteEnd()
        #expect(!link.hasEnded && link.ready.isEmpty)
        link.endInput()
        var poll = PollSet()
        poll.add(try #require(link.descriptors.end), .readable)
        #expect(try poll.wait(until: Instant.now.advanced(bySeconds: 20)))
        link.noteEnd()
        #expect(link.hasEnded && link.ready == .readable && link.descriptors.end == nil)
        link.outputEnded()
        #expect(link.descriptors.output == nil)
    }

    /// The end of the link is the end of the process.
    @Test func endsItsProcess() throws {
        let number: Int32
        do { number = try link("exec sleep 1000").descriptors.process }
        #expect(try ProcessEnds.settle(reaper))
        #expect(!ProcessEnds.exists(number))
    }
}
