internal import SystemCalls

/// What a user asked to see, on descriptor 1. It is not buffered, so that nothing is lost silently.
package enum StandardOutput {
    /// To be called first: no file or socket may get the number of a standard descriptor that is
    /// closed, and with it what is meant for that. And a file that reaches `ulimit -f` is an output
    /// that cannot be written, not the end of a run without a result.
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
