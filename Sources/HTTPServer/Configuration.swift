package import HTTPWire
package import Sockets
import Synchronization
import SystemCalls

/// The settings of a server's connections, as given on the command line.
package struct Configuration: Sendable {
    /// Bytes beyond the largest allowed head, so that a larger one is received far enough to be
    /// refused.
    private static let inputSlack = 16 * 1024

    /// The number of this configuration; the first is 1.
    package fileprivate(set) var generation = 1
    /// Time limits.
    package var deadlines = Deadlines()
    /// Bounds on requests.
    package var limits = WireLimits()
    /// The most bytes of unread content that are discarded to keep a connection; with more it is
    /// closed.
    package var drainLimit = 256 * 1024
    /// Whether a connection may serve more than one request. A server that serves one connection at
    /// a time closes after each response, so that others get their turn.
    package var keepsAlive = true
    /// The most requests on one connection.
    package var requestsPerConnection = 10_000

    /// The defaults.
    package init() {}

    /// Bytes of unparsed input that a connection may hold.
    package var inputLimit: Int {
        Self.inputSlack + limits.requestLine + limits.fieldSectionBytes
    }
}

/// The configuration in force. It may be replaced while the server runs. A connection reads it when
/// it begins, and in an event loop again when it resumes after a rest. A request uses the
/// configuration read before it to its end.
package final class Configurations: Sendable {
    private let current: Guarded<Configuration>
    private let number: Atomic<Int>

    /// The first generation.
    package init(_ first: Configuration) {
        current = Guarded(first)
        number = Atomic(first.generation)
    }

    /// The generation in force, readable without the lock.
    package var generation: Int { number.load(ordering: .acquiring) }

    /// The configuration in force.
    package var latest: Configuration { current.withLock { $0 } }

    /// Puts another configuration in force, under the next number.
    package func replace(_ configuration: Configuration) {
        current.withLock { current in
            let generation = current.generation + 1
            current = configuration
            current.generation = generation
            number.store(generation, ordering: .releasing)
        }
    }
}
