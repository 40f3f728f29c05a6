import Foundation
import Testing

/// Scripts that are exchanged with links to the outside while they are asked for.
@Suite struct ExchangedScriptTests {
    /// Exchanges two names over and over, until it is stopped.
    private final class Exchange {
        private let thread: Thread
        private let end = Counter()

        init(_ first: String, _ second: String) {
            let (end, third) = (end, first + ".third")
            thread = Thread {
                while end.value == 0 {
                    rename(first, third)
                    rename(second, first)
                    rename(first, second)
                    rename(third, first)
                }
            }
            thread.start()
        }

        deinit { end.add() }

        func stop() {
            end.add()
            _ = eventually { thread.isFinished }
        }
    }

    /// A script, or a link to one inside, and a link to a program outside. The program leaves a
    /// mark when the kernel executes it; to a shell that only reads it, it is one comment.
    private static let kinds = ["script", "link"]

    @Test(arguments: Model.all, kinds) func programOutside(model: Model, kind: String) throws {
        let folder = try Folder()
        let mark = folder.root + "/mark"
        let outside = folder.root + "/outside"
        try Data("#!/usr/bin/touch \(mark)\n".utf8).write(to: URL(fileURLWithPath: outside))
        chmod(outside, 0o755)
        let hello = "printf 'Content-Type: text/plain\\n\\ninside'"
        try folder.script(kind == "script" ? "a.sh" : "inside.sh", hello)
        if kind == "link" { try folder.link("a.sh", to: "inside.sh") }
        try folder.link("b.sh", to: "../outside")
        try withServer(model, folder: folder) { server throws in
            #expect(try server.get("/a.sh").text == "inside")
            let exchange = Exchange(folder.site + "/a.sh", folder.site + "/b.sh")
            for _ in 0..<100 {
                let status = try server.get("/a.sh").status
                #expect([200, 404, 500].contains(status), "\(status)")
            }
            exchange.stop()
            #expect(access(mark, F_OK) != 0, "a program outside was executed")
            #expect(try server.get("/a.sh").text == "inside")
        }
    }
}
