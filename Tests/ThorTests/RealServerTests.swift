import Foundation
import Testing

/// Thor against servers that people run. Counts have to be right; figures are for bench/.
@Suite(.serialized) struct RealServerTests {
    static let kinds = RealServer.Kind.allCases.filter { $0.program != nil }

    @Test func allServersAreHere() {
        // A test that silently tests nothing is none; `make test` installs them.
        #expect(Self.kinds == RealServer.Kind.allCases)
    }

    @Test(arguments: kinds)
    func fetchesWhatIsThere(_ kind: RealServer.Kind) throws {
        let server = try RealServer(kind)
        let body = String(repeating: "x", count: 1024)
        for version in ["--http1.0", "--http1.1"] {
            let ended = try thor(version, "\(server.url)/1k.txt")
            #expect(ended.status == 0, "\(ended.errors)")
            #expect(ended.text.hasPrefix("HTTP/1."))
            #expect(ended.text.hasSuffix("\r\n\r\n" + body))
            #expect(
                try thor(version, "--no-include", "\(server.url)/1m.bin").output.count == 1 << 20)
            #expect(try thor(version, "--no-include", "\(server.url)/empty.txt").output.isEmpty)
            #expect(try thor(version, "-I", "\(server.url)/1m.bin").text.hasSuffix("\r\n\r\n"))
            #expect(try thor(version, "\(server.url)/none").text.contains(" 404 "))
        }
    }

    @Test(arguments: kinds)
    func measuresClosedLoops(_ kind: RealServer.Kind) throws {
        let server = try RealServer(kind)
        for extra in [[], ["--close"], ["--http1.0"], ["-p", "2"]] {
            let program = try #require(Program.built("thor", variable: "THOR_BINARY"))
            let file = server.directory.file("result.json")
            let ended = try Program.run(
                program,
                ["-c", "2", "-r", "300", "--json", file] + extra + ["\(server.url)/1k.txt"])
            #expect(ended.status == 0, "\(extra) \(ended.text)\(ended.errors)")
            let report = try LoadReport(path: file)
            let expected = extra == ["-p", "2"] ? 600 : 300
            #expect(report.count("good") == expected)
            #expect(report.status(200) == expected)
            #expect(report.count("bytes_received") > expected * 1024)
        }
    }

    @Test(arguments: kinds)
    func measuresLargeFiles(_ kind: RealServer.Kind) throws {
        let server = try RealServer(kind)
        let report = try LoadReport(
            "-c", "1", "-r", "50", "--quiet", "\(server.url)/1m.bin", status: nil)
        #expect(report.count("good") == 50)
        #expect(report.count("bytes_received") > 50 << 20)
        #expect(report.count("bytes_received") < 51 << 20)
    }

    @Test(arguments: kinds)
    func measuresOpenLoops(_ kind: RealServer.Kind) throws {
        let server = try RealServer(kind)
        for arrivals in ["fixed", "poisson"] {
            let report = try LoadReport(
                "-c", "4", "-R", "200", "-d", "1s", "--arrivals", arrivals, "--quiet", "--close",
                "\(server.url)/1k.txt", status: nil)
            let offered = report.count("offered")
            #expect(arrivals == "fixed" ? offered == 200 : 120...280 ~= offered)
            #expect(report.count("good") == offered)
        }
    }

    @Test func aStoppedServerIsASlowOne() throws {
        let kind = try #require(Self.kinds.last)
        let server = try RealServer(kind)
        let stall = DispatchQueue(label: "stall")
        stall.asyncAfter(deadline: .now() + 1) { server.signal(SIGSTOP) }
        stall.asyncAfter(deadline: .now() + 2) { server.signal(SIGCONT) }
        let report = try LoadReport(
            "-c", "4", "-R", "300", "-d", "3s", "--quiet", "\(server.url)/1k.txt", status: nil)
        stall.sync {}
        #expect(report.count("good") == 900)
        // A third of the requests fell into the second; with generous tolerance.
        let p90 = try #require(report.milliseconds("response", "p90"))
        #expect(500...900 ~= p90, "\(p90)")
    }

    @Test func aKilledServerIsManyErrors() throws {
        let server = try RealServer(.python)
        DispatchQueue.global().asyncAfter(deadline: .now() + 0.8) { server.signal(SIGKILL) }
        let report = try LoadReport(
            "-c", "4", "-R", "100", "-d", "2s", "--quiet", "\(server.url)/1k.txt", status: nil)
        #expect(report.count("sent") > 100)
        #expect(report.failures("connect: refused") > 20)
    }

    @Test func anInterruptedRunReportsWhatItHas() throws {
        let server = try RealServer(try #require(Self.kinds.last))
        let program = try #require(Program.built("thor", variable: "THOR_BINARY"))
        let process = Process()
        process.executableURL = program
        process.arguments = ["-c", "2", "-R", "100", "-d", "60s", "\(server.url)/1k.txt"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        pause(1.5, because: "a run that is cut short has lasted a while")
        process.terminate()
        let text = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(text.contains("verdict   "), "\(text)")
    }
}
