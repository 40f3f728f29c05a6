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
}
