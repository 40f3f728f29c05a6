import Synchronization

/// Tells those who work for a request, in whatever thread, that nobody wants the result any more.
package final class Cancellation: Sendable {
    private let flag = Atomic<Bool>(false)

    /// Not cancelled.
    package init() {}

    /// Whether the result is not wanted. Long work looks at it every millisecond or so.
    package var isCancelled: Bool { flag.load(ordering: .relaxed) }

    /// The result is not wanted any more.
    package func cancel() { flag.store(true, ordering: .relaxed) }
}
