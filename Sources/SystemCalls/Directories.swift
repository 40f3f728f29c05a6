import CLinux
import Glibc
import SystemPackage

extension Descriptor {
    /// The names in this directory, in the kernel's order, without "." and "..": `readdir(3)`.
    /// - Parameter limit: how many names at most.
    /// - Returns: the names, and whether there were more.
    package func entryNames(
        limit: Int
    ) throws(SystemError) -> (names: [[UInt8]], isTruncated: Bool) {
        // fdopendir takes the descriptor over and moves its position: it gets one of its own.
        let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC
        let copy = try retrying("openat") { unsafe clinux_openat(number, ".", flags) }
        guard let stream = unsafe fdopendir(copy) else {
            let error = currentErrno
            _ = Descriptor(adopting: copy)
            throw SystemError(call: "fdopendir", errno: error)
        }
        defer { unsafe closedir(stream) }
        var names: [[UInt8]] = []
        while true {
            // An end and an error look alike but for errno.
            errno = 0
            guard let entry = unsafe readdir(stream) else { break }
            let name = unsafe bytes(of: entry)
            if name == [UInt8(ascii: ".")] || name == [UInt8](repeating: 0x2e, count: 2) {
                continue
            }
            if names.count == limit { return (names, true) }
            names.append(name)
        }
        let error = currentErrno
        if error.rawValue != 0 { throw SystemError(call: "readdir", errno: error) }
        return (names, false)
    }
}

/// `d_name`, which Swift imports as a tuple of 256.
private func bytes(of entry: UnsafeMutablePointer<dirent>) -> [UInt8] {
    unsafe withUnsafeBytes(of: &entry.pointee.d_name) { name in
        unsafe [UInt8](name.prefix { $0 != 0 })
    }
}
