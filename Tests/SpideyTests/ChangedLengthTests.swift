import Foundation
import Testing

/// Files that become shorter or longer between the head of a response and its end: what is sent is
/// never passed off as the whole, nothing is made up, and the log has the bytes that were sent.
@Suite struct ChangedLengthTests {
    /// More than the kernel holds for a client that does not read.
    private static let size = 32 << 20

    /// Asks for a file, waits until its beginning has come, changes it, and takes the rest.
    private func change(
        _ model: Model, to size: Int,
        _ check: (_ announced: Int, _ content: [UInt8], _ ending: Ending, AccessEntry) -> Void
    ) throws {
        let folder = try Folder()
        try folder.sparse("file.bin", count: Self.size)
        let log = folder.root + "/access.json"
        try withServer(model, ["--access-log", "json:\(log)"], folder: folder) { server throws in
            let client = try server.connect()
            client.send(Server.head("GET", "/file.bin"))
            #expect(client.read())
            #expect(truncate(folder.site + "/file.bin", size) == 0)
            while client.read() {}
            let end = try #require(Reply.find(Array("\r\n\r\n".utf8), in: client.held))
            let head = String(decoding: client.held[..<end], as: UTF8.self)
            let announced = head.firstMatch(of: #/\r\nContent-Length: (\d+)/#)
            let line = try #require(AccessEntry.lines(log, 1).first)
            check(
                announced.flatMap { Int($0.1) } ?? -1, Array(client.held[(end + 4)...]),
                client.ending ?? .silent, try AccessEntry(line))
            #expect(AccessEntry.lines(log, 1).count == 1)
        }
    }

    /// All that there is is sent, and the connection is reset.
    @Test(arguments: Model.all) func shorter(model: Model) throws {
        // Behind what the kernel can have taken before.
        let left = 24 << 20
        try change(model, to: left) { announced, content, ending, entry in
            #expect(announced == Self.size && ending == .reset)
            #expect(content.count <= left)
            #expect(entry.status == 200 && !entry.complete && entry.bytes == left)
        }
    }

    /// Nothing more can be sent.
    @Test(arguments: Model.all) func emptied(model: Model) throws {
        try change(model, to: 0) { announced, content, ending, entry in
            #expect(announced == Self.size && ending == .reset)
            #expect(entry.status == 200 && !entry.complete)
            #expect(content.count <= entry.bytes && entry.bytes < Self.size)
        }
    }

    /// What was announced is sent, and no more.
    @Test(arguments: Model.all) func longer(model: Model) throws {
        try change(model, to: Self.size + 5_000_000) { announced, content, ending, entry in
            #expect(announced == Self.size && content.count == Self.size && ending == .closed)
            #expect(entry.status == 200 && entry.complete && entry.bytes == Self.size)
        }
    }

    /// A file of 17 to 250 KB that is rewritten all the time, always with the same letter: a
    /// response is whole, or is cut short, and has nothing but that letter. In an event loop some
    /// are sent from a cache.
    @Test(arguments: Model.all) func rewritten(model: Model) throws {
        try withSite(model, model.workers > 0 ? ["--workers", "2"] : []) {
            try $0.file("a.txt", String(repeating: "a", count: 20_000))
        } use: { server throws in
            let (isOver, times) = (Counter(), Counter())
            let path = server.folder.site + "/a.txt"
            let writer = Thread { Self.rewrite(path, times, until: isOver) }
            writer.start()
            defer { isOver.add() }
            var whole = 0
            for _ in 0..<300 {
                let talk = try server.talk(Server.head("GET", "/a.txt"))
                #expect(talk.ending != .silent)
                // 503 when the file was never the same twice.
                for reply in talk.replies where reply.status == 200 {
                    #expect(reply.body.allSatisfy { $0 == UInt8(ascii: "a") })
                    #expect(reply["Content-Length"] == "\(reply.body.count)")
                    whole += 1
                }
                guard let end = Reply.find(Array("\r\n\r\n".utf8), in: talk.rest) else { continue }
                #expect(talk.ending == .reset)
                #expect(talk.rest[(end + 4)...].allSatisfy { $0 == UInt8(ascii: "a") })
            }
            #expect(whole > 0 && times.value > 0)
        }
    }

    private static func rewrite(_ path: String, _ times: Counter, until isOver: Counter) {
        let content = [UInt8](repeating: UInt8(ascii: "a"), count: 256_000)
        let file = open(path, O_WRONLY | O_CLOEXEC)
        var count = 20_000
        while isOver.value == 0 {
            count = 17_000 + (count + 61_111) % 233_000
            // Never made longer by this, which would fill it with zeros. At the end of a page: of
            // one that is cut the kernel fills the rest with zeros, also where it is on its way to
            // a client, for sendfile(2) does not copy it.
            ftruncate(file, 16_384)
            pwrite(file, content, count, 0)
            times.add()
        }
        close(file)
    }
}
