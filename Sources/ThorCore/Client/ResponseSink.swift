package import SystemCalls

/// The file or pipe into which responses are dumped; those of several processes do not mix.
///
/// With one process, octets are written as they come. With several, each response is held back
/// until it is complete and then written under a lock; a response larger than ``held`` takes the
/// lock early and keeps it until its end.
package final class ResponseSink {
    /// The most octets of a response that are held back before the lock is taken.
    static let held = 1024 * 1024
    /// Octets that are collected before a write, with one process.
    static let block = 64 * 1024

    private let output: Descriptor
    private let lock: ProcessLock?
    private var isLocked = false
    private var buffer: [UInt8] = []

    /// - Parameters:
    ///   - output: the file or pipe, which is closed with the sink.
    ///   - lock: shared by the processes that write to it; nil when there is only one.
    package init(_ output: consuming Descriptor, lock: consuming ProcessLock?) {
        self.output = output
        self.lock = lock
    }

    /// Appends a piece of a response.
    ///
    /// - Throws: ``ClientError`` when it cannot be written.
    func write(_ octets: Span<UInt8>) throws(ClientError) {
        buffer.append(copying: octets)
        if lock == nil ? buffer.count >= Self.block : buffer.count >= Self.held {
            try flush()
        }
    }

    /// Ends the current response, complete or not.
    ///
    /// - Throws: ``ClientError`` when it cannot be written.
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
    /// A sink that overwrites the file at `path`, or writes to standard output for `-`.
    ///
    /// - Parameter isShared: whether several processes will write to it.
    /// - Throws: ``ClientError`` for a file that cannot be opened.
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
