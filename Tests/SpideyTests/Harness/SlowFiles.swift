import Foundation

/// A file system whose answers take their time, or are errors, mounted for one server only: `FUSE`,
/// spoken in a script.
///
/// The server runs in a mount namespace of its own, so nothing stays mounted when it has ended; the
/// script ends with the mount.
struct SlowFiles {
    /// Whether this machine allows it: root, `/dev/fuse` and an interpreter.
    static let isPossible =
        geteuid() == 0 && access("/dev/fuse", R_OK | W_OK) == 0 && access(interpreter, X_OK) == 0

    /// How long each slow answer takes, in seconds.
    static let delay = 2.0
    /// The system's own: another one may not find its modules without the environment it expects.
    private static let interpreter = "/usr/bin/python3"

    /// The content of every file, cut to its size.
    static let pattern = "0123456789abcdef"
    /// Bytes of the files whose names end in `.bin`; all others have 16, but for scripts.
    static let largeSize = 300_000

    /// What a server is started through to find the file system at `mountPoint`.
    let launcher: [String]
    private let folder: String

    /// What has begun to take its time so far: names of files, or `root`.
    var begun: [Substring] {
        let data = FileManager.default.contents(atPath: folder + "/slow-files.log") ?? Data()
        return String(decoding: data, as: UTF8.self).split(separator: "\n")
    }

    /// From now on what is asked about a slow root takes its time. A server looks at its docroot
    /// before it serves: that is quick.
    func slowDownRoot() { close(open(folder + "/slow-root", O_WRONLY | O_CREAT, 0o644)) }

    /// Files to be mounted at a directory.
    /// - Parameter names: of its files, of which each tells how it behaves.
    init(_ folder: Folder, at mountPoint: String, names: [String] = Self.slowNames) throws {
        self.folder = folder.root
        let script = folder.root + "/slow-files.py"
        try Data(Self.program.utf8).write(to: URL(fileURLWithPath: script))
        launcher = [
            Self.interpreter, script, mountPoint, "\(Self.delay)", folder.root,
            names.joined(separator: "/"),
        ]
    }

    /// The files that there are unless others are asked for.
    static let slowNames = [
        "fast.txt", "slow-read.txt", "slow-read.bin", "slow-open.txt", "slow-lookup.txt",
        "slow-direct.bin", "slow-direct.txt", "slow-open.sh",
    ]

    /// A name tells what is slow: `slow-read.txt`, `slow-open.txt`, `slow-lookup.txt`,
    /// `slow-direct.bin` (never in the page cache), `fast.txt`. `slow-open.sh` is a script that
    /// sleeps. `fail-EIO-open.txt` fails with that error when it is opened; likewise others with
    /// `lookup`, `read` or `status`. `unsized.txt` says that it has no bytes.
    private static let program = #"""
        import ctypes, errno, os, signal, struct, sys, threading, time

        libc = ctypes.CDLL(None, use_errno=True)
        DELAY = float(sys.argv[2])
        NAMES = sys.argv[4].split("/")
        CALLS = {1: "lookup", 3: "status", 14: "open", 15: "read"}
        FOLDER = sys.argv[3]
        started = time.time()
        PATTERN = b"0123456789abcdef"
        SCRIPT = b"#!/bin/sh\nexec sleep 300\n"
        SIZE = 300000
        write_lock = threading.Lock()

