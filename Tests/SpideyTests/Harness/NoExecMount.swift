import Foundation

/// A directory mounted `noexec` for one server only.
///
/// The server runs in a mount namespace of its own, so nothing stays mounted when it has ended.
struct NoExecMount {
    /// Whether this machine allows it: root, `unshare` and the right to mount.
    static let isPossible: Bool = {
        guard geteuid() == 0, Shell.has("unshare"), let folder = try? Folder() else {
            return false
        }
        let launcher = NoExecMount(at: folder.site).launcher
        return (try? Shell.run(launcher + ["true"], in: folder))?.isFine == true
    }()

    /// What a server is started through, so that nothing in the directory can be executed.
    let launcher: [String]

    /// - Parameter directory: mounted over itself.
    init(at directory: String) {
        let mount = #"mount --bind "$0" "$0" && mount -o remount,bind,noexec "$0" && exec "$@""#
        launcher = ["unshare", "-m", "sh", "-c", mount, directory]
    }
}
