import Foundation
import Testing

/// All models give the same bytes, but for the date and whether the connection goes on.
@Suite struct AgreementTests {
    private static let requests: [String] =
        [
            "/", "/a.txt", "/big.bin", "/empty", "/sub", "/sub/", "/nothing", "/.hidden", "/../x",
            "/a.txt/", "/%zz", "/run.sh", "/run.sh/more?x=1", "/silent.sh", "/bad.sh", "/closed",
            "/sub/?C=S;O=D", "/name%20with%20spaces.txt",
        ].flatMap { target in
            ["GET", "HEAD", "POST", "OPTIONS", "DELETE", "BREW"].map { method in
                let length = method == "POST" ? "Content-Length: 3\r\n" : ""
                let content = method == "POST" ? "x=1" : ""
                return "\(method) \(target) HTTP/1.1\r\nHost: a\r\n\(length)Connection: close"
                    + "\r\nAccept: text/html\r\n\r\n\(content)"
            }
        } + [
            "GET / HTTP/1.0\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "garbage\r\n\r\n",
            "GET / HTTP/2.0\r\nHost: a\r\n\r\n",
            "OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
            "GET http://a/a.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nExpect: x\r\nConnection: close\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 2\r\n\r\n",
        ]

    private func build(_ folder: Folder) throws {
        try folder.file("a.txt", "content of a")
        try folder.file("empty", "")
        try folder.file("name with spaces.txt", "b")
        try folder.file(".hidden", "hidden")
        try folder.file("big.bin", bytes: noise(300_000))
        try folder.directory("sub/deeper")
        try folder.file("sub/x.html", "<p>x")
        try folder.file("closed", "secret", mode: 0)
        // In one piece: how many chunks there are is otherwise a matter of timing.
        let text = "content=$(cat); printf 'A: b\\n\\n%s' \"$REQUEST_METHOD $PATH_INFO $content\""
        try folder.script("run.sh", text)
        try folder.script("silent.sh", "exit 0")
        try folder.script("bad.sh", "printf 'no head\\nat all\\n'")
    }

    @Test func bytes() throws {
        let folder = try Folder()
        try build(folder)
        pause(2.1, because: "until then each response has a tag of its own")
        var answers: [[String]] = []
        for model in Model.all {
            try withServer(model, folder: folder) { server throws in
                answers.append(try Self.requests.map { try Self.answer(server, $0) })
            }
        }
        for (model, own) in zip(Model.all, answers).dropFirst() {
            for (request, pair) in zip(Self.requests, zip(answers[0], own)) where pair.0 != pair.1 {
                Issue.record("\(model.name): \(request)\n\(pair.0)\n---\n\(pair.1)")
            }
        }
        #expect(Set(answers[0]).count > 30, "the answers are worth comparing")
    }

    /// Everything that comes, as Latin-1 text without the two fields, and without the tags of
    /// listings, which each server makes with a key of its own.
    private static func answer(_ server: Server, _ request: String) throws -> String {
        let client = try server.connect()
        client.send(request)
        while client.read() {}
        #expect(client.ending == .closed, "\(request)")
        let text = String(client.held.map { Character(UnicodeScalar($0)) })
        return text.replacing(/\r\n(Date|Connection): [^\r]*/, with: "")
            .replacing(/\r\nETag: "[0-9a-f]+-[0-9a-f]+"/, with: "")
    }
}
