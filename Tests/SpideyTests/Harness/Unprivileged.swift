import Foundation

/// A way to run the server as nobody, with a copy of the program that nobody can reach.
struct Unprivileged {
    static let isPossible = geteuid() == 0 && Shell.has("setpriv") && Shell.has("prlimit")

    let folder: Folder
    let binary: String
    let launcher = ["setpriv", "--reuid=65534", "--clear-groups"]

    init(_ folder: Folder) throws {
        self.folder = folder
        binary = folder.root + "/spidey"
        try spawnLock.withLock {
            try FileManager.default.copyItem(atPath: Server.binary, toPath: binary)
        }
    }
}
