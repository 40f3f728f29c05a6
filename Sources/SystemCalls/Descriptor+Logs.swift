import CLinux
import Glibc
import SystemPackage

/// What `LineSink` asks of a descriptor.
extension Descriptor {
    /// Whether it is a regular file, which no reader holds up.
    var isFile: Bool { (try? status())?.kind == .regular }

    /// Gives this descriptor an open file description of its own, by which writing does not wait:
    /// `open(2)` `O_NONBLOCK` of `/proc/self/fd`, `dup3(2)`.
    ///
    /// The one that it has is shared with every process that has inherited it, such as a shell and
    /// the scripts; they expect to wait.
    /// - Returns: false when it cannot be opened again: a socket, a pipe of another user.
    func stopWaiting() -> Bool { clinux_stop_waiting(number) == 0 }

    /// Enlarges a pipe that has room for fewer than `size` bytes, as far as the system allows it:
    /// `fcntl(2)` `F_SETPIPE_SZ`. Does nothing with what is no pipe.
    func enlargePipe(to size: Int) { clinux_enlarge_pipe(number, Int32(size)) }

    /// Writes once: `write(2)`.
    /// - Parameter waits: whether it may wait as the descriptor's flags say; if not, it returns at
    ///   once (`pwritev2(2)` `RWF_NOWAIT` or the like).
    /// - Returns: the bytes written, which may be fewer than all.
    func writeOnce(_ bytes: Span<UInt8>, waits: Bool) -> Result<Int, Errno> {
        unsafe bytes.withUnsafeBytes { bytes in
            retrying {
                waits
                    ? unsafe Glibc.write(number, bytes.baseAddress, bytes.count)
                    : unsafe clinux_write_now(number, bytes.baseAddress, bytes.count)
            }
        }
    }

    /// Whether the last byte of this file is not a line feed. True also when it cannot be read.
    var endsWithinLine: Bool { clinux_ends_within_line(number) != 0 }
}
