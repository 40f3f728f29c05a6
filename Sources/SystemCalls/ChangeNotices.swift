import CLinux
import Glibc
import SystemPackage

/// Notices of changes in directories: `inotify(7)`.
@safe package struct ChangeNotices: ~Copyable {
    /// Which directory a notice is about. The kernel reuses the number of an ended watch only after
    /// two thousand million others.
    package typealias Watch = Int32

    /// One notice.
    package enum Notice: Equatable {
        /// The entry `name`, not a directory, was created, removed or renamed, or its content or
        /// attributes changed.
        case entry(Watch, name: [UInt8])
        /// The directory `name` in the watched one was created, removed or renamed, or its
        /// attributes changed.
        case directory(Watch, name: [UInt8])
        /// The watched directory itself was renamed or removed, its attributes changed, or the
        /// watch has ended (`IN_IGNORED`).
        case itself(Watch)
        /// Notices were lost: anything may have changed.
        case overflow
    }

    private let descriptor: Descriptor
    private let buffer = ByteBuffer(initial: 16 * 1024, maximum: 16 * 1024)

    /// An instance that watches nothing: `inotify_init1(2)`.
    /// - Throws: `EMFILE` when this user has too many instances (fs.inotify.max_user_instances).
    package init() throws(SystemError) {
        descriptor = Descriptor(adopting: try retrying("inotify_init1") { clinux_inotify() })
    }

    /// Watches a directory: `inotify_add_watch(2)`. Subdirectories are not watched.
    /// - Returns: the same watch each time for the same directory, whatever path it was opened by.
    /// - Throws: `ENOSPC` when this user watches too many directories
    ///   (fs.inotify.max_user_watches).
    package func watch(_ directory: borrowing Descriptor) throws(SystemError) -> Watch {
        try retrying("inotify_add_watch") {
            clinux_inotify_watch(descriptor.number, directory.number)
        }
    }

    /// Ends a watch: `inotify_rm_watch(2)`. If the directory was removed, the kernel has ended the
    /// watch already; that is no error. Notices of this watch may still be pending, and a last one
    /// follows.
    package func unwatch(_ watch: Watch) {
        _ = retrying { clinux_inotify_unwatch(descriptor.number, watch) }
    }

    /// Closes the instance in a thread of its own. `close(2)` waits until no processor uses its
    /// watches any more, which takes 8 ms even with a single watch (`unwatch`: 6 us).
    package consuming func closeApart() {
        clinux_close_apart(descriptor.release())
    }

    /// Passes all pending notices to `body`, without waiting.
    package func drain(_ body: (Notice) -> Void) {
        while true {
            buffer.removeAll()
            guard case .moved? = try? buffer.read(from: descriptor) else { return }
            buffer.withBytes { Self.parse($0, body) }
        }
    }

    private static func parse(_ bytes: Span<UInt8>, _ body: (Notice) -> Void) {
        unsafe bytes.withUnsafeBufferPointer { bytes in
            var position = 0
            while position < bytes.count {
                var watch: Int32 = 0
                var mask: UInt32 = 0
                var name: UnsafePointer<CChar>?
                let length = unsafe clinux_inotify_event(
                    bytes.baseAddress! + position, bytes.count - position, &watch, &mask, &name)
                guard length > 0, let start = unsafe name else { return }
                let text = unsafe UnsafeBufferPointer(start: start, count: strlen(start))
                body(notice(watch, mask, unsafe text.map { UInt8(bitPattern: $0) }))
                position += Int(length)
            }
        }
    }

    /// Events of the watched directory itself have no name.
    private static func notice(_ watch: Watch, _ mask: UInt32, _ name: [UInt8]) -> Notice {
        if clinux_inotify_is_overflow(mask) != 0 { return .overflow }
        if name.isEmpty { return .itself(watch) }
        let isDirectory = clinux_inotify_is_directory(mask) != 0
        return isDirectory ? .directory(watch, name: name) : .entry(watch, name: name)
    }
}
