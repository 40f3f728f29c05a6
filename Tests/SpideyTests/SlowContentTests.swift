import Foundation
import Testing

/// A request's content that goes to a script which writes meanwhile: what the script does neither
/// gives the client time nor takes it away.
@Suite struct SlowContentTests {
    /// Seconds that a client may take without having sent any of its content.
    private static let limit = 1.5
    private static let flags = [
        "--body-timeout", "\(limit)", "--min-rate", "500", "--cgi-timeout", "60",
    ]

    private func build(_ folder: Folder) throws {
        let plain = "printf 'Content-Type: text/plain\\n\\n'\n"
        let writing = "while [ ! -e stop ]; do echo y; sleep 0.05; done"
        try folder.script("deaf.sh", plain + writing)
        try folder.script("reads.sh", plain + "cat >read &\n" + writing)
        try folder.script("counts.sh", plain + "(\(writing)) &\nn=$(wc -c)\nkill $!\necho =$n")
        // Reads nothing for the first three seconds or more, and writes all the while.
        let waiting = "for i in $(seq 60); do echo y; sleep 0.05; done\n"
        try folder.script("waits.sh", plain + waiting + "echo =$(wc -c)")
    }

    private func begin(_ server: Server, _ name: String, length: Int) throws -> RawClient {
        let client = try server.connect()
        client.send("POST /\(name) HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\n\r\n")
        return client
    }

    /// Twenty bytes a second: cut off in time, with an answer that cannot be taken for whole.
    @Test(arguments: Model.all) func trickle(model: Model) throws {
        try withSite(model, Self.flags, build: build) { server throws in
            // The first one's end is awaited by the second one in a model of one at a time.
            let clients = try ["deaf.sh", "reads.sh"].map {
                try begin(server, $0, length: 10_000)
            }
            let start = now
            var ends: [Double?] = [nil, nil]
            while ends.contains(nil), now < start + 12 {
                for (index, client) in clients.enumerated() where ends[index] == nil {
                    client.send("x")
                    client.read(within: 0.025)
                    if client.ending != .silent, client.ending != nil { ends[index] = now - start }
                }
            }
            let (first, last) = (ends.compactMap(\.self).min() ?? 12, ends[1] ?? 12)
            #expect(first > 0.9 * Self.limit && last < 9, "\(ends)")
            for client in clients {
                // Begun and not finished, or refused.
                let reply = try? client.reply(within: 0)
                #expect(reply.map { $0.status == 408 } ?? true)
                client.reset()
            }
            #expect(eventually { server.leftovers.isEmpty })
        }
    }

    /// Four times as fast as a client must be, for several times the limit.
    @Test(arguments: Model.all) func fastEnough(model: Model) throws {
        try withSite(model, Self.flags, build: build) { server throws in
            let (pieces, size) = (30, 200)
            let client = try begin(server, "counts.sh", length: pieces * size)
            for _ in 0..<pieces {
                let isTaken = client.send([UInt8](repeating: 120, count: size))
                #expect(isTaken, "cut off")
                pause(0.1, because: "the pace of the sender")
            }
            let reply = try client.reply()
            #expect(reply.status == 200 && reply.text.contains("=\(pieces * size)\n"))
        }
    }

    /// A script that does not read for several times the limit: the client is not to blame.
    @Test(arguments: Model.all) func slowScript(model: Model) throws {
        try withSite(model, Self.flags, build: build) { server throws in
            let content = [UInt8](repeating: 120, count: 8 << 20)
            let client = try begin(server, "waits.sh", length: content.count)
            let isTaken = client.send(content)
            #expect(isTaken, "cut off")
            let reply = try client.reply()
            #expect(reply.status == 200 && reply.text.hasSuffix("=\(content.count)\n"))
        }
    }
}
