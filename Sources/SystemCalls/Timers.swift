import CLinux
import Glibc

/// Timers of this process.
package enum Timers {
    /// Ends waits when they are due. By default the kernel lets them take up to 50 us longer, to
    /// wake several at once: `prctl(2)` `PR_SET_TIMERSLACK`.
    package static func makeExact() { _ = clinux_sharpen_timers() }

    /// Sleeps for `nanoseconds`, at least 0: `clock_nanosleep(2)` `CLOCK_MONOTONIC`. A signal with
    /// a handler ends the sleep early.
    package static func sleep(nanoseconds: Int64) {
        var time = timespec(
            tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
        _ = unsafe clock_nanosleep(CLOCK_MONOTONIC, 0, &time, nil)
    }
}
