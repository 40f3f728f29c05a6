import CLinux
import Glibc

/// The signals that `ProcessSignals` handles, as events of a descriptor: `signalfd(2)`.
///
/// A loop whose descriptors are always ready never sleeps, and a signal that is blocked except
/// during a sleep would never be delivered to it. The descriptor reports it like any other event.
package struct SignalNotices: ~Copyable {
    private let descriptor: Descriptor

    /// A descriptor for the signals that are blocked now. To be created in the process that waits,
    /// after `ProcessSignals.watch`.
    package init() throws(SystemError) {
        let made = try retrying("signalfd") { clinux_signal_descriptor() }
        descriptor = Descriptor(adopting: made)
    }

    /// The descriptor's number, lent for a wait. It is readable while a signal is pending.
    package var number: Int32 { descriptor.number }

    /// Takes all pending signals and runs their handlers, as if the signals had been delivered, so
    /// that `ProcessSignals` counts them. Does not wait.
    package func take() {
        while clinux_take_signal(descriptor.number) != 0 {}
    }
}
