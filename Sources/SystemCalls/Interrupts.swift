import Glibc
import SystemPackage

/// The `errno` of the calling thread, valid directly after a call that failed.
var currentErrno: Errno { Errno(rawValue: errno) }

/// Makes a call that returns -1 on failure, and repeats it for as long as a signal interrupts it
/// (`EINTR`).
///
/// The only loop of its kind: no other code compares with `EINTR`, except for waits, which return
/// when they are interrupted.
@inline(__always)
func retrying<I: FixedWidthInteger>(_ body: () -> I) -> Result<I, Errno> {
    while true {
        let result = body()
        if result != -1 { return .success(result) }
        let error = currentErrno
        if error != .interrupted { return .failure(error) }
    }
}

/// The same, with every failure thrown.
/// - Parameter call: the C name of the call, for the error.
@inline(__always)
@discardableResult
func retrying<I: FixedWidthInteger>(
    _ call: StaticString, _ body: () -> I
) throws(SystemError) -> I {
    switch retrying(body) {
    case .success(let value): return value
    case .failure(let error): throw SystemError(call: call, errno: error)
    }
}
