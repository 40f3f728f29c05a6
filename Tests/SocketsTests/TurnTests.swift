import Testing

@testable import Sockets

@Suite struct TurnTests {
    @Test("all who have their turn share what is offered to the kernel, and each has a least part")
    func shares() {
        for (count, chunk) in [
            (0, 1024), (1, 1024), (4, 1024), (5, 768), (8, 512), (16, 256), (5000, 256),
        ] {
            #expect(Turn.among(count).fileChunk == chunk << 10)
        }
        #expect(Turn.among(1).fileChunk == Turn.shared.fileChunk)
    }

    @Test("what is brought into memory is sent before more of it is, whoever waits")
    func fetches() {
        for count in [1, 16, 5000] { #expect(Turn.fetchChunk <= Turn.among(count).fileChunk) }
    }
}
