import Foundation
import Testing

/// What a client is told when something went wrong, and what not.
@Suite struct ErrorTests {
    /// `Accept`, and the type of the page.
    private static let accepts: [(accept: String?, type: String)] = [
        (nil, "text/html; charset=utf-8"), ("*/*", "text/html; charset=utf-8"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"),
        ("text/plain", "text/plain; charset=utf-8"), ("application/json", "application/json"),
        ("application/json;q=0.5, text/plain;q=0.9", "text/plain; charset=utf-8"),
        ("text/html;q=0, application/json", "application/json"),
        ("image/png", "text/html; charset=utf-8"), (";;;,,", "text/html; charset=utf-8"),
    ]

    @Test(arguments: Model.all) func formats(model: Model) throws {
        try withSite(model, build: { _ in }) { server throws in
            for (accept, type) in Self.accepts {
                let reply = try server.get("/nothing", accept.map { ["Accept: \($0)"] } ?? [])
                #expect(reply.status == 404 && reply["Content-Type"] == type, "\(accept ?? "")")
                switch type {
                case "application/json":
                    let object = try JSONSerialization.jsonObject(with: Data(reply.body))
                    let page = try #require(object as? [String: Any])
                    #expect(page["status"] as? Int == 404)
                    #expect(page["error"] as? String == "Not Found")
                case "text/plain; charset=utf-8":
                    #expect(reply.text.hasPrefix("404 Not Found\n"))
                default:
                    #expect(reply.text.contains("<svg") && reply.text.contains("404"))
                    #expect(reply.text.contains("Not Found"))
                }
            }
        }
    }

    /// Nothing that was sent comes back, and nothing of where the server keeps its files.
    @Test(arguments: Model.all) func nothingIsEchoed(model: Model) throws {
        let mark = "echo7f3a<script>"
        try withSite(model) { folder in
            try folder.file("broken.sh", "#!/nonexistent/interpreter\n", mode: 0o755)
            try folder.script("noisy.sh", "echo server-side-trouble >&2; pwd >&2; exit 3")
            try folder.file("a.txt", "a")
            mkfifo(folder.site + "/fifo", 0o644)
        } use: { server throws in
            let targets = [
                "/\(mark)", "/?\(mark)%zz", "/%zz\(mark)", "/fifo?\(mark)", "/broken.sh?\(mark)",
                "/noisy.sh?\(mark)", "/../\(mark)", "//\(mark)", "/a.txt/\(mark)",
            ]
            for accept in ["text/html", "text/plain", "application/json"] {
                let fields = [
                    "Accept: \(accept)", "User-Agent: \(mark)", "Referer: \(mark)",
                    "Cookie: \(mark)",
                ]
                for target in targets {
                    let head = Server.head("GET", target, fields)
                    let talk = try server.talk(
                        head.replacing("localhost", with: "\(mark.prefix(8))"))
                    let all = talk.replies.flatMap { $0.fields.map(\.value) }.joined() + talk.text
                    for word in ["echo7f3a", server.folder.root, "site", "server-side", "/tmp"] {
                        #expect(!all.contains(word), "\(target) \(word)")
                    }
                }
                let wrong = try server.request("BREW", "/a.txt", fields)
                #expect(wrong.status == 501 && !wrong.text.contains("echo7f3a"))
            }
            let bad = try server.talk("GET /\(mark) \(mark)\r\n\r\n")
            #expect(bad.statuses == [400] && !bad.text.contains("echo7f3a"))
        }
    }
}
