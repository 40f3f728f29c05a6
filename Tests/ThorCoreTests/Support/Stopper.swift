import SystemCalls

@testable import ThorCore

/// Asks one engine to stop, from any thread.
final class Stopper: Sendable {
    private let pair: Pipe

    init() throws { pair = try Descriptor.socketPair() }

    /// The end for the engine.
    func requests() throws -> StopRequests {
        .stream(try Descriptor.duplicate(pair.reading.number))
    }

    func stop() { try? pair.writing.writeAll([1]) }
}
