import HTTPWire
import Sockets
import SystemCalls
import Testing

@testable import HTTPServer

/// Answers that are worked for, where the work becomes a job of the scheduler's.
@Suite struct WorkTests {
    private static let get = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n"

    /// A handler whose answers to `/work...` are the results of work.
    private func working(_ result: @escaping @Sendable () -> Answer) -> ScriptedHandler {
        let handler = ScriptedHandler()
        handler.onRequest = { request in
            request.target.hasPrefix("/work")
                ? .needs(Work(.disk, result))
                : .response(Response(.ok, text: "<\(request.target)>"))
        }
        return handler
    }

    private func post(_ target: String, _ content: String) -> String {
        "POST \(target) HTTP/1.1\r\nHost: h\r\nContent-Length: \(content.utf8.count)\r\n\r\n"
            + content
    }

    @Test(arguments: [Turn.alone, .shared]) func workIsDoneOnce(turn: Turn) throws {
        let handler = working {
            .needs(Work(.remote) { .response(Response(.ok, text: "worked")) })
        }
        let harness = ConnectionHarness(handler, turn: turn)
        harness.send("GET /work HTTP/1.1\r\nHost: h\r\n\r\n" + Self.get)
        try harness.run()
        #expect(try harness.replies().map(\.description) == ["200 worked", "200 </a>"])
    }

    /// Nothing of a request's content is lost while the work is done that decides who gets it.
    @Test(arguments: [Turn.alone, .shared])
    func contentWaitsForTheAnswer(turn: Turn) throws {
        let reaper = ProcessReaper()
        let handler = working {
            .response(ShellProcess.response("echo; exec cat", reaper: reaper))
        }
        let harness = ConnectionHarness(handler, turn: turn)
        harness.holdsJobs = true
        harness.send(post("/work", "content"))
        try harness.run()
        if turn.readsAhead { try harness.finishJob() }
        try harness.run { harness.log.records.count == 1 }
        #expect(try harness.replies().map(\.description) == ["200 content"])
        #expect(try ProcessEnds.settle(reaper))
    }

    /// A client is not charged for the time in which its content was not read.
    @Test func theClientHasAllItsTimeAfterTheWork() throws {
        let reaper = ProcessReaper()
        let handler = working {
            .response(ShellProcess.response("echo; exec cat", reaper: reaper))
        }
        let harness = ConnectionHarness(handler, turn: .shared)
        harness.holdsJobs = true
        harness.send("POST /work HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\n")
        try harness.run()
        #expect(harness.secondsLeft == nil)
        try harness.finishJob(after: 1000)
        #expect(harness.secondsLeft == 30)
        harness.send("more")
        try harness.run { harness.log.records.count == 1 }
        #expect(try harness.replies().map(\.description) == ["200 more"])
        #expect(try ProcessEnds.settle(reaper))
    }

