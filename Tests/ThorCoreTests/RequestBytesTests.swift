import Testing

@testable import ThorCore

@Suite struct RequestBytesTests {
    private func text(
        _ url: String, _ options: RequestOptions = RequestOptions(),
        _ version: RequestOptions.Version = .http10,
        _ persistence: RequestBytes.Persistence = .unsaid
    ) throws -> String {
        let bytes = try RequestBytes.make(
            TargetURL(url), options, version: version, persistence: persistence)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func assignmentsRequest() throws {
        #expect(
            try text("http://example.com/index.html")
                == "GET /index.html HTTP/1.0\r\nHost: example.com\r\n\r\n")
    }

    @Test func persistenceIsSaidWhereTheVersionDoesNot() throws {
        #expect(
            try text("h", .init(), .http11, .keepAlive) == "GET / HTTP/1.1\r\nHost: h\r\n\r\n")
        #expect(try text("h", .init(), .http11, .close).contains("\r\nConnection: close\r\n"))
        #expect(try text("h", .init(), .http10, .keepAlive).contains("Connection: keep-alive\r\n"))
    }

    @Test func bodyMakesAPost() throws {
        var options = RequestOptions()
        options.body = Array("a=b".utf8)
        options.isForm = true
        #expect(
            try text("h/x", options)
                == "POST /x HTTP/1.0\r\nHost: h\r\nContent-Type: application/x-www-form-urlencoded"
                + "\r\nContent-Length: 3\r\n\r\na=b")
        options.method = "PUT"
        #expect(try text("h/x", options).hasPrefix("PUT /x "))
    }

    @Test func ownFieldsGiveWayToTheUsers() throws {
        var options = RequestOptions()
        options.fields = [.init(name: "host", value: "other"), .init(name: "X", value: "y")]
        let request = try text("h", options)
        #expect(request == "GET / HTTP/1.0\r\nhost: other\r\nX: y\r\n\r\n")
        options.fields = [.init(name: "Host", value: "")]
        #expect(try text("h", options) == "GET / HTTP/1.0\r\n\r\n")
    }

    @Test(arguments: [("a b", "c"), ("a", "b\r\nc: d"), ("a:", "b"), ("a", "\u{0}b")])
    func refusesInjection(_ name: String, _ value: String) {
        var options = RequestOptions()
        options.fields = [.init(name: name, value: value)]
        #expect(throws: ClientError.self) { try text("h", options) }
    }

    @Test func refusesMethodsThatAreNone() {
        var options = RequestOptions()
        options.method = "GET /x HTTP/1.1\r\nX:"
        #expect(throws: ClientError.self) { try text("h", options) }
    }

    @Test func bodyChecks() throws {
        func accepts(_ body: ResponseCheck.Body, _ text: String) -> Bool {
            var check = ResponseCheck()
            check.body = body
            var collected = CollectedBody()
            for byte in text.utf8 { collected.append([byte].span, for: body) }
            return check.accepts(collected)
        }
        #expect(accepts(.contains(Array("lo w".utf8)), "hello world"))
        #expect(!accepts(.contains(Array("low".utf8)), "hello world"))
        #expect(accepts(.contains([]), ""))
        #expect(accepts(.contains(Array("aab".utf8)), "aaab"))
        #expect(accepts(.matches(try BodyPattern("w[a-z]+d$")), "hello world"))
        #expect(!accepts(.matches(try BodyPattern("^w")), "hello world"))
        var digest = SHA256()
        digest.update(Array("abc".utf8).span)
        #expect(accepts(.digest(digest.finished()), "abc"))
        #expect(!accepts(.digest(digest.finished()), "abd"))
    }

    @Test func redirectsChangeTheMethodAsBrowsersDo() throws {
        let url = try TargetURL("http://a/x")
        var request = RequestOptions()
        request.body = [1]
        request.fields = [.init(name: "Authorization", value: "secret")]
        var outcome = HTTPClient.Outcome()
        outcome.location = "http://b/y"
        for (status, method) in [
            (301, "GET"), (302, "GET"), (303, "GET"), (307, "POST"), (308, "POST"),
        ] {
            outcome.status = status
            let (next, following) = try Redirection.next(url, request, outcome)
            #expect(next.host == "b")
            #expect(following.effectiveMethod == method)
            // Credentials were for the first host only.
            #expect(following.fields.isEmpty)
        }
        #expect(!Redirection.isRedirect(HTTPClient.Outcome()))
    }
}