        def content(node):
            name = NAMES[node - 2] if node > 1 else ""
            if name.endswith(".sh"): return SCRIPT
            if name.endswith(".bin"): return PATTERN * (SIZE // len(PATTERN))
            return PATTERN if name else b""

        def size(node):
            return 0 if node > 1 and NAMES[node - 2].startswith("unsized") else len(content(node))

        def failure(name, opcode):
            parts = name.split(".")[0].split("-")
            fails = parts[0] == "fail" and parts[2] == CALLS.get(opcode)
            return -getattr(errno, parts[1]) if fails else None

        def is_direct(name): return "-direct" in name or name.startswith("unsized")

        def wait(name):
            with open(FOLDER + "/slow-files.log", "a") as log: log.write(name + "\n")
            time.sleep(DELAY)

        def attributes(node):
            script = node > 1 and NAMES[node - 2].endswith(".sh")
            mode, links = (0o40755, 2) if node == 1 else (0o100755 if script else 0o100644, 1)
            return struct.pack("<6Q10I", node, size(node), 1, 10**9, 10**9, 10**9, 0, 0, 0,
                               mode, links, 0, 0, 0, 4096, 0)

        def entry(node):
            return struct.pack("<4Q2I", node, 0, 0, 0, 0, 0) + attributes(node)

        def directory(offset, size):
            names = b""
            for index, name in list(enumerate(NAMES))[offset:]:
                raw = name.encode()
                record = struct.pack("<2Q2I", index + 2, index + 1, len(raw), 8) + raw
                record += bytes(-len(raw) % 8)
                if len(names) + len(record) > size: break
                names += record
            return names

        def answer(opcode, node, body):
            name = NAMES[node - 2] if node > 1 else ""
            if failure(name, opcode): return failure(name, opcode)
            if opcode == 26:
                return struct.pack("<4I2H2I2HI7I", 7, 31, 0, 1 | 1 << 18, 12, 9, 65536, 1, 0, 0, 0,
                                   *[0] * 7)
            if opcode == 1:
                name = body.rstrip(b"\0").decode()
                if name.startswith("slow-lookup"): wait(name)
                if name not in NAMES: return -errno.ENOENT
                if failure(name, opcode): return failure(name, opcode)
                return entry(NAMES.index(name) + 2)
            if opcode == 3:
                if node == 1 and os.path.exists(FOLDER + "/slow-root"): wait("root")
                return struct.pack("<Q2I", 0, 0, 0) + attributes(node)
            if opcode == 14:
                if name.startswith("slow-open"): wait(name)
                return struct.pack("<Q2I", node, 1 if is_direct(name) else 0, 0)
            if opcode == 15:
                offset, count = struct.unpack_from("<QI", body, 8)
                slow = name.startswith("slow-read") or name.startswith("slow-direct")
                if slow and offset == 0: wait(name)
                return content(node)[offset:offset + count]
            if opcode == 17:
                return struct.pack("<5Q4I6I", 0, 0, 0, 0, 0, 4096, 255, 4096, 0, *[0] * 6)
            if opcode == 27:
                return struct.pack("<Q2I", 1, 0, 0)
            if opcode == 28:
                return directory(*struct.unpack_from("<QI", body, 8))
            if opcode in (18, 25, 29):
                return b""
            return -errno.ENOSYS

        def handle(device, request):
            _, opcode, unique, node = struct.unpack_from("<2I2Q", request)
            if opcode in (2, 36, 42): return
            result = answer(opcode, node, request[40:])
            error, body = (result, b"") if isinstance(result, int) else (0, result)
            try:
                with write_lock:
                    os.write(device, struct.pack("<IiQ", 16 + len(body), error, unique) + body)
            except OSError:
                pass

        def serve(device):
            signal.alarm(300)
            while True:
                try:
                    request = os.read(device, 1 << 20)
                except OSError as problem:
                    if problem.errno in (errno.EINTR, errno.ENOENT, errno.EAGAIN): continue
                    # Not mounted yet, or not any more.
                    if problem.errno != errno.EPERM or time.time() > started + 20: os._exit(0)
                    time.sleep(0.01)
                    continue
                threading.Thread(target=handle, args=(device, request), daemon=True).start()

        device = os.open("/dev/fuse", os.O_RDWR)
        child = os.fork()
        if child == 0:
            if os.fork() == 0:
                os.setsid()
                serve(device)
            os._exit(0)
        os.waitpid(child, 0)
        MS_REC, MS_PRIVATE, CLONE_NEWNS = 0x4000, 0x40000, 0x20000
        options = b"fd=%d,rootmode=40755,user_id=0,group_id=0,allow_other" % device
        if (libc.unshare(CLONE_NEWNS)
                or libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None)
                or libc.mount(b"slow", sys.argv[1].encode(), b"fuse", 0, options)):
            sys.exit("cannot mount: " + os.strerror(ctypes.get_errno()))
        os.close(device)
        os.execvp(sys.argv[5], sys.argv[5:])
        """#
}
