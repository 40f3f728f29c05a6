import CLinux
import Glibc
import SystemPackage

/// Notices of what changes in directories: `inotify(7)`.
@safe package struct ChangeNotices: ~Copyable {
    /// Which directory a notice is about.
    package typealias Watch = Int32

    /// One notice.
    package enum Notice {
        /// The entry `name` of the directory appeared, went, or changed its content or attributes.
        case entry(Watch, name: [UInt8])
        /// A directory appeared, went or moved, or the watched one did: paths lead elsewhere now.
        case directory(Watch)
        /// Notices were lost: anything may have changed.
        case overflow
    }

    private let descriptor: Descriptor
    private let buffer = ByteBuffer(initial: 16 * 1024, maximum: 16 * 1024)

    /// `inotify_init1(2)`.
    /// - Throws: `EMFILE` when this user has too many of them (fs.inotify.max_user_instances).
    package init() throws(SystemError) {
        descriptor = Descriptor(adopting: try retrying("inotify_init1") { clinux_inotify() })
    }

    /// Watches a directory: `inotify_add_watch(2)`. The same directory has the same watch, by
    /// whatever path it was opened.
    /// - Throws: `ENOSPC` when this user watches too many (fs.inotify.max_user_watches).
    package func watch(_ directory: borrowing Descriptor) throws(SystemError) -> Watch {
        try retrying("inotify_add_watch") {
            clinux_inotify_watch(descriptor.number, directory.number)
        }
    }

    /// Passes on all notices that have come, without waiting.
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
