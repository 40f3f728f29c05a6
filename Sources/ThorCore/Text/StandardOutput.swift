internal import SystemCalls

/// The output that the user asked for, on descriptor 1. It is not buffered, so that no error is
/// missed.
package enum StandardOutput {
    /// Reserves closed standard descriptors, so that no file or socket gets their numbers and the
    /// output meant for them. A file that reaches `ulimit -f` is an output that cannot be written
    /// from now on, and does not end the program. To be called first.
    package static func prepare() {
        StandardDescriptors.reserve()
        ProcessSignals.ignoreSizeLimit()
    }

    /// Writes text.
    ///
    /// - Throws: ``ClientError`` when not all of it could be written.
    package static func write(_ text: String) throws(ClientError) {
        do throws(SystemError) {
            try Descriptor.duplicate(1).writeAll(Array(text.utf8))
        } catch {
            throw ClientError(
                "cannot write to standard output: \(error.errno)",
                exitStatus: ExitStatus.cannotWrite)
        }
    }
}
