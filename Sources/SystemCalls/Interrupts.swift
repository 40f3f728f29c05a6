import Glibc
import SystemPackage

/// The value of `errno` as the last failed call left it.
var currentErrno: Errno { Errno(rawValue: errno) }

/// Runs a call that returns -1 on failure, again for as long as a signal interrupts it (`EINTR`).
///
/// The only loop of its kind: no other code compares with `EINTR`, except for waits, to which an
/// interruption is news.
@inline(__always)
func retrying<I: FixedWidthInteger>(_ body: () -> I) -> Result<I, Errno> {
    while true {
        let result = body()
        if result != -1 { return .success(result) }
        let error = currentErrno
        if error != .interrupted { return .failure(error) }
    }
}

/// `retrying`, with every failure thrown as a `SystemError` of `call`.
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
