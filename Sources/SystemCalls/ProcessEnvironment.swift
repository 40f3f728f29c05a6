import CLinux
import Glibc

/// What this process was started with.
package enum ProcessEnvironment {
    /// This machine's name: `gethostname(2)`. Nil when it has none.
    package static var hostName: String? {
        let size = 256
        let name = unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: size) { name in
            unsafe clinux_host_name(name.baseAddress, Int32(size))
            return unsafe String(cString: name.baseAddress!)
        }
        return name.isEmpty ? nil : name
    }

    /// The value of a variable: `getenv(3)`. Never set by this process.
    package static func value(of name: String) -> String? {
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }

    /// Whether this process may do everything: `geteuid(2)` is 0.
    package static var isRoot: Bool { geteuid() == 0 }
}
