internal import SystemCalls

/// Messages on standard error, descriptor 2.
package enum StandardError {
    /// Writes a line in one call, so that lines of several processes do not mix. Control and format
    /// characters, which may come from a server, are escaped. Errors are ignored.
    package static func line(_ text: String) {
        write(Text.printable(text) + "\n")
    }

    /// Writes text as it is, without a line break. Errors are ignored.
    package static func write(_ text: String) {
        guard let descriptor = try? Descriptor.duplicate(2) else { return }
        try? descriptor.writeAll(Array(text.utf8))
    }

    /// Whether standard error is a terminal.
    package static var isTerminal: Bool { Terminal.columns(2) != nil }
}
