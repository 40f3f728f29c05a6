/// A request in flight. Times are monotonic nanoseconds.
struct Flight {
    /// When the request was due: its slot in an open loop, otherwise the same as ``sent``.
    var scheduled: Int64 = 0
    /// When the request was handed to the kernel, or its connection was begun.
    var sent: Int64 = 0
}
