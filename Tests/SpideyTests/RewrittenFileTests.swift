import Foundation
import Testing

/// A small file that is rewritten in place while it is requested: nothing of the answer has been
/// sent when the server finds that the file is shorter than it was, so each request has a whole
/// answer.
@Suite struct RewrittenFileTests {
    /// Requests, and times that the file is rewritten meanwhile, at least.
    private static let (requests, rewrites) = (1500, 400)

    @Test(arguments: Model.all) func rewritten(model: Model) throws {
        try withSite(model, model.workers > 0 ? ["--workers", "2"] : []) {
            try $0.file("a.txt", String(repeating: "a", count: 1000))
        } use: { server throws in
            let (isOver, rewrites) = (Counter(), Counter())
            let path = server.folder.site + "/a.txt"
            let writer = Thread { Self.rewrite(path, rewrites, until: isOver) }
            writer.start()
            defer { isOver.add() }
            var (count, cut): (Int, [String]) = (0, [])
            var visitor = Visitor(server)
            let end = now + 20
            while count < Self.requests || rewrites.value < Self.rewrites, now < end {
                count += 1
                do {
                    let reply = try visitor.get("/a.txt")
                    let isRefusal = reply.status == 503 && reply["Retry-After"] != nil
                    #expect(reply.status == 200 || isRefusal)
                } catch {
                    cut.append("\(error)")
                    visitor = Visitor(server)
                }
            }
            #expect(cut.count == 0, "\(cut.count) of \(count): \(cut.first ?? "")")
            #expect(count >= Self.requests && rewrites.value >= Self.rewrites)
        }
    }

    /// One that is too large to be read beforehand may be found shorter when its head has left. The
    /// head arrives all the same.
    @Test(arguments: Model.all) func large(model: Model) throws {
        try withSite(model, model.workers > 0 ? ["--workers", "2"] : []) {
            try $0.file("a.txt", String(repeating: "a", count: 100_000))
        } use: { server throws in
            let (isOver, rewrites) = (Counter(), Counter())
            let path = server.folder.site + "/a.txt"
            let writer = Thread { Self.rewriteLarge(path, rewrites, until: isOver) }
            writer.start()
            defer { isOver.add() }
            var (count, without): (Int, [Ending]) = (0, [])
            let end = now + 20
            while count < 400 || rewrites.value < Self.rewrites, now < end {
                count += 1
                let talk = try server.talk(Server.head("GET", "/a.txt"))
                let hasStatus = talk.text.hasPrefix("HTTP/1.1 200 OK\r\n")
                let isRefusal = talk.statuses == [503]
                if talk.statuses != [200], !hasStatus, !isRefusal { without.append(talk.ending) }
            }
            #expect(without.count == 0, "\(without.count) of \(count): \(without)")
        }
    }

    /// Writes 20 to 200 KB over the file, again and again.
    private static func rewriteLarge(_ path: String, _ times: Counter, until isOver: Counter) {
        let content = [UInt8](repeating: 97, count: 200_000)
        let file = open(path, O_WRONLY | O_CLOEXEC)
        var count = 20_000
        while isOver.value == 0 {
            count = count % 180_000 + 20_011
            ftruncate(file, 0)
            pwrite(file, content, count, 0)
            times.add()
        }
        close(file)
    }

    /// Writes 1 to 16 KB over the file, again and again.
    private static func rewrite(_ path: String, _ times: Counter, until isOver: Counter) {
        let content = [UInt8](repeating: 97, count: 16 * 1024)
        // Kept open, because some file systems bring a file to the disk when it is closed.
        let file = open(path, O_WRONLY | O_CLOEXEC)
        var count = 1000
        while isOver.value == 0 {
            count = count % 15_000 + 1111
            ftruncate(file, 0)
            pwrite(file, content, count, 0)
            times.add()
        }
        close(file)
    }
}
