internal import SystemCalls

/// A file that a run writes to as it goes on.
package struct FileWriter: ~Copyable {
    private let path: String
    private let descriptor: Descriptor

    /// Creates or empties the file; `-` is standard output.
    ///
    /// - Throws: ``ClientError`` when it cannot be opened.
    package init(_ path: String) throws(ClientError) {
        self.path = path
        do throws(SystemError) {
            descriptor =
                path == "-" ? try Descriptor.duplicate(1) : try Descriptor.openForWriting(path)
        } catch {
            throw Self.failure(path, error)
        }
    }

    /// Adds text at the end.
    package func write(_ text: String) throws(ClientError) {
        do throws(SystemError) {
            try descriptor.writeAll(Array(text.utf8))
        } catch {
            throw Self.failure(path, error)
        }
    }

    private static func failure(_ path: String, _ error: SystemError) -> ClientError {
        ClientError("cannot write \(path): \(error.errno)", exitStatus: ExitStatus.cannotWrite)
    }
}
