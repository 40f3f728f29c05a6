import Foundation
import Testing

/// How a server ends.
@Suite struct StopTests {
    private func build(_ folder: Folder) throws {
        try folder.file("a.txt", "content of a")
        try folder.script(
            "gated.sh",
            """
            printf 'Content-Type: text/plain\\n\\n'; echo begun; : >started
            while [ ! -e go ]; do sleep 0.02; done; echo finished
            """)
        try folder.script("never.sh", ": >started; exec sleep 300")
    }

    private func waitForStart(_ server: Server) {
        #expect(eventually { access(server.folder.site + "/started", F_OK) == 0 })
    }

    /// Expects that nobody new is served from now on: the server has taken notice of a signal.
    private func expectRefusal(_ server: Server) {
        let refuses = eventually {
            guard let late = try? server.connect() else { return true }
            late.send(Server.head("GET", "/a.txt"))
            late.read(within: 0.1)
            return late.held.isEmpty && late.ending != .silent
        }
        #expect(refuses)
    }

    /// What is in flight is finished, then the status is 0.
    @Test(arguments: Model.all, [SIGTERM, SIGINT]) func inFlight(
        model: Model, signal: Int32
    ) throws {
        try withSite(model, build: build) { server throws in
            let client = try server.connect()
            client.send("GET /gated.sh HTTP/1.1\r\nHost: a\r\n\r\n")
            waitForStart(server)
            server.child.signal(signal)
            expectRefusal(server)
            #expect(server.child.poll() == nil)
            try server.folder.file("go", "")
            #expect(try client.reply().text == "begun\nfinished\n")
            #expect(client.closes())
            #expect(server.child.wait() == .exited(0))
        }
    }

    @Test(arguments: Model.all) func idleConnectionsDoNotDelay(model: Model) throws {
        try withSite(model, ["--idle-timeout", "300", "--header-timeout", "300"], build: build) {
            server throws in
            var clients = [try server.connect()]
            if model.keepsAlive {
                let client = try server.connect()
                client.send("GET /a.txt HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try client.reply().status == 200)
                clients.append(client)
            }
            #expect(eventually { !server.hasNoConnection })
            let (ended, time) = seconds { server.stop() }
            #expect(ended == .exited(0) && time < 5)
            // One that the kernel kept back is told when it speaks.
            if model.defersSilent { clients[0].send("GET / HTTP/1.1\r\n") }
            for client in clients { #expect(client.closes()) }
        }
    }

    /// The second signal ends the process as the signal would have, and nothing stays behind.
    @Test(arguments: Model.all) func secondSignal(model: Model) throws {
        try withSite(model, ["--grace", "300"], build: build) { server throws in
            let client = try server.connect()
            client.send(Server.head("GET", "/never.sh"))
            waitForStart(server)
            server.child.signal(SIGTERM)
            expectRefusal(server)
            #expect(server.child.poll() == nil)
            let (ended, time) = seconds { server.stop(SIGINT) }
            #expect(ended == .signalled(SIGINT) && time < 5, "\(String(describing: ended))")
            #expect(client.closes())
        }
    }

    @Test(arguments: Model.all) func graceExpires(model: Model) throws {
        try withSite(model, ["--grace", "1"], build: build) { server throws in
            let client = try server.connect()
            client.send(Server.head("GET", "/never.sh"))
            waitForStart(server)
            let (ended, time) = seconds { server.stop() }
            #expect(ended == .exited(0) && time > 0.8 && time < 8)
            #expect(client.closes())
        }
    }

    @Test(arguments: Model.all) func noGrace(model: Model) throws {
        try withSite(model, ["--grace", "0"], build: build) { server throws in
            let client = try server.connect()
            client.send(Server.head("GET", "/never.sh"))
            waitForStart(server)
            let (ended, time) = seconds { server.stop() }
            #expect(ended == .exited(0) && time < 5)
        }
    }

    /// A child that dies takes nobody with it.
    @Test(arguments: Model.forking) func killedChild(model: Model) throws {
        try withSite(model, build: build) { server throws in
            let victim = try server.connect()
            victim.send("GET /a.txt HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try victim.reply().status == 200)
            let first = server.process.children.map(\.pid)
            #expect(first.count == 1)
            let other = try server.connect()
            other.send("GET /a.txt HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try other.reply().status == 200)
            for pid in first { kill(pid, SIGKILL) }
            #expect(victim.closes())
            other.send(Server.head("GET", "/a.txt"))
            #expect(try other.reply().status == 200)
            #expect(try server.get("/a.txt").status == 200)
            #expect(eventually { server.process.zombies.isEmpty })
        }
    }

    /// Children under fire: whichever is killed, the next request is served.
    @Test(arguments: Model.forking) func childrenKilledUnderLoad(model: Model) throws {
        try withSite(model) {
            try $0.sparse("big.bin", count: 8 << 20)
        } use: { server throws in
            for _ in 0..<20 {
                let client = try server.connect(receiveBuffer: 4096)
                client.send(Server.head("GET", "/big.bin"))
                client.read()
                for child in server.process.children { kill(child.pid, SIGKILL) }
                #expect(client.closes())
            }
            #expect(try server.get("/big.bin").body.count == 8 << 20)
        }
    }
}
