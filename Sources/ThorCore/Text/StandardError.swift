internal import SystemCalls

/// Lines for people, on descriptor 2.
package enum StandardError {
    /// Writes a line in one call, so that lines of several processes do not mix. That nobody
    /// listens is no error. What could move a terminal's cursor or turn its text around is
    /// shown instead: much of it comes from servers.
    package static func line(_ text: String) {
        write(Text.printable(text) + "\n")
    }

    /// Writes text without a line break.
    package static func write(_ text: String) {
        guard let descriptor = try? Descriptor.duplicate(2) else { return }
        try? descriptor.writeAll(Array(text.utf8))
    }

    /// Whether a terminal is there to be written to.
    package static var isTerminal: Bool { Terminal.columns(2) != nil }
}