    /// A connection has one job at a time: a request that needs another one waits.
    @Test func workWaitsForTheFileBeforeIt() throws {
        let file = try TemporaryFile(Array("content of a file".utf8))
        let range = try file.range(isRemote: true)
        let handler = working { .response(Response(.ok, text: "worked")) }
        let answer = handler.onRequest
        handler.onRequest = { request in
            request.target == "/file"
                ? .response(Response(.ok, content: .file(range))) : answer(request)
        }
        let harness = ConnectionHarness(handler, turn: .shared)
        harness.holdsJobs = true
        harness.send("GET /file HTTP/1.1\r\nHost: h\r\n\r\n")
        try harness.run()
        harness.send("GET /work HTTP/1.1\r\nHost: h\r\n\r\n")
        try harness.run()
        for _ in 0..<2 {
            #expect(harness.job != nil)
            try harness.finishJob()
        }
        #expect(
            try harness.replies().map(\.description) == ["200 content of a file", "200 worked"])
    }

    /// A job has read the beginning of a file that was sent meanwhile, since another connection
    /// read it too. That says nothing of the file that is next.
    @Test func aFileThatWasReadIsNoOther() throws {
        let (first, second) = (try TemporaryFile([1, 2, 3]), try TemporaryFile([4, 5, 6]))
        let remote = try second.range(isRemote: true)
        let handler = ScriptedHandler()
        handler.onRequest = { _ in .response(Response(.ok, content: .file(remote))) }
        let harness = ConnectionHarness(handler, turn: .shared)
        harness.holdsJobs = true
        harness.send(Self.get)
        try harness.run()
        let read = FileJob(try first.range())
        harness.connection.begin(.file(read), read)
        harness.job = read
        try harness.finishJob()
        let unsent = harness.connection.output.nextFile?.count
        #expect(unsent == 3, "it may take any time")
        #expect(harness.connection.job != nil)
    }

    // MARK: Dropping work and its result

    /// When a connection ends, seen from the job that works for it.
    enum End: CaseIterable {
        /// Before the job is done, which then never happens.
        case insteadOfTheJob
        /// While the job is being done by another thread.
        case beforeTheJob
        /// After the job was done, before that was reported.
        case afterTheJob
        /// After the result was taken.
        case afterTheReport
    }

    /// Whenever a connection ends, the process in a result has ended and was collected.
    @Test(arguments: End.allCases, [true, false])
    func aProcessInAResultEndsWithTheConnection(end: End, byReset: Bool) throws {
        let reaper = ProcessReaper()
        let started = Started()
        let handler = working {
            let process = try! ShellProcess.start("exec sleep 1000", reaper: reaper)
            started.add(process.id)
            return .response(
                Response(.ok, content: .process(ProcessLink(process, SimpleHeadReader()))))
        }
        let harness = ConnectionHarness(handler, turn: .shared)
        harness.holdsJobs = true
        harness.send("GET /work HTTP/1.1\r\nHost: h\r\n\r\n")
        try harness.run()
        var job = harness.job
        harness.job = nil
        if end == .afterTheJob || end == .afterTheReport { job?.run() }
        if end == .afterTheReport {
            harness.connection.jobDone(now: harness.now)
            job = nil
            try harness.run()
        }
        byReset ? harness.reset() : harness.connection.abort()
        try harness.run()
        #expect(harness.isOver)
        if end == .beforeTheJob { job?.run() }
        job = nil
        #expect(started.all.count == (end == .insteadOfTheJob ? 0 : 1))
        #expect(try ProcessEnds.settle(reaper))
        for process in started.all { #expect(!ProcessEnds.exists(process.number)) }
        #expect(
            harness.log.events.filter { $0.hasPrefix("ended") } == ["ended /work 499 0 cut"])
    }

    /// Work that nobody gives to a scheduler, and a result that nobody takes.
    @Test func workEndsItsProcessByItself() throws {
        let reaper = ProcessReaper()
        let started = Started()
        var work: Work? = Work(.disk) {
            let process = try! ShellProcess.start("exec sleep 1000", reaper: reaper)
            started.add(process.id)
            return .response(
                Response(.ok, content: .process(ProcessLink(process, SimpleHeadReader()))))
        }
        work?.run()
        #expect(started.all.map { ProcessEnds.exists($0.number) } == [true])
        work = nil
        #expect(try ProcessEnds.settle(reaper))
        #expect(started.all.map { ProcessEnds.exists($0.number) } == [false])
    }

    @Test func anAnswerIsTakenOnce() {
        let work = Work(.remote) { .response(Response(.ok)) }
        #expect(work.need == .remote)
        #expect(!hasAnswer(work), "before it is done")
        work.run()
        #expect(hasAnswer(work))
        #expect(!hasAnswer(work))
    }

    private func hasAnswer(_ work: Work) -> Bool {
        switch work.takeAnswer() {
        case .some: true
        case .none: false
        }
    }

    /// A client that stops sending still gets the answer.
    @Test func aHalfCloseDoesNotEndTheWork() throws {
        let handler = working { .response(Response(.ok, text: "worked")) }
        let harness = ConnectionHarness(handler, turn: .shared)
        harness.holdsJobs = true
        harness.send("GET /work HTTP/1.1\r\nHost: h\r\n\r\n")
        harness.finishSending()
        try harness.run()
        #expect(!harness.isOver)
        try harness.finishJob()
        #expect(harness.isOver && harness.hasEndedInOrder)
        #expect(try harness.replies().map(\.description) == ["200 worked"])
    }

    /// Those who still do a job learn that the client has left.
    @Test(arguments: [true, false]) func aConnectionThatEndsCancelsItsJob(byReset: Bool) throws {
        let harness = ConnectionHarness(working { .response(Response(.ok)) }, turn: .shared)
        harness.holdsJobs = true
        harness.send("GET /work HTTP/1.1\r\nHost: h\r\n\r\n")
        try harness.run()
        let job = try #require(harness.job)
        #expect(!job.cancellation.isCancelled)
        byReset ? harness.reset() : harness.connection.abort()
        try harness.run()
        #expect(harness.isOver && job.cancellation.isCancelled)
        #expect(harness.connection.job == nil)
    }

    // MARK: Refused work

    /// Where too many jobs wait already, a request that needs one is answered with 503, and the
    /// connection goes on.
    @Test func workIsRefused() throws {
        let harness = ConnectionHarness(working { .response(Response(.ok)) }, turn: .shared)
        harness.holdsJobs = true
        harness.send(post("/work", "content") + Self.get)
        try harness.run()
        let work = try #require(harness.job)
        harness.job = nil
        #expect(harness.connection.refuseJob(now: harness.now))
        try harness.run()
        #expect(harness.connection.job == nil && !work.cancellation.isCancelled)
        #expect(try harness.replies().map(\.status) == [503, 200])
        #expect(!harness.isOver)
    }

    /// What continues a response is not refused: there is no other way to complete it.
    @Test func aFileIsNotRefused() throws {
        let range = try TemporaryFile([1, 2, 3]).range(isRemote: true)
        let handler = ScriptedHandler()
        handler.onRequest = { _ in .response(Response(.ok, content: .file(range))) }
        let harness = ConnectionHarness(handler, turn: .shared)
        harness.holdsJobs = true
        harness.send(Self.get)
        try harness.run()
        #expect(!harness.connection.refuseJob(now: harness.now))
        #expect(harness.connection.job != nil)
        try harness.finishJob()
        #expect(try harness.replies().map(\.isWhole) == [true])
    }
}
