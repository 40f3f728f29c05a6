import Foundation
import Testing

/// Scripts that the server may not run: nobody gets to see their source.
@Suite struct UnrunnableScriptTests {
    private static let source = "#!/bin/sh\n# the-source-of-the-script\n"

    /// Where a request can lead to a script `run.sh`, or to one that stands for its directory.
    private static let targets = ["/run.sh", "/run.sh/", "/run.sh/more", "/sub/", "/sub/run.sh"]

    private func build(_ folder: Folder, mode: mode_t) throws {
        for path in ["run.sh", "sub/index.html", "sub/run.sh"] {
            try folder.file(path, Self.source, mode: mode)
        }
        try folder.file("a.txt", "a")
    }

    private func expectRefusal(_ server: Server) throws {
        for target in Self.targets {
            for method in ["GET", "HEAD", "POST"] {
                let reply = try server.request(method, target)
                #expect(reply.status == 403, "\(method) \(target)")
                #expect(!reply.text.contains("the-source"), "\(method) \(target)")
            }
        }
        #expect(try server.get("/a.txt").text == "a")
    }

    private func expectSource(_ server: Server) throws {
        for target in ["/run.sh", "/sub/", "/sub/run.sh"] {
            #expect(try server.get(target).text == Self.source, "\(target)")
        }
        for target in ["/run.sh/", "/run.sh/more"] {
            #expect(try server.get(target).status == 404, "\(target)")
        }
    }

    /// Only root may execute them, or those who are not in its group; all may read them.
    @Test(.enabled(if: Unprivileged.isPossible, "needs root and setpriv"), arguments: Model.all)
    func ofAnotherOwner(model: Model) throws {
        for mode in [mode_t(0o744), 0o645] {
            let user = try Unprivileged(Folder())
            try build(user.folder, mode: mode)
            try withServer(
                model, folder: user.folder, launcher: user.launcher, binary: user.binary,
                expectRefusal)
            try withServer(
                model, ["--no-cgi"], folder: user.folder, launcher: user.launcher,
                binary: user.binary, expectSource)
        }
    }

    /// Nothing on the file system can be executed, by nobody.
    @Test(
        .enabled(if: NoExecMount.isPossible, "needs root and the right to mount"),
        arguments: Model.all)
    func mountedNoExec(model: Model) throws {
        let folder = try Folder()
        try build(folder, mode: 0o755)
        let mount = NoExecMount(at: folder.site)
        try withServer(model, folder: folder, launcher: mount.launcher, expectRefusal)
        try withServer(
            model, ["--no-cgi"], folder: folder, launcher: mount.launcher, expectSource)
    }
}
