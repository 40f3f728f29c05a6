internal import SystemCalls

/// A file that is written while a run goes on.
package struct FileWriter: ~Copyable {
    private let path: String
    private let descriptor: Descriptor

    /// Creates or empties the file; opens standard output for `-`.
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

    /// Appends text.
    ///
    /// - Throws: ``ClientError`` when it cannot be written.
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
