import Foundation
import Testing

@Suite struct ClientOptionTests {
    /// A server that answers with the request it got, head and content.
    static func echo(unixPath: String? = nil) -> ScriptedServer {
        ScriptedServer(unixPath: unixPath) { connection in
            while let head = connection.request() {
                let field = head.lowercased().split(separator: "\r\n")
                    .first { $0.hasPrefix("content-length: ") }
                let count = field.flatMap { Int($0.dropFirst(16)) } ?? 0
                let content = head + String(decoding: connection.content(count), as: UTF8.self)
                let size = content.utf8.count
                let isHead = head.hasPrefix("HEAD ")
                connection.send(
                    "HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n" + (isHead ? "" : content))
            }
        }
    }

    @Test func methodAndFields() throws {
        let server = Self.echo()
        let ended = try thor(
            "-X", "DELETE", "-H", "X-One: 1", "--header", "Host: other", "http://\(server.place)/x")
        #expect(ended.text.hasSuffix("DELETE /x HTTP/1.0\r\nX-One: 1\r\nHost: other\r\n\r\n"))
    }

    @Test func bodies() throws {
        let server = Self.echo()
        let directory = try TemporaryDirectory()
        let file = try directory.write("body", Data("from a file".utf8))
        let url = "http://\(server.place)/"
        let text = try thor("--body", "plain", url).text
        #expect(text.contains("POST / HTTP/1.0\r\n"))
        #expect(text.hasSuffix("Content-Length: 5\r\n\r\nplain"))
        #expect(try thor("--body", "@" + file, url).text.hasSuffix("\r\n\r\nfrom a file"))
        let piped = try thor("--body", "-", url, input: Data("from a pipe".utf8))
        #expect(piped.text.hasSuffix("\r\n\r\nfrom a pipe"))
        let form = try thor("--form", "a=1 2", "--form", "b=\u{E9}&", url).text
        #expect(form.hasSuffix("\r\n\r\na=1+2&b=%C3%A9%26"))
        #expect(form.contains("Content-Type: application/x-www-form-urlencoded\r\n"))
    }

    @Test func versions() throws {
        let server = Self.echo()
        let newer = try thor("--http1.1", "http://\(server.place)/").text
        #expect(newer.contains("GET / HTTP/1.1\r\n"))
        #expect(newer.contains("Connection: close\r\n"))
        #expect(
            try thor("--http1.0", "http://\(server.place)/").text.contains("GET / HTTP/1.0\r\n"))
    }

    @Test func partsOfTheResponse() throws {
        let server = ScriptedServer(
            answering: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
        let url = "http://\(server.place)/"
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
        let directory = try TemporaryDirectory()
        let file = directory.file("out")
        #expect(try thor("--no-include", url).text == "hello")
        #expect(try thor("-o", file, url).text.isEmpty)
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "hello")
        #expect(try thor("-i", "-o", file, url).status == 0)
        #expect(try String(contentsOfFile: file, encoding: .utf8) == head + "hello")
        let headOnly = ScriptedServer(answering: head)
        #expect(try thor("-I", "http://\(headOnly.place)/").text == head)
    }

    @Test func redirectsAreFollowed() throws {
        let server = ScriptedServer { connection in
            let head = connection.request() ?? ""
            let target = head.split(separator: " ").dropFirst().first ?? ""
            if target == "/end" {
                let size = head.utf8.count
                connection.send("HTTP/1.0 200 OK\r\nContent-Length: \(size)\r\n\r\n\(head)")
            } else {
                connection.send("HTTP/1.0 303 See\r\nLocation: end\r\n\r\nelsewhere")
            }
        }
        let ended = try thor("-L", "--body", "x", "http://\(server.place)/start")
        #expect(ended.status == 0)
        #expect(ended.text.contains("GET /end HTTP/1.0"))
        #expect(!ended.text.contains("elsewhere"))
    }

    @Test func credentialsOfTheURL() throws {
        let server = Self.echo()
        let text = try thor("http://user:pass%3A@\(server.place)/").text
        #expect(text.contains("Authorization: Basic dXNlcjpwYXNzOg==\r\n"))
    }

    @Test func otherPlaces() throws {
        let directory = try TemporaryDirectory()
        let tcp = Self.echo()
        let connected = try thor("--connect-to", tcp.place, "http://example.invalid/x")
        #expect(connected.text.contains("Host: example.invalid\r\n"))
        let path = directory.file("socket")
        let local = Self.echo(unixPath: path)
        _ = local
        let ended = try thor("--unix-socket", path, "http://example.invalid/x")
        #expect(ended.text.contains("GET /x HTTP/1.0\r\nHost: example.invalid\r\n"))
        let report = try LoadReport(
            "--unix-socket", path, "-c", "4", "-r", "200", "--quiet", "http://example.invalid/")
        #expect(report.count("good") == 200)
        let gone = try thor("--unix-socket", directory.file("none"), "http://example.invalid/")
        #expect(gone.status == 7)
    }

    @Test func connectsAreTriedAgain() throws {
        let port = ScriptedServer.closedPort
        let started = Date()
        let ended = try thor("--retry-connect", "2", "http://127.0.0.1:\(port)/")
        #expect(ended.status == 7)
        #expect(Date().timeIntervalSince(started) >= 0.3)
    }

    @Test func statusesCanBeExpected() throws {
        let server = ScriptedServer(
            answering: "HTTP/1.0 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        let url = "http://\(server.place)/"
        #expect(try thor(url).status == 0)
        #expect(try thor("--expect-status", "2xx", url).status == 22)
        #expect(try thor("--expect-status", "2xx,404", url).status == 0)
        let bad = try LoadReport("-c", "1", "-r", "200", "--quiet", url, status: 1)
        #expect(bad.count("good") == 0)
        #expect(bad.count("unexpected_status") == 200)
        #expect(bad.status(404) == 200)
        let good = try LoadReport(
            "-c", "1", "-r", "200", "--expect-status", "404", "--quiet", url)
        #expect(good.count("good") == 200)
    }

    @Test func bodiesCanBeExpected() throws {
        // Every tenth response is another one.
        let server = ScriptedServer { connection in
            var count = 0
            while connection.request() != nil {
                count += 1
                let body = count % 10 == 0 ? "howdy" : "hello"
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n\(body)")
            }
        }
        let digest = "sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
        for check in ["hello", "ello", "regex:^h[el]+o$", digest] {
            let report = try LoadReport(
                "-c", "1", "-r", "200", "--expect-body", check, "--quiet",
                "http://\(server.place)/", status: 1)
            #expect(report.count("good") == 180)
            #expect(report.count("unexpected_body") == 20)
        }
    }

    @Test func requestsLargerThanTheSocketAreSentWhole() throws {
        let server = ScriptedServer { connection in
            while let head = connection.request() {
                let content = connection.content(3_000_000)
                _ = head
                let isWhole = content.count == 3_000_000 && Set(content) == [65]
                connection.send(
                    "HTTP/1.1 \(isWhole ? 200 : 400) X\r\nContent-Length: 0\r\n\r\n")
            }
        }
        let directory = try TemporaryDirectory()
        let file = try directory.write("body", Data(repeating: 65, count: 3_000_000))
        let url = "http://\(server.place)/"
        #expect(try thor("--expect-status", "200", "--body", "@" + file, url).status == 0)
        let report = try LoadReport("-c", "3", "-r", "12", "--body", "@" + file, "--quiet", url)
        #expect(report.status(200) == 12)
    }
}
