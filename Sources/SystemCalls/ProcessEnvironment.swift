import Glibc

/// What this process was started with.
package enum ProcessEnvironment {
    /// The value of a variable: `getenv(3)`. Never set by this process.
    package static func value(of name: String) -> String? {
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }
}
