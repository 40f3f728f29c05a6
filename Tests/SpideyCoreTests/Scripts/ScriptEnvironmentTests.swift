import Foundation
import HTTPWire
import SystemCalls
import Testing

@testable import SpideyCore

@Suite struct ScriptEnvironmentTests {
    private func variables(
        _ request: String, script: String = "/cgi/run", extra: String = ""
    ) throws -> [String: String] {
        let fixture = try SiteFixture.standard()
        var parser = RequestParser()
        let bytes = Array(request.utf8)
        #expect(try parser.next(bytes.span).event == .head)
        let head = parser.head
        let client = try #require(SocketAddress(numeric: "192.0.2.7", port: 4711))
        let path = try RequestPath(head.fields.bytes[head.path])
        let context = RequestContext(head: head, path: path, client: client)
        let environment = ScriptEnvironment(
            context, script: try RequestPath(Array(script.utf8)[...]), extra: Array(extra.utf8),
            site: try fixture.site())
        var result: [String: String] = [:]
        for variable in environment.variables {
            let text = String(decoding: variable, as: UTF8.self)
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            try #require(parts.count == 2)
            #expect(result[String(parts[0])] == nil, "\(parts[0]) twice")
            result[String(parts[0])] = String(parts[1]).replacingOccurrences(
                of: fixture.root, with: "ROOT")
        }
        return result
    }

    @Test func describesTheRequest() throws {
        let found = try variables(
            "POST /cgi/run/a%20b?x=1&y HTTP/1.1\r\nHost: example.org:81\r\nContent-Length: 3\r\n"
                + "Content-Type: text/x\r\n\r\n", extra: "/a b")
        let expected = [
            "GATEWAY_INTERFACE": "CGI/1.1", "SERVER_PROTOCOL": "HTTP/1.1",
            "SERVER_NAME": "example.org", "SERVER_PORT": "8080", "REQUEST_METHOD": "POST",
            "REQUEST_URI": "/cgi/run/a%20b?x=1&y", "QUERY_STRING": "x=1&y",
            "SCRIPT_NAME": "/cgi/run", "SCRIPT_FILENAME": "ROOT/cgi/run", "PATH_INFO": "/a b",
            "PATH_TRANSLATED": "ROOT/a b", "DOCUMENT_ROOT": "ROOT", "REMOTE_ADDR": "192.0.2.7",
            "REMOTE_HOST": "192.0.2.7", "REMOTE_PORT": "4711", "CONTENT_LENGTH": "3",
            "CONTENT_TYPE": "text/x", "HTTP_HOST": "example.org:81",
            "SERVER_SOFTWARE": Product.identifier,
        ]
        for (name, value) in expected { #expect(found[name] == value, "\(name)") }
    }

    @Test func leavesOutWhatIsNotThere() throws {
        let found = try variables("GET /cgi/run HTTP/1.0\r\n\r\n")
        for name in ["CONTENT_LENGTH", "CONTENT_TYPE", "PATH_INFO", "PATH_TRANSLATED", "HTTP_HOST"]
        {
            #expect(found[name] == nil)
        }
        #expect(found["QUERY_STRING"] == "")
        #expect(found["SERVER_NAME"] == "localhost")
        #expect(found["PATH"]?.isEmpty == false)
        #expect(found["HOME"] == nil, "the server's own environment stays with it")
    }

    @Test func passesOnFieldsThatCannotLie() throws {
        let found = try variables(
            "GET /cgi/run HTTP/1.1\r\nHost: [::1]:80\r\nProxy: evil\r\nX_Foo: evil\r\nX-Foo: a\r\n"
                + "x-foo: b\r\nCookie: c=1\r\nCookie: d=2\r\nAuthorization: secret\r\n"
                + "Proxy-Authorization: secret\r\nContent_Length: 9\r\nX.Y: evil\r\n"
                + "User-Agent: () { :; }; echo\r\n\r\n")
        #expect(found["HTTP_X_FOO"] == "a, b")
        #expect(found["HTTP_COOKIE"] == "c=1; d=2")
        #expect(found["HTTP_USER_AGENT"] == "() { :; }; echo")
        #expect(found["SERVER_NAME"] == "[::1]")
        let secrets = [
            "HTTP_PROXY", "HTTP_AUTHORIZATION", "HTTP_PROXY_AUTHORIZATION",
            "HTTP_CONTENT_LENGTH", "CONTENT_LENGTH", "HTTP_X.Y",
        ]
        for name in secrets { #expect(found[name] == nil, "\(name)") }
        #expect(!found.values.contains("evil") && !found.values.contains("secret"))
    }

    /// The target's authority wins over Host (RFC 9112 section 3.2.2).
    @Test func aTargetInAbsoluteFormNamesTheHost() throws {
        let found = try variables("GET http://right/cgi/run?q HTTP/1.1\r\nHost: wrong\r\n\r\n")
        #expect(found["HTTP_HOST"] == "right" && found["SERVER_NAME"] == "right")
        #expect(found["REQUEST_URI"] == "/cgi/run?q")
    }

    @Test func chunkedContentHasNoLength() throws {
        let found = try variables(
            "POST /cgi/run HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        #expect(found["CONTENT_LENGTH"] == nil && found["HTTP_TRANSFER_ENCODING"] == nil)
    }
}
