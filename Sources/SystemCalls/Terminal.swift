import CLinux

/// Terminals: `tty(4)`.
package enum Terminal {
    /// The width in columns of the terminal on `descriptor`, 80 if it does not have one:
    /// `ioctl(2)` `TIOCGWINSZ`. Nil when the descriptor is not a terminal.
    package static func columns(_ descriptor: Int32) -> Int? {
        let columns = Int(clinux_terminal_columns(descriptor))
        return columns > 0 ? columns : nil
    }
}
