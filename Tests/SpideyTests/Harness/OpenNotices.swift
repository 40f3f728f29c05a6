import Foundation

/// Notices of each time that a file is opened for reading or writing: inotify(7) `IN_OPEN`.
///
/// The kernel queues a notice before the call that opens the file returns. What is only located
/// (`O_PATH`) counts for nothing.
final class OpenNotices {
    private let descriptor: Int32

    /// Watches these files from now on; symbolic links are followed.
    init(_ paths: [String]) throws {
        descriptor = inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK))
        guard descriptor >= 0 else { throw HarnessError("no inotify") }
        for path in paths where inotify_add_watch(descriptor, path, UInt32(IN_OPEN)) < 0 {
            throw HarnessError("cannot watch \(path)")
        }
    }

    deinit { close(descriptor) }

    /// Whether any of the files has been opened since the last call.
    var haveCome: Bool {
        var bytes = [UInt8](repeating: 0, count: 4096)
        return read(descriptor, &bytes, bytes.count) > 0
    }
}
