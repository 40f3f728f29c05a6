import Foundation
import HTTPWire
import SystemCalls
import SystemPackage
import Testing

@testable import HTTPServer
@testable import Sockets
@testable import SpideyCore

/// From a request to an answer, without a connection.
@Suite(.serialized) struct DispatchTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let line: String
        let status: UInt16
        let kind: SeenResponse.Kind
        let step: String
        var fields: [String] = []
        /// The content; nil for any.
        var content: String?

        var testDescription: String { line }
    }

    static let files: [Case] = [
        Case(
            line: "GET /hello.txt", status: 200, kind: .bytes, step: "Handle File",
            content: "hello\n"),
        Case(line: "HEAD /hello.txt", status: 200, kind: .file, step: "Handle File"),
        Case(line: "GET /empty", status: 200, kind: .bytes, step: "Handle File", content: ""),
        Case(
            line: "GET /big.bin", status: 200, kind: .file, step: "Handle File",
            content: String(repeating: "0123456789abcdef", count: 2000)),
        Case(line: "GET /inner", status: 200, kind: .bytes, step: "Handle File", content: "more"),
        Case(
            line: "GET /docs/", status: 200, kind: .bytes, step: "Handle File",
            content: "<p>index"),
        Case(
            line: "GET /docs", status: 301, kind: .none, step: "Handle Directory",
            fields: ["Location: ./docs/"]),
        Case(
            line: "OPTIONS /hello.txt", status: 204, kind: .none, step: "Handle File",
            fields: ["Allow: GET, HEAD, OPTIONS"]),
        Case(
            line: "DELETE /hello.txt", status: 405, kind: .bytes, step: "Handle Error",
            fields: ["Allow: GET, HEAD, OPTIONS"]),
        Case(line: "GET /none", status: 404, kind: .bytes, step: "Handle Error"),
        Case(line: "GET /none/", status: 404, kind: .bytes, step: "Handle Error"),
        Case(line: "GET /hello.txt/x", status: 404, kind: .bytes, step: "Handle Error"),
        Case(line: "GET /leak", status: 404, kind: .bytes, step: "Handle Error"),
        Case(line: "GET /.secret", status: 404, kind: .bytes, step: "Handle Error"),
        Case(line: "GET /fifo", status: 403, kind: .bytes, step: "Handle Error"),
    ]

    static let directories: [Case] = [
        Case(line: "GET /plain/", status: 200, kind: .bytes, step: "Handle Directory"),
        Case(line: "HEAD /plain/", status: 200, kind: .bytes, step: "Handle Directory"),
        Case(line: "POST /plain/", status: 405, kind: .bytes, step: "Handle Error"),
        Case(line: "GET /many/", status: 200, kind: .producer, step: "Handle Directory"),
    ]

    static let others: [Case] = [
        Case(line: "OPTIONS *", status: 204, kind: .none, step: "Handle File"),
        Case(line: "CONNECT a:80", status: 405, kind: .bytes, step: "Handle Error"),
        Case(line: "GET /%", status: 400, kind: .bytes, step: "Handle Error"),
        Case(line: "GET https://a/hello.txt", status: 421, kind: .bytes, step: "Handle Error"),
        Case(line: "GET /wait", status: 200, kind: .process, step: "Handle Script"),
        Case(line: "BREW /wait/more", status: 200, kind: .process, step: "Handle Script"),
        Case(line: "GET /broken", status: 500, kind: .bytes, step: "Handle Error"),
    ]

    /// - Parameter hasMany: whether there is a directory of many entries.
    private static func fixture(
        in folder: String = NSTemporaryDirectory(), hasMany: Bool = false
    ) throws -> SiteFixture {
        let fixture = try SiteFixture.standard(in: folder)
        try fixture.write("wait", "#!/bin/sh\nexec cat\n", mode: 0o755)
        try fixture.write("broken", "#!/nowhere/interpreter\n", mode: 0o755)
        if hasMany { for index in 0..<300 { try fixture.write("many/\(index)", "") } }
        return fixture
    }

    private static func request(_ line: String) throws -> Request {
        let bytes = Array((line + " HTTP/1.1\r\nHost: a\r\n\r\n").utf8)
        var parser = RequestParser()
        #expect(try parser.next(bytes.span).event == .head)
        return Request(head: parser.head, client: .loopback(.ipv4, port: 4711))
    }

    @Test(arguments: files + directories + others) func answers(_ one: Case) throws {
        let fixture = try Self.fixture(hasMany: one.kind == .producer)
        let reaper = ProcessReaper()
        let dispatch = Dispatch(site: try fixture.site(), reaper: reaper)
        let seen = try Self.settle(dispatch.dispatch(try Self.request(one.line)))
        #expect(seen.status == one.status && seen.kind == one.kind && seen.step == one.step)
        for field in one.fields { #expect(seen.fields.contains(field + "\r\n")) }
        if let content = one.content { #expect(seen.content == Array(content.utf8)) }
        try reaper.collectAll()
        withExtendedLifetime(fixture) {}
    }

    /// No program is started by a thread that must not wait: reading it takes long.
    @Test func scriptsAreWork() throws {
        let fixture = try Self.fixture()
        let reaper = ProcessReaper()
        let dispatch = Dispatch(site: try fixture.site(), reaper: reaper)
        guard case .needs = dispatch.dispatch(try Self.request("GET /wait")) else {
            Issue.record("started at once")
            return
        }
        #expect(reaper.isIdle && Leftovers(of: fixture).children.isEmpty)
    }

    // MARK: Dropping

    /// Where an answer is dropped.
    enum Moment: CaseIterable, Sendable {
        /// As soon as it is there, work not begun.
        case atOnce
        /// Work has been done, and its result has not been taken.
        case afterWork
        /// A response has been fetched.
        case asResponse
    }

    /// Whatever an answer has opened or started ends with it.
    @Test(arguments: Moment.allCases, files + directories + others)
    func droppedAnswersLeaveNothing(_ moment: Moment, _ one: Case) throws {
        let fixture = try Self.fixture(hasMany: one.kind == .producer)
        let reaper = ProcessReaper()
        let dispatch = Dispatch(site: try fixture.site(), reaper: reaper)
        let request = try Self.request(one.line)
        let before = Leftovers(of: fixture)
        #expect(before.children.isEmpty)
        var during = before
        switch moment {
        case .atOnce:
            _ = dispatch.dispatch(request)
        case .afterWork:
            guard case .needs(let work) = dispatch.dispatch(request) else { break }
            work.run()
            during = Leftovers(of: fixture)
        case .asResponse:
            during = try Self.settle(dispatch.dispatch(request)) { Leftovers(of: fixture) }
        }
        if one.kind == .process, moment != .atOnce {
            #expect(during.children.count == 1 && during.pipes.count == 2)
            #expect(during.pipes.allSatisfy { $0.hasPrefix("pipe:") })
        }
        try reaper.collectAll()
        #expect(Leftovers(of: fixture) == before)
        #expect(!Leftovers.holds(anyOf: during.pipes))
        for child in during.children { #expect(kill(child, 0) == -1 && errno == ESRCH) }
    }

    // MARK: Work

    private static func settle(_ outcome: consuming Outcome) throws -> SeenResponse {
        try settle(outcome.answer(to: request("GET /"))) { SeenResponse($0) }
    }

    private static func settle<R>(_ outcome: consuming Outcome, _ body: () -> R) throws -> R {
        try settle(outcome.answer(to: request("GET /"))) { response in
            defer { _ = SeenResponse(response, makesContent: false) }
            return body()
        }
    }

    /// A thread that stays, as those of a loop do: the programs that it starts end with it.
    private static let thread = try! BackgroundWork(mostThreads: 1)

    /// Has work done in another thread until there is a response.
    private static func settle<R>(
        _ answer: consuming Answer, works: Int = 0, _ body: (borrowing Response) -> R
    ) throws -> R {
        switch consume answer {
        case .response(let response): return body(response)
        case .representation(let whole): return body(whole.response)
        case .refusal(let status, let fields): return body(Response(status, fields: fields))
        case .needs(let work):
            let isSubmitted = thread.submit(0) { work.run() }
            #expect(isSubmitted)
            var poll = PollSet()
            poll.add(thread.number, .readable)
            // What the thread has held is given up by then.
            while thread.takeFinished().isEmpty {
                guard try poll.wait(until: .now.advanced(bySeconds: 30)) else {
                    throw SystemError(call: "no answer", errno: .timedOut)
                }
            }
            guard works < 10, let next = work.takeAnswer() else {
                throw SystemError(call: "no answer", errno: .noData)
            }
            return try settle(next, works: works + 1, body)
        }
    }

    /// A folder on another file system than its parent, which the loop's thread does not ask.
    private static let mounted: (parent: String, folder: String)? = {
        func device(_ path: String) -> UInt64? {
            let found = try? FileManager.default.attributesOfItem(atPath: path)
            return (found?[.systemNumber] as? NSNumber)?.uint64Value
        }
        let isOther = device("/dev") != nil && device("/dev/shm") != device("/dev")
        return isOther && access("/dev/shm", W_OK) == 0 ? ("/dev", "/shm") : nil
    }()

    /// Work in another thread gives the answer that is given at once where it can be. Work that
    /// meets another file system leaves the rest to work that may be remote.
    @Test(
        .enabled(if: mounted != nil, "needs /dev/shm to be mounted"),
        arguments: files.filter { $0.line != "GET /leak" })
    func workAnswersTheSame(_ one: Case) throws {
        let mounted = try #require(Self.mounted)
        let fixture = try Self.fixture(in: mounted.parent + mounted.folder + "/")
        let direct = Dispatch(site: try fixture.site(), reaper: ProcessReaper())
        let expected = try Self.settle(direct.dispatch(try Self.request(one.line)))
        let parent = SiteFixture.site(try Docroot(mounted.parent, runsScripts: true))
        let prefix = String(fixture.root.dropFirst(mounted.parent.count))
        let line = one.line.replacingOccurrences(of: " /", with: " " + prefix + "/")
        let outcome = Dispatch(site: parent, reaper: ProcessReaper())
            .dispatch(try Self.request(line))
        switch consume outcome {
        case .needs(let work):
            work.run()
            guard case .some(.needs(let remote)) = work.takeAnswer() else {
                Issue.record("another file system was asked")
                return
            }
            #expect(!work.isRemote && remote.isRemote)
            #expect(try Self.settle(.needs(remote)) { SeenResponse($0) } == expected)
        // A name that is refused before it is looked up.
        case .response: #expect(one.line.contains("/."))
        case .representation: Issue.record("another file system was asked")
        }
    }

    /// A listing that takes longer than others may wait is finished by work, and is the same.
    @Test(arguments: ["/plain/", "/cgi/", "/"]) func slowListings(path: String) throws {
        let fixture = try Self.fixture()
        var dispatch = Dispatch(site: try fixture.site(), reaper: ProcessReaper())
        let request = try Self.request("GET \(path)")
        let expected = try Self.settle(dispatch.dispatch(request))
        dispatch.listingSeconds = -1
        guard case .needs(let work) = dispatch.dispatch(request) else {
            Issue.record("no work")
            return
        }
        #expect(!work.isRemote)
        #expect(try Self.settle(.needs(work)) { SeenResponse($0) } == expected)
        #expect(expected.step == "Handle Directory" && expected.status == 200)
        withExtendedLifetime(fixture) {}
    }

    /// A directory that is removed while it is listed is as if it had not been there.
    @Test func aListingThatVanishes() throws {
        let fixture = try Self.fixture()
        var dispatch = Dispatch(site: try fixture.site(), reaper: ProcessReaper())
        dispatch.listingSeconds = -1
        guard case .needs(let work) = dispatch.dispatch(try Self.request("GET /plain/")) else {
            Issue.record("no work")
            return
        }
        try FileManager.default.removeItem(atPath: fixture.root + "/plain")
        #expect(try Self.settle(.needs(work)) { SeenResponse($0) }.status == 404)
    }

    /// RFC 9110 section 15: whose fault it is.
    static let failures: [(Errno, UInt16)] = [
        (.permissionDenied, 403), (.notPermitted, 403), (.noSuchFileOrDirectory, 404),
        (.notDirectory, 404), (.improperLink, 404), (.tooManySymbolicLinkLevels, 404),
        (.fileNameTooLong, 404), (.noSuchAddressOrDevice, 403), (.tooManyOpenFiles, 503),
        (.tooManyOpenFilesInSystem, 503), (.noMemory, 503), (.textFileBusy, 503),
        (.resourceTemporarilyUnavailable, 503), (.ioError, 500), (.staleNFSFileHandle, 500),
        (.overflow, 500), (.socketNotConnected, 500),
    ]

    @Test(arguments: failures) func statusesOfErrors(error: Errno, status: UInt16) {
        #expect(OpenRefusal(error).status.rawValue == status)
        #expect(OpenRefusal(reading: error).status.rawValue == status)
    }
}
