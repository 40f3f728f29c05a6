import Foundation
import Testing

/// The wall clock is set forwards and backwards while a server runs; what has to do with waiting
/// follows another clock.
@Suite(.enabled(if: Shell.has("cc"), "needs a C compiler")) struct ClockStepTests {
    /// Replaces the wall clock: so many seconds beside the true one as a file says.
    private static let library = #"""
        #define _GNU_SOURCE
        #include <fcntl.h>
        #include <stdlib.h>
        #include <sys/mman.h>
        #include <sys/syscall.h>
        #include <time.h>
        #include <unistd.h>
        static long *step;
        __attribute__((constructor)) static void begin(void) {
            int file = open(getenv("CLOCK_STEP"), O_RDONLY);
            if (file < 0) abort();
            step = mmap(NULL, sizeof *step, PROT_READ, MAP_SHARED, file, 0);
            close(file);
        }
        int clock_gettime(clockid_t clock, struct timespec *time) {
            long result = syscall(SYS_clock_gettime, clock, time);
            int is_wall = clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE;
            if (is_wall && step && step != MAP_FAILED) time->tv_sec += *step;
            return (int)result;
        }
        """#

    private static func set(_ path: String, _ seconds: Int) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
        defer { close(file) }
        var seconds = seconds
        guard write(file, &seconds, 8) == 8 else { throw HarnessError("cannot set the clock") }
    }

    private static func time(_ reply: Reply, _ field: String) throws -> Int {
        let text = try #require(reply[field])
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(identifier: "GMT")
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return Int(try #require(format.date(from: text)).timeIntervalSince1970)
    }

    @Test(arguments: Model.all) func steps(model: Model) throws {
        let folder = try Folder()
        try folder.file("a.txt", "a")
        let step = folder.root + "/step"
        try Self.set(step, 0)
        try Data(Self.library.utf8).write(to: URL(fileURLWithPath: folder.root + "/step.c"))
        let library = folder.root + "/step.so"
        let built = try Shell.run(
            ["cc", "-shared", "-fPIC", "-o", library, folder.root + "/step.c"], in: folder)
        #expect(built.isFine, "\(built.err)")
        try withServer(
            model, ["--idle-timeout", "2", "--header-timeout", "2"], folder: folder,
            environment: Child.environment("LD_PRELOAD=\(library)", "CLOCK_STEP=\(step)"),
            // The release has the C library in it, which nothing can be put before.
            binary: Server.built
        ) { server throws in
            let visitor = Visitor(server)
            for seconds in [0, -3600, 86_400, -86_400 * 365, 0, -2, 2, 0] {
                try Self.set(step, seconds)
                for _ in 0..<3 {
                    let reply = try visitor.get("/a.txt")
                    let expected = Int(Foundation.time(nil)) + seconds
                    let date = try Self.time(reply, "Date")
                    #expect(abs(date - expected) <= 1, "by \(seconds): \(date - expected)")
                    #expect(try Self.time(reply, "Last-Modified") <= date, "by \(seconds)")
                }
            }
            // Neither ended by a step nor kept beyond its time by one.
            let waiting = try server.connect()
            waiting.send("GET / HTTP/1.1\r\n")
            let start = now
            try Self.set(step, 86_400)
            #expect(!waiting.read(within: 1) && waiting.ending == .silent)
            try Self.set(step, -86_400)
            #expect(try waiting.talk().statuses == [408])
            #expect(now - start > 1.9 && now - start < 8)
        }
    }
}
