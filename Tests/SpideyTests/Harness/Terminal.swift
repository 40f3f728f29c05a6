import Foundation

/// Terminals that a test makes.
enum Terminal {
    /// A new terminal: this side of it, and the name of the other.
    static func open() throws -> (Int32, String) {
        let terminal = Foundation.open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var (locked, number): (Int32, Int32) = (0, 0)
        // TIOCSPTLCK and TIOCGPTN (ioctl_tty(2)): unlockpt(3) and ptsname(3) are not imported.
        guard terminal >= 0, ioctl(terminal, 0x4004_5431, &locked) == 0,
            ioctl(terminal, 0x8004_5430, &number) == 0
        else { throw HarnessError("no terminal") }
        return (terminal, "/dev/pts/\(number)")
    }
}
