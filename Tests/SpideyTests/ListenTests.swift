import Foundation
import Testing

/// Where the server listens, and what it says about it.
@Suite struct ListenTests {
    @Test(arguments: Model.all) func banner(model: Model) throws {
        try withSite(model, build: { _ in }) { server throws in
            let lines = server.log.split(separator: "\n").map(String.init)
            #expect(lines[0] == "Spidey serves \(server.folder.site) in \(model.title) at")
            #expect(lines[1] == "  http://127.0.0.1:\(server.port)/")
            #expect(lines.contains { $0.contains("--host any") })
            #expect(lines.last == "Ctrl-C stops it.")
        }
    }

    private static let warning = "Scripts run as root"

    /// Scripts have the server's rights. When these are root's, one line at the start warns.
    @Test(arguments: Model.all, [[], ["-v"]]) func scriptsAsRoot(model: Model, flags: [String])
        throws
    {
        let folder = try Folder()
        for (more, warns) in [([], geteuid() == 0), (["--no-cgi"], false)] {
            try withServer(model, flags + more, folder: folder) { server throws in
                // With `-v` the lines of the log come one by one.
                #expect(try server.get("/").status == 200)
                let lines = server.log.split(separator: "\n").filter {
                    $0.contains(Self.warning)
                }
                #expect(lines.count == (warns ? 1 : 0), "\(server.log)")
                #expect(lines.allSatisfy { $0.contains("--no-cgi") })
            }
        }
    }

    @Test(.enabled(if: Unprivileged.isPossible, "needs root and setpriv"))
    func scriptsAsAnotherUser() throws {
        let user = try Unprivileged(Folder())
        try withServer(
            Model.all[0], folder: user.folder, launcher: user.launcher, binary: user.binary
        ) { server throws in
            #expect(try server.get("/").status == 200)
            #expect(!server.log.contains(Self.warning))
        }
    }

    /// `--host`, whether IPv4 and IPv6 reach it, and whether the banner calls it open to others.
    private static let hosts: [(host: String, four: Bool, six: Bool, open: Bool)] = [
        ("localhost", true, true, false), ("127.0.0.1", true, false, false),
        ("::1", false, true, false), ("any", true, true, true), ("0.0.0.0", true, false, true),
        ("::", false, true, true),
    ]

    @Test(arguments: Model.all, hosts.indices) func host(model: Model, index: Int) throws {
        let (host, four, six, open) = Self.hosts[index]
        guard four || Self.hasIPv6 else { return }
        let folder = try Folder()
        try withServer(model, ["--host", host], folder: folder) { server throws in
            #expect(answers(server, six: false) == four, "\(host) over IPv4")
            if Self.hasIPv6 { #expect(answers(server, six: true) == six, "\(host) over IPv6") }
            #expect(server.log.contains("Everyone who can reach this machine") == open)
            #expect(server.log.contains("Only this machine can reach it") == !open)
        }
    }

    private static let hasIPv6 = access("/proc/net/if_inet6", R_OK) == 0

    private func answers(_ server: Server, six: Bool) -> Bool {
        guard let client = try? server.connect(six: six) else { return false }
        client.send(Server.head("GET", "/"))
        return (try? client.reply().status) == 200
    }

    @Test(arguments: Model.all) func portIsFreedAtOnce(model: Model) throws {
        let folder = try Folder()
        try folder.file("a.txt", "a")
        var port: UInt16 = 0
        try withServer(model, folder: folder) { server throws in
            for _ in 0..<5 { #expect(try server.get("/a.txt").status == 200) }
            port = server.port
        }
        for _ in 0..<3 {
            try withServer(model, ["-p", "\(port)"], folder: folder) { server throws in
                #expect(server.port == port)
                #expect(try server.get("/a.txt").status == 200)
            }
        }
    }
}
