package import HTTPWire
package import Sockets
import Synchronization
import SystemCalls

/// What the connections of a server go by, as the command line sets it.
package struct Configuration: Sendable {
    /// Room behind the largest head that is allowed, so that a larger one is seen to be too large.
    private static let inputSlack = 16 * 1024

    /// Which version of the configuration this is; the first is 1.
    package fileprivate(set) var generation = 1
    /// How long a connection may take for what.
    package var deadlines = Deadlines()
    /// Bounds on requests.
    package var limits = WireLimits()
    /// Bytes of content that nobody reads which are discarded to keep a connection; beyond it the
    /// connection is closed.
    package var drainLimit = 256 * 1024
    /// Whether a connection may serve more than one request. A server of one connection at a time
    /// closes after each response, so that others get their turn.
    package var keepsAlive = true
    /// Requests on one connection at most.
    package var requestsPerConnection = 10_000

    /// The defaults.
    package init() {}

    /// Bytes of unparsed input that a connection may hold.
    package var inputLimit: Int {
        Self.inputSlack + limits.requestLine + limits.fieldSectionBytes
    }
}

/// The configuration in force. It may be replaced while the server runs. A connection reads it when
/// it begins, and in an event loop again when it goes on after a rest; a request goes by the
/// configuration that was read before it to its end.
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
