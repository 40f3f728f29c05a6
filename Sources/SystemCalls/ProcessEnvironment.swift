import CLinux
import Glibc

/// The environment that this process was started in.
package enum ProcessEnvironment {
    /// The host name of this machine, at most 255 bytes: `gethostname(2)`. Nil when it is empty.
    package static var hostName: String? {
        let size = 256
        let name = unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: size) { name in
            unsafe clinux_host_name(name.baseAddress, Int32(size))
            return unsafe String(cString: name.baseAddress!)
        }
        return name.isEmpty ? nil : name
    }

    /// The value of an environment variable, nil when it is not set: `getenv(3)`. This process
    /// never changes its environment, so that any thread may call this.
    package static func value(of name: String) -> String? {
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }

    /// Whether this process may do everything: `geteuid(2)` is 0.
    package static var isRoot: Bool { geteuid() == 0 }
}
