package import SystemCalls

/// Requests to end a run early, as a descriptor that an event loop waits for.
package enum StopRequests: ~Copyable {
    /// SIGINT and SIGTERM of this process: `signalfd(2)`.
    case signals(SignalDescriptor)
    /// Octets of a non-blocking stream, one for each request: a test stops its own engine this way,
    /// where a signal would reach the whole process.
    case stream(Descriptor)

    /// The descriptor that becomes readable with a request.
    var number: Int32 {
        switch self {
        case .signals(let descriptor): descriptor.number
        case .stream(let descriptor): descriptor.number
        }
    }

    /// Takes one request.
    ///
    /// - Returns: false when there is none.
    func take() -> Bool {
        switch self {
        case .signals(let descriptor): return descriptor.take()
        case .stream(let descriptor):
            let octet = ByteBuffer(initial: 1, maximum: 1)
            return (try? octet.read(from: descriptor)) == .moved(1)
        }
    }
}
