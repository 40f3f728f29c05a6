import CLinux
import Glibc
import SystemPackage

/// Notices of changes in directories: `inotify(7)`.
@safe package struct ChangeNotices: ~Copyable {
    /// The number of a watched directory, which its notices carry: a watch descriptor.
    package typealias Watch = Int32

    /// One notice.
    package enum Notice {
        /// The entry `name` of the directory was created, removed, renamed, or changed in content
        /// or attributes.
        case entry(Watch, name: [UInt8])
        /// A directory in the watched one, or that itself, was created, removed, renamed or changed
        /// in attributes, or its watch has ended. Paths may resolve to other files now.
        case directory(Watch)
        /// The kernel's queue was full, and notices were lost: anything may have changed
        /// (`IN_Q_OVERFLOW`).
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

    /// Calls `body` with each notice that is queued, in order. Does not wait.
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
                if clinux_inotify_is_overflow(mask) != 0 {
                    body(.overflow)
                } else if clinux_inotify_is_directory(mask) != 0 {
                    body(.directory(watch))
                } else {
                    let text = unsafe UnsafeBufferPointer(start: start, count: strlen(start))
                    body(.entry(watch, name: unsafe text.map { UInt8(bitPattern: $0) }))
                }
                position += Int(length)
            }
        }
    }
}
