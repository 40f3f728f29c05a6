import CLinux
import Glibc

/// The signals that `StopSignals` heeds, as a descriptor to wait for: `signalfd(2)`.
///
/// A loop whose descriptors are always ready never sleeps, and a signal that is blocked except
/// while sleeping would never arrive. This one arrives like any other event.
package struct SignalNotices: ~Copyable {
    private let descriptor: Descriptor

    /// To be made in the process that waits, after `StopSignals.watch`.
    package init() throws(SystemError) {
        let made = try retrying("signalfd") { clinux_signal_descriptor() }
        descriptor = Descriptor(adopting: made)
    }

    /// Becomes readable when a signal has come.
    package var number: Int32 { descriptor.number }

    /// Takes all signals that have come; `StopSignals` counts them as ever.
    package func take() {
        while clinux_take_signal(descriptor.number) != 0 {}
    }
}
