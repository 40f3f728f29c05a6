import CLinux

/// Requests of the main thread to one other thread. They correspond to a parent's signals to a
/// child process.
///
/// A request interrupts the thread's wait, or the next one.
@safe package final class ThreadOrders: @unchecked Sendable {
    private let orders: OpaquePointer

    /// No request. Traps without memory.
    package init() {
        guard let created = unsafe clinux_orders_create() else {
            preconditionFailure("out of memory")
        }
        unsafe orders = created
    }

    deinit { unsafe clinux_orders_destroy(orders) }

    /// Makes `ProcessSignals` return these requests in the calling thread, until it calls `detach`.
    /// Requests made earlier are kept.
    package func attach() { unsafe clinux_attach_orders(orders) }

    /// Undoes `attach` in the calling thread. No request may be made from then on.
    package static func detach() { clinux_detach_orders() }

    /// Asks the thread to finish its requests in flight and stop, like SIGTERM.
    package func stop() { unsafe clinux_order(orders, clinux_order_stop) }

    /// Asks the thread to end its connection and its script at once, like SIGUSR1.
    package func abandon() { unsafe clinux_order(orders, clinux_order_abandon) }

    /// Asks the thread to close its connection if the client is silent, like SIGUSR2.
    package func askToYield() { unsafe clinux_order(orders, clinux_order_yield) }
}
