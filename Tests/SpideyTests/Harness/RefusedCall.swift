import Foundation

/// A system call that a program is not allowed to make, as an old seccomp profile of containers has
/// it: a filter of four instructions, set by a script that then becomes the program.
enum RefusedCall {
    /// Whether this machine has filters and an interpreter.
    static let isPossible: Bool = {
        guard access(interpreter, X_OK) == 0, let folder = try? Folder() else { return false }
        let launcher = openat2(failingWith: "ENOSYS")
        return (try? Shell.run(launcher + ["true"], in: folder))?.isFine == true
    }()

    private static let interpreter = "/usr/bin/python3"

    /// What a server is started through so that `openat2(2)` fails with an error such as `EPERM`.
    static func openat2(failingWith error: String) -> [String] {
        [interpreter, "-c", program, error]
    }

    /// The number of `openat2`, 437, is the same on all machines. Numbers of `prctl(2)`: 38 is
    /// `PR_SET_NO_NEW_PRIVS`, 22 is `PR_SET_SECCOMP`, its 2 `SECCOMP_MODE_FILTER`.
    private static let program = #"""
        import ctypes, errno, os, struct, sys

        def instruction(code, yes, no, value): return struct.pack("<HBBI", code, yes, no, value)

        libc = ctypes.CDLL(None, use_errno=True)
        LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06
        ERROR, ALLOW = 0x00050000, 0x7fff0000
        filters = ctypes.create_string_buffer(
            instruction(LOAD, 0, 0, 0)
            + instruction(EQUAL, 0, 1, 437)
            + instruction(RETURN, 0, 0, ERROR | getattr(errno, sys.argv[1]))
            + instruction(RETURN, 0, 0, ALLOW))
        program = ctypes.create_string_buffer(
            struct.pack("<HxxxxxxQ", 4, ctypes.addressof(filters)))
        if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, program, 0, 0):
            sys.exit("cannot filter: " + os.strerror(ctypes.get_errno()))
        os.execvp(sys.argv[2], sys.argv[2:])
        """#
}
