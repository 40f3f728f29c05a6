import Foundation
import Testing

/// Programs that others wrote, against the sample site.
@Suite struct RealClientTests {
    private static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path
    private static let sample = repository + "/www"

    private func withSample(
        _ model: Model, _ body: (Server, Folder) throws -> Void
    ) throws {
        let folder = try Folder()
        try withServer(model, ["-d", Self.sample], folder: folder) { try body($0, folder) }
    }

    /// Options of curl, and the status it reports.
    private static let curls: [(options: [String], target: String, status: String)] = [
        ([], "/", "200"), (["--http1.0"], "/", "200"), (["-I"], "/", "200"),
        (["-L"], "/text", "200"), ([], "/text", "301"), ([], "/nothing", "404"),
        (["-X", "OPTIONS"], "/index.html", "204"), (["-X", "DELETE"], "/index.html", "405"),
        (["-d", "a=b"], "/cgi-bin/echo.py", "200"), (["-T", "/etc/passwd"], "/index.html", "405"),
        (["-H", "Expect: 100-continue", "-d", "a=b"], "/cgi-bin/echo.py", "200"),
        (["-H", "Transfer-Encoding: chunked", "-d", "a=b"], "/cgi-bin/echo.py", "200"),
        (["--path-as-is"], "/../../etc/passwd", "404"), (["-H", "Host:"], "/", "400"),
        (["--compressed"], "/pictures/night-web.png", "200"), ([], "/cgi-bin/env.sh?a=b", "200"),
        (["-F", "file=@/etc/passwd"], "/cgi-bin/echo.py", "200"),
        (["--data-binary", "@\(sample)/songs/orb lullaby.wav"], "/index.html", "405"),
    ]

    @Test(.enabled(if: Shell.has("curl"), "curl is not installed"), arguments: Model.all)
    func curl(model: Model) throws {
        try withSample(model) { server, folder in
            let base = "http://127.0.0.1:\(server.port)"
            for (options, target, status) in Self.curls {
                let run = try Shell.run(
                    ["curl", "-sS", "-m", "20", "-o", folder.root + "/body", "-w", "%{http_code}"]
                        + options + [base + target], in: folder)
                #expect(
                    run.isFine && run.out == status, "\(options) \(target): \(run.out)\(run.err)")
            }
            let several = ["index.html", "pictures/spidey.svg", "nothing", "songs/", "index.html"]
            let run = try Shell.run(
                ["curl", "-sS", "-m", "20", "-w", "%{http_code} %{num_connects};"]
                    + several.flatMap { ["-o", folder.root + "/body", "\(base)/\($0)"] }, in: folder
            )
            let codes = run.out.split(separator: ";").map { $0.prefix(3) }
            #expect(codes == ["200", "200", "404", "200", "200"])
            if model.keepsAlive {
                #expect(run.out.hasSuffix("200 0;200 0;") || run.out.contains(" 0;"), "\(run.out)")
            }
        }
    }

    /// A mirror is the tree, byte by byte; of scripts there is only what they said.
    @Test(.enabled(if: Shell.has("wget"), "wget is not installed"), arguments: Model.all)
    func wgetMirror(model: Model) throws {
        try withSample(model) { server, folder in
            let run = try Shell.run(
                [
                    "wget", "-q", "-r", "-l", "inf", "-np", "-nH", "-e", "robots=off",
                    "--restrict-file-names=unix,nocontrol", "--local-encoding=UTF-8",
                    "--remote-encoding=UTF-8", "-X", "/cgi-bin", "-T", "20", "-t", "2",
                    "-P", folder.root + "/mirror", "http://127.0.0.1:\(server.port)/",
                ], in: folder, within: 60)
            #expect(run.isFine, "\(run.err)")
            let manager = FileManager.default
            let files = try #require(manager.enumerator(atPath: Self.sample))
            var count = 0
            for case let path as String in files where !path.hasPrefix("cgi-bin") {
                var isDirectory: ObjCBool = false
                _ = manager.fileExists(atPath: Self.sample + "/" + path, isDirectory: &isDirectory)
                if isDirectory.boolValue { continue }
                count += 1
                let copy = folder.root + "/mirror/" + path
                let isSame = manager.contentsEqual(
                    atPath: Self.sample + "/" + path, andPath: copy)
                #expect(isSame, "\(path)")
            }
            #expect(count > 10)
            let extra = try #require(manager.enumerator(atPath: folder.root + "/mirror"))
            for case let path as String in extra {
                let isListing = path.hasSuffix("index.html")
                let isKnown = manager.fileExists(atPath: Self.sample + "/" + path)
                #expect(isListing || isKnown, "\(path)")
            }
        }
    }

    /// A browser that preconnects, asks for icons and shows what it got.
    @Test(
        .enabled(if: Shell.has("chromium"), "chromium is not installed: nothing looked at"),
        .serialized, arguments: Model.all)
    func chromium(model: Model) throws {
        try withSample(model) { server, folder in
            for (name, target) in [("listing", "/pictures/"), ("error", "/nothing")] {
                let picture = "\(folder.root)/\(name).png"
                let run = try Shell.run(
                    [
                        "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
                        "--disable-dev-shm-usage", "--hide-scrollbars", "--window-size=800,600",
                        "--user-data-dir=\(folder.root)/profile", "--screenshot=\(picture)",
                        "http://127.0.0.1:\(server.port)\(target)",
                    ], in: folder, within: 90)
                #expect(run.isFine, "\(run.err.suffix(500))")
                let bytes = FileManager.default.contents(atPath: picture) ?? Data()
                #expect(bytes.starts(with: [0x89, 0x50, 0x4e, 0x47]))
                // A blank page of this size takes about 3 KB.
                #expect(bytes.count > 10_000, "\(name): \(bytes.count) bytes")
            }
        }
    }

    @Test(.enabled(if: Shell.has("ab"), "ab is not installed"), arguments: Model.all)
    func ab(model: Model) throws {
        try withSample(model) { server, folder in
            for keep in [[], ["-k"]] {
                let url = "http://127.0.0.1:\(server.port)/pictures/spidey.svg"
                let run = try Shell.run(
                    ["ab", "-q", "-n", "1000", "-c", "8"] + keep + [url], in: folder, within: 60)
                #expect(run.isFine, "\(run.err)")
                #expect(run.out.contains(/Complete requests: +1000\n/))
                #expect(run.out.contains(/Failed requests: +0\n/), "\(run.out)")
                #expect(!run.out.contains("Non-2xx"))
                if !keep.isEmpty, model.keepsAlive {
                    #expect(run.out.contains(/Keep-Alive requests: +1000\n/))
                }
            }
        }
    }

    @Test(.enabled(if: Shell.has("wrk"), "wrk is not installed"), arguments: Model.all)
    func wrk(model: Model) throws {
        try withSample(model) { server, folder in
            let url = "http://127.0.0.1:\(server.port)/pictures/spidey.svg"
            let run = try Shell.run(
                ["wrk", "-t", "1", "-c", "4", "-d", "1s", url], in: folder, within: 30)
            #expect(run.isFine && !run.out.contains("Non-2xx"), "\(run.out)")
            #expect(!run.out.contains("Socket errors") || !model.keepsAlive, "\(run.out)")
            #expect(run.out.firstMatch(of: /(\d+) requests in/).flatMap { Int($0.1) } ?? 0 > 50)
        }
    }
}
