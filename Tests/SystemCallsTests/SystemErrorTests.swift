import SystemPackage
import Testing

@testable import SystemCalls

@Suite struct SystemErrorTests {
    static let exhaustions: [(StaticString, Errno, Bool)] = [
        ("pipe2", .tooManyOpenFiles, true), ("pipe2", .tooManyOpenFilesInSystem, true),
        ("openat2", .tooManyOpenFiles, true), ("openat2", .noMemory, true),
        ("vfork", .resourceTemporarilyUnavailable, true), ("vfork", .noMemory, true),
        ("fork", .resourceTemporarilyUnavailable, true),
        ("clone", .resourceTemporarilyUnavailable, true),
        ("pthread_create", .resourceTemporarilyUnavailable, true),
        ("execveat", .resourceTemporarilyUnavailable, true), ("execve", .noMemory, true),
        ("execveat", .textFileBusy, true),
        ("accept4", .noBufferSpace, true), ("pidfd_open", .tooManyOpenFiles, true),
        ("recv", .wouldBlock, false), ("openat2", .resourceTemporarilyUnavailable, false),
        ("execve", .noSuchFileOrDirectory, false), ("execve", .permissionDenied, false),
        ("execveat", .execFormatError, false), ("execve", .argListTooLong, false),
        ("fchdir", .permissionDenied, false), ("setpgid", .notPermitted, false),
        ("write", .noSpace, false), ("openat2", .ioError, false),
    ]

    @Test(arguments: exhaustions) func exhaustion(call: StaticString, errno: Errno, expected: Bool)
    {
        let error = SystemError(call: call, errno: errno)
        #expect(error.isExhaustion == expected, "\(error)")
    }

    /// The call is named, whichever way it is known.
    @Test func description() {
        let expected = "vfork: Resource temporarily unavailable"
        #expect(
            SystemError(call: "vfork", errno: .resourceTemporarilyUnavailable).description
                == expected)
        #expect(
            SystemError(named: "vfork", errno: .resourceTemporarilyUnavailable).description
                == expected)
    }
}
