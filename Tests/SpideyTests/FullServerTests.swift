import Foundation
import Testing

/// More clients than places, none of them silent.
@Suite(.serialized) struct FullServerTests {
    private static let places = 4
    private static let clients = 12
    private static let requests = 720

    /// A place is taken again as soon as it is free, and the log says once that none was.
    @Test(arguments: Model.bounding) func placesAreTakenAgain(model: Model) throws {
        try withSite(model, model.bounded(Self.places)!) {
            try $0.file("a.txt", "a")
        } use: { server throws in
            let (_, time) = try seconds { try Self.crowd(server) }
            // With a pause of 100 ms after every four requests it would be 18 seconds.
            #expect(time < 12, "\(time) s")
            let lines = server.log.split(separator: "\n").filter {
                $0.contains("in use, others wait")
            }
            #expect(lines.count <= 1, "\(lines.count) lines")
        }
    }

    /// As many requests under way as there are clients, each on a connection of its own.
    private static func crowd(_ server: Server) throws {
        var waiting: [RawClient] = []
        for number in 0..<(requests + clients) {
            if number >= clients {
                #expect(try waiting.removeFirst().reply().text == "a")
            }
            guard number < requests else { continue }
            let client = try server.connect()
            client.send(Server.head("GET", "/a.txt"))
            waiting.append(client)
        }
    }

    /// Clients at both addresses when the only place frees: one has it, then the other one.
    @Test(.enabled(if: hasIPv6, "needs IPv6"), arguments: Model.all)
    func bothAddresses(model: Model) throws {
        try withSite(model, model.bounded(1) ?? []) {
            try $0.file("a.txt", "a")
        } use: { server throws in
            for _ in 0..<3 {
                let holder = try server.connect()
                // The head of a request that has begun: it does not give way to others.
                holder.send("GET /a.txt HTTP/1.1\r\nHost: a\r\nX: ")
                let clients = try [false, true].map { six in
                    let client = try server.connect(six: six)
                    client.send(Server.head("GET", "/a.txt"))
                    return client
                }
                #expect(!clients[0].read(within: 0.1))
                holder.leave()
                for client in clients { #expect(try client.reply().text == "a") }
            }
        }
    }

    private static let hasIPv6 = access("/proc/net/if_inet6", R_OK) == 0

    /// A script that has closed its output and ignores SIGTERM is made to end although no
    /// connection can be accepted.
    @Test(arguments: Model.bounding) func scriptsEndWhileNoPlaceIsFree(model: Model) throws {
        try withSite(model, model.bounded(1)!) {
            try $0.script(
                "deaf.sh",
                """
                trap '' TERM
                printf 'Content-Type: text/plain\n\ndeaf'
                exec >&- 2>&-
                while :; do sleep 0.2; done
                """)
        } use: { server throws in
            let client = try server.connect()
            client.send("GET /deaf.sh HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try client.reply().text == "deaf")
            let scripts = { ProcessView.working(in: server.folder.site) }
            #expect(!scripts().isEmpty)
            // SIGTERM after a grace of 2 s, SIGKILL after another one.
            let isGone = eventually(within: 8) { scripts().isEmpty }
            #expect(isGone, "\(scripts().map(\.name))")
            server.endLeftovers()
        }
    }
}
