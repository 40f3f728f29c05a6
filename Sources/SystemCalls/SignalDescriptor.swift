import CLinux

/// Signals as events of a descriptor: `signalfd(2)`.
///
/// A loop whose descriptors are always ready never sleeps, and a signal that is blocked except
/// during a sleep would never be delivered to it. The descriptor reports it like any other event.
package struct SignalDescriptor: ~Copyable {
    private let descriptor: Descriptor

    private init(_ make: () -> Int32) throws(SystemError) {
        descriptor = Descriptor(adopting: try retrying("signalfd", make))
    }

    /// The signals that `ProcessSignals` handles, which are those blocked now. To be created in the
    /// process that waits, after `ProcessSignals.watch`.
    package static func watched() throws(SystemError) -> SignalDescriptor {
        try SignalDescriptor(clinux_signal_descriptor)
    }

    /// SIGINT and SIGTERM. Blocks both in the calling thread and ignores SIGPIPE, which the end of
    /// the descriptor does not undo.
    package static func stops() throws(SystemError) -> SignalDescriptor {
        try SignalDescriptor(clinux_stop_descriptor)
    }

    /// The descriptor's number, lent for a wait. It is readable while a signal is pending.
    package var number: Int32 { descriptor.number }

    /// Takes one pending signal and runs its handler, if it has one, as if it had been delivered.
    /// Does not wait.
    /// - Returns: false when none is pending.
    package func take() -> Bool { clinux_take_signal(descriptor.number) != 0 }
}
