package import SystemCalls

/// Where responses are dumped: whole, even when several processes dump into the same place.
///
/// Alone, octets go out as they come. Among others, a response is held back until it is complete
/// and then written under a lock; one larger than ``held`` takes the lock early and keeps it.
package final class ResponseSink {
    /// Octets of a response that are held back at most, before the lock is taken.
    static let held = 1024 * 1024
    /// Octets that are written at once, when alone.
    static let block = 64 * 1024

    private let output: Descriptor
    private let lock: ProcessLock?
    private var isLocked = false
    private var buffer: [UInt8] = []

    /// - Parameters:
    ///   - output: is written to and closed in the end.
    ///   - lock: shared by the processes that write to the same place; nil when there is only one.
    package init(_ output: consuming Descriptor, lock: consuming ProcessLock?) {
        self.output = output
        self.lock = lock
    }

    /// Takes a piece of a response.
    func write(_ octets: Span<UInt8>) throws(ClientError) {
        buffer.append(copying: octets)
        if lock == nil ? buffer.count >= Self.block : buffer.count >= Self.held {
            try flush()
        }
    }

    /// The response is complete, or will not become so.
    func finish() throws(ClientError) {
        try flush()
        guard isLocked else { return }
        isLocked = false
        do throws(SystemError) {
            switch lock {
            case .some(let lock): try lock.unlock()
            case .none: break
            }
        } catch {
            throw Self.failure(error)
        }
    }

    private func flush() throws(ClientError) {
        if buffer.isEmpty { return }
        do throws(SystemError) {
            if !isLocked {
                switch lock {
                case .some(let lock):
                    try lock.lock()
                    isLocked = true
                case .none: break
                }
            }
            try output.writeAll(buffer)
        } catch {
            throw Self.failure(error)
        }
        buffer.removeAll(keepingCapacity: true)
    }

    private static func failure(_ error: SystemError) -> ClientError {
        ClientError("cannot write the output: \(error.errno)", exitStatus: ExitStatus.cannotWrite)
    }
}

extension ResponseSink {
    /// A sink that writes a file anew, or standard output for `-`; `isShared` when several
    /// processes will write to it. A file that cannot be opened is a ``ClientError``.
    package static func opening(
        _ path: String, isShared: Bool
    ) throws(ClientError) -> ResponseSink {
        do throws(SystemError) {
            let output =
                path == "-" ? try Descriptor.duplicate(1) : try Descriptor.openForWriting(path)
            return ResponseSink(output, lock: isShared ? try ProcessLock() : nil)
        } catch {
            throw ClientError(
                "cannot write \(path): \(error.errno)", exitStatus: ExitStatus.cannotWrite)
        }
    }
}
