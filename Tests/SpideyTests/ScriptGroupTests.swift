import Foundation
import Testing

/// Processes of a script that is not wanted any more: all of them are asked to end, and made to
/// when they do not within a grace of 2 s.
@Suite struct ScriptGroupTests {
    private static let plain = "printf 'Content-Type: text/plain\\n\\n'\n"
    private static let writing = "while :; do echo y; sleep 0.05; done\n"

    /// A member of the script's group that holds none of its pipes. Its number is in `name.pid`.
    private static func member(_ name: String, _ commands: String) -> String {
        """
        sh -c '\(commands)' <&- >/dev/null 2>&1 &
        echo $! >new-\(name)
        mv new-\(name) \(name).pid
        while [ ! -e \(name).ready ]; do sleep 0.02; done

        """
    }

    private static func stubborn(_ name: String) -> String {
        member(name, "trap \"\" TERM; echo >\(name).ready; exec sleep 300")
    }

    /// It takes a moment to tidy up when it is asked to end.
    private static let tidy = member(
        "tidy",
        "trap \"sleep 0.3; echo >tidied; exit\" TERM; echo >tidy.ready; "
            + "while :; do sleep 0.1; done")

    /// Goes into its parent's process group, so that its own is empty.
    private static func outsider(_ name: String, _ setting: String = "") -> String {
        """
        #!/usr/bin/perl
        \(setting)
        setpgrp(0, getpgrp(getppid())) or exit 1;
        open(F, '>', 'new-\(name)'); print F "$$\\n"; close(F);
        rename('new-\(name)', '\(name).pid');
        $| = 1; print "Content-Type: text/plain\\n\\ny";
        sleep 1 while 1;

        """
    }

    private func build(_ folder: Folder) throws {
        let answer = Self.plain + Self.writing
        try folder.script("stubborn", Self.stubborn("stubborn") + answer)
        try folder.script("both", "trap '' TERM\n" + Self.stubborn("both") + answer)
        try folder.script("tidy", Self.tidy + answer)
        try folder.script("silent", Self.stubborn("silent") + "exec sleep 300")
        try folder.file("outsider", Self.outsider("outsider"), mode: 0o755)
        let deaf = Self.outsider("deaf", "$SIG{TERM} = 'IGNORE';")
        try folder.file("deaf", deaf, mode: 0o755)
    }

    /// Expects that the members of these scripts, and all else of theirs, go within the grace;
    /// makes those go that do not.
    private func expectNothingLeft(_ server: Server, _ scripts: [String]) throws {
        let members = try scripts.map { script in
            let path = server.folder.site + "/\(script).pid"
            let text = try String(contentsOfFile: path, encoding: .utf8)
            return (name: script, pid: try #require(pid_t(text.dropLast())))
        }
        let areGone = eventually(within: 8) {
            server.leftovers.isEmpty && !members.contains { ProcessView.isAlive($0.pid) }
        }
        let left = members.filter { ProcessView.isAlive($0.pid) }.map(\.name)
        #expect(areGone, "members of \(left), \(server.leftovers.map(\.name))")
        server.endLeftovers()
    }

    /// Clients that leave in the middle of the answer.
    @Test(arguments: Model.all) func clientLeaves(model: Model) throws {
        let hasPerl = access("/usr/bin/perl", X_OK) == 0
        let scripts = ["stubborn", "both", "tidy"] + (hasPerl ? ["outsider", "deaf"] : [])
        try withSite(model, build: build) { server throws in
            for script in scripts {
                let client = try server.connect()
                client.send(Server.head("GET", "/" + script))
                #expect(client.read(), "\(script)")
                client.reset()
            }
            try expectNothingLeft(server, scripts)
            // What ends when it is asked has the time that it needs for it.
            #expect(access(server.folder.site + "/tidied", F_OK) == 0)
        }
    }

    /// A script whose time is up.
    @Test(arguments: Model.all) func timeout(model: Model) throws {
        try withSite(model, ["--cgi-timeout", "1"], build: build) { server throws in
            #expect(try server.get("/silent").status == 504)
            try expectNothingLeft(server, ["silent"])
        }
    }
}
