import Foundation
import Testing

/// Targets that try to leave the docroot, sent as they are.
@Suite struct PathTests {
    /// Targets and the statuses that may answer them.
    private static let targets: [(target: String, statuses: Set<Int>)] = [
        ("/../../etc/passwd", [404]), ("/../secret.txt", [404]), ("/..", [404]), ("/../", [404]),
        ("/%2e%2e/%2e%2e/etc/passwd", [404]), ("/%2e%2e/secret.txt", [404]),
        ("/.%2e/secret.txt", [404]), ("/%2E./secret.txt", [404]),
        ("/cgi-bin/.%2e/.%2e/bin/sh", [404]), ("/cgi-bin/../../secret.txt", [404]),
        ("/%%32%65%%32%65/secret.txt", [400]), ("/%252e%252e/secret.txt", [404]),
        ("/%25252e%25252e/secret.txt", [404]), ("/..%2fsecret.txt", [404]),
        ("/..%2f..%2fetc/passwd", [404]), ("/%2fetc/passwd", [404]), ("/sub%2fa.txt", [404]),
        ("/..%5c..%5csecret.txt", [404]), ("/..\\..\\secret.txt", [404]),
        ("/a.txt%00.jpg", [400]), ("/%00", [400]), ("/sub/%00/../a.txt", [400]),
        ("/%c0%ae%c0%ae/secret.txt", [404]), ("/%c0%af", [404]), ("/..%c0%afsecret.txt", [404]),
        ("/%e0%80%ae%e0%80%ae/secret.txt", [404]), ("/%", [400]), ("/%2", [400]), ("/%zz", [400]),
        ("/%u002e%u002e/secret.txt", [400]), ("/a.txt%", [400]), ("/%-1", [400]),
        ("/../site-secret/secret.txt", [404]), ("/%2e%2e/site-secret/secret.txt", [404]),
        ("/../site/a.txt", [404]), ("/sub/../../site/a.txt", [404]),
        ("/sub/../../secret.txt", [404]), ("/sub/.../secret.txt", [404]),
        ("/a.txt/../../secret.txt", [404]), ("/nothing/../../secret.txt", [404]),
        ("//../secret.txt", [404]), ("/./../secret.txt", [404]), ("///../..//secret.txt", [404]),
        ("/..;/secret.txt", [404]), ("/..%3b/secret.txt", [404]), ("/..%00/secret.txt", [400]),
        ("/..%0d%0a/secret.txt", [404]), ("/out/secret.txt", [404]), ("/out/", [404]),
        ("/out", [404]), ("/secret-link", [404]), ("/deep/out-too/secret.txt", [404]),
        ("/proc-link/self/environ", [404]), ("/root-link/etc/passwd", [404]),
        ("/chain", [404]), ("/a.txt/", [404]), ("/a.txt/b", [404]), ("/a.txt/.", [404]),
        ("/run.sh.", [404]), ("/run.SH", [404]), ("/run.sh%20", [404]), ("/run.sh%2e", [404]),
        ("/run.sh::$DATA", [404]), ("/run.sh~", [404]), ("/.", [200]), ("/sub/..", [200]),
        ("/sub/../a.txt", [200]), ("/%61.txt", [200]), ("/sub/./a.txt", [200]),
        ("/sub//a.txt", [200]), ("http://evil.example/../secret.txt", [404]),
        ("http://localhost/a.txt", [200]), ("http://localhost", [200]),
        ("/" + String(repeating: "a/", count: 2000), [404]),
        ("/" + String(repeating: "x", count: 4000), [404]),
        ("/" + String(repeating: "../", count: 2000) + "etc/passwd", [404]),
        ("/?../secret.txt", [200]), ("/a.txt?%zz%00", [200]),
    ]

    private func build(_ folder: Folder) throws {
        try folder.file("a.txt", "public")
        try folder.file("sub/a.txt", "public")
        try folder.script("run.sh", "printf 'Content-Type: text/plain\\n\\nran'")
        try folder.directory("cgi-bin")
        try folder.directory("deep")
        try folder.link("out", to: "../site-secret")
        try folder.link("deep/out-too", to: "../../site-secret")
        try folder.link("secret-link", to: folder.root + "/secret.txt")
        try folder.link("chain", to: "secret-link")
        try folder.link("proc-link", to: "/proc")
        try folder.link("root-link", to: "/")
    }

    @Test(arguments: Model.all) func targets(model: Model) throws {
        try withSite(model, build: build) { server throws in
            for (target, statuses) in Self.targets {
                let talk = try server.talk(Server.head("GET", target))
                let status = talk.statuses.first ?? 0
                let shown = target.prefix(60)
                #expect(talk.statuses.count == 1 && statuses.contains(status), "\(shown): \(talk)")
                #expect(!talk.text.contains(Folder.secret), "\(shown)")
                #expect(!talk.text.contains("root:"), "\(shown)")
                #expect(!talk.text.contains("#!/bin/sh"), "\(shown)")
            }
            #expect(try server.get("/a.txt").text == "public")
        }
    }

    /// Raw bytes that are no URL.
    @Test(arguments: Model.all) func rawBytes(model: Model) throws {
        try withSite(model, build: build) { server throws in
            let start = Array("GET /".utf8)
            let end = Array(" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8)
            for middle: [UInt8] in [[0], [97, 0, 98], [10], [13], [127], [1], [11], [9], [32]] {
                let talk = try server.talk(start + middle + end)
                #expect(talk.statuses == [400], "\(middle)")
            }
            for middle: [UInt8] in [[0xff], [0xc0, 0xae, 0xc0, 0xae], [0x80, 0x2f]] {
                let talk = try server.talk(start + middle + end)
                #expect(talk.statuses.count == 1 && [400, 404].contains(talk.statuses[0]))
            }
        }
    }

    /// A directory that turns into a symbolic link and back while it is asked for.
    @Test(arguments: Model.all) func swappedDirectory(model: Model) throws {
        try withSite(model) { folder in
            try folder.file("swap/secret.txt", "public")
            try folder.link("other", to: "../site-secret")
        } use: { server throws in
            let stop = Flag.exchanging("swap", "other", in: server.folder.site)
            var seen = Set<Int>()
            for _ in 0..<400 {
                let reply = try server.get("/swap/secret.txt")
                #expect(!reply.text.contains(Folder.secret))
                seen.insert(reply.status)
            }
            stop.set()
            stop.wait()
            #expect(seen.isSubset(of: [200, 404]), "\(seen)")
        }
    }
}

/// Stops a thread, and waits until it has.
final class Flag: @unchecked Sendable {
    private let lock = NSLock()
    private var value = false
    private let finished = DispatchSemaphore(value: 0)

    var isSet: Bool { lock.withLock { value } }
    func set() { lock.withLock { value = true } }
    func done() { finished.signal() }
    func wait() { finished.wait() }
}

extension Flag {
    /// Exchanges two names in a folder again and again, in a thread, until the flag is set.
    static func exchanging(_ first: String, _ second: String, in folder: String) -> Flag {
        let flag = Flag()
        let (one, two, kept) = (folder + "/" + first, folder + "/" + second, folder + "/kept")
        Thread {
            while !flag.isSet {
                rename(one, kept)
                rename(two, one)
                pause(0.00005, because: "the pace of the exchange")
                rename(one, two)
                rename(kept, one)
                pause(0.00005, because: "the pace of the exchange")
            }
            flag.done()
        }.start()
        return flag
    }
}
