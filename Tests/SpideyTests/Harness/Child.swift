import Foundation

/// How a process ended.
enum Ended: Equatable, Sendable {
    case exited(Int32)
    case signalled(Int32)
}

/// Held while a process starts and while a file is written that may be executed: a file that some
/// process, just forked, still has open for writing cannot be (`ETXTBSY`).
let spawnLock = NSLock()

/// A process that a test has started; its output goes to files, so that nothing needs to read
/// along.
final class Child {
    let pid: pid_t
    let outPath: String
    let errPath: String
    private(set) var ended: Ended?

    /// Starts a program in a process group of its own, with just this environment.
    /// - Parameter folder: where `out` and `err` are written, under these names.
    init(
        _ arguments: [String], environment: [String] = Child.environment(), folder: String,
        name: String
    ) throws {
        outPath = folder + "/\(name).out"
        errPath = folder + "/\(name).err"
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        let flags = O_WRONLY | O_CREAT | O_TRUNC | O_APPEND
        posix_spawn_file_actions_addopen(&actions, 1, outPath, flags, 0o644)
        posix_spawn_file_actions_addopen(&actions, 2, errPath, flags, 0o644)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes,
            Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        let argv = arguments.map { strdup($0) } + [nil]
        let envp = environment.map { strdup($0) } + [nil]
        defer { for pointer in argv + envp { free(pointer) } }
        var number: pid_t = 0
        spawnLock.lock()
        defer { spawnLock.unlock() }
        Self.keepDescriptors()
        let error = posix_spawnp(&number, arguments[0], &actions, &attributes, argv, envp)
        guard error == 0 else {
            throw HarnessError("cannot start \(arguments[0]): \(String(cString: strerror(error)))")
        }
        pid = number
    }

    deinit { end() }

    /// Nothing that the tests have open reaches a program.
    private static func keepDescriptors() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        for number in names.compactMap({ Int32($0) }) where number > 2 {
            _ = fcntl(number, F_SETFD, FD_CLOEXEC)
        }
    }

    /// What programs are started with: no more than they need, and one secret.
    static func environment(_ more: String...) -> [String] {
        let own = ProcessInfo.processInfo.environment
        var variables = [
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TZ=UTC",
            "LANG=C.UTF-8", "SPIDEY_TEST_SECRET=hunter2",
        ]
        for name in ["LD_LIBRARY_PATH", "HOME"] {
            if let value = own[name] { variables.append("\(name)=\(value)") }
        }
        return variables + more
    }

    var out: String { text(outPath) }
    var err: String { text(errPath) }

    private func text(_ path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }

    /// Whether it has ended.
    func poll() -> Ended? {
        if ended != nil { return ended }
        var status: Int32 = 0
        guard waitpid(pid, &status, WNOHANG) == pid else { return nil }
        let signal = status & 0x7f
        ended = signal == 0 ? .exited(status >> 8 & 0xff) : .signalled(signal)
        return ended
    }

    /// Waits for its end; nil when it does not come.
    func wait(within seconds: Double = 20) -> Ended? {
        _ = eventually(within: seconds) { poll() != nil }
        return ended
    }

    func signal(_ number: Int32) {
        if ended == nil { kill(pid, number) }
    }

    /// Ends it and those of its group, whatever state they are in.
    func end() {
        if ended == nil {
            kill(-pid, SIGKILL)
            _ = wait()
        }
    }
}

/// A command that is run to its end.
struct Shell {
    let status: Ended?
    let out: String
    let err: String
    let outPath: String

    var isFine: Bool { status == .exited(0) }

    /// Runs `arguments`, at most `seconds` long.
    static func run(
        _ arguments: [String], environment: [String] = Child.environment(), in folder: Folder,
        within seconds: Double = 30
    ) throws -> Shell {
        let child = try Child(
            arguments, environment: environment, folder: folder.root, name: folder.fresh("run"))
        let status = child.wait(within: seconds)
        child.end()
        return Shell(status: status, out: child.out, err: child.err, outPath: child.outPath)
    }

    /// Whether a program is installed.
    static func has(_ program: String) -> Bool {
        ["/usr/local/bin/", "/usr/bin/", "/bin/", "/usr/sbin/"].contains {
            access($0 + program, X_OK) == 0
        }
    }
}
