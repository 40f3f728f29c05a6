import Foundation
import HTTPWire
import Logging
import SystemCalls

@testable import SpideyCore

/// A site over a temporary tree, gone with the fixture.
final class SiteFixture {
    let outer: String
    let root: String

    /// - Parameter folder: where it is made, with a slash at its end.
    init(in folder: String = NSTemporaryDirectory()) {
        outer = folder + "spideycore-\(UUID().uuidString)"
        root = outer + "/www"
        try! FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
    }

    /// Whether the kernel reports all changes of temporary files (`inotify(7)`).
    static let isWatchable =
        (try? Descriptor.openDirectory(NSTemporaryDirectory()))?.fileSystem.reportsChanges ?? false

    deinit { try? FileManager.default.removeItem(atPath: outer) }

    /// What most tests need, with neighbours that nothing may reach.
    static func standard(in folder: String = NSTemporaryDirectory()) throws -> SiteFixture {
        let fixture = SiteFixture(in: folder)
        try fixture.write("hello.txt", "hello\n")
        try fixture.write("empty", "")
        try fixture.write("page.html", "<p>page")
        try fixture.write("big.bin", String(repeating: "0123456789abcdef", count: 2000))
        try fixture.write(".secret", "hidden")
        try fixture.write(".well-known/x", "known")
        try fixture.write("a b/c#d?.txt", "odd")
        try fixture.write("docs/index.html", "<p>index")
        try fixture.write("docs/more.txt", "more")
        try fixture.write("plain/one.txt", "1")
        try fixture.write("plain/<b>.txt", "2")
        try fixture.write("cgi/run", "#!/bin/sh\n", mode: 0o755)
        try fixture.write("cgi/home/index.html", "#!/bin/sh\n", mode: 0o755)
        try fixture.write("../www-secret/file", "outside")
        try fixture.link("leak", to: "../www-secret/file")
        try fixture.link("inner", to: "docs/more.txt")
        guard mkfifo(fixture.root + "/fifo", 0o644) == 0 else {
            throw CocoaError(.fileWriteUnknown)
        }
        return fixture
    }

    func write(_ name: String, _ text: String, mode: Int = 0o644) throws {
        let file = root + "/" + name
        try FileManager.default.createDirectory(
            atPath: (file as NSString).deletingLastPathComponent,
            withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        try FileManager.default.setAttributes(
            [.posixPermissions: mode, .modificationDate: Date(timeIntervalSince1970: 1e9)],
            ofItemAtPath: file)
        if mode & 0o111 != 0 { awaitExecutable(file) }
    }

    /// Waits until the file is open for writing nowhere, so that it can be executed: a process that
    /// another test starts has the descriptor it was written through until it has executed its
    /// program (execve(2), `ETXTBSY`). A read lease can be had from then on (fcntl(2),
    /// `F_SETLEASE`).
    private func awaitExecutable(_ file: String) {
        let (setLease, end) = (Int32(1024), Instant.now.advanced(bySeconds: 20))
        let number = open(file, O_RDONLY | O_CLOEXEC)
        defer { close(number) }
        awaitCondition {
            fcntl(number, setLease, F_RDLCK) != -1 || errno != EAGAIN || Instant.now >= end
        }
        _ = fcntl(number, setLease, F_UNLCK)
    }

    func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(
            atPath: root + "/" + name, withDestinationPath: target)
    }

    func docroot(
        runsScripts: Bool = true, by resolver: PathResolver = PathResolver()
    ) throws -> Docroot {
        try Docroot(root, runsScripts: runsScripts, by: resolver)
    }

    /// - Parameter settling: as in `SiteOptions`. By default a file has a strong tag at once, and
    ///   all sites have the same key, so that their responses can be compared.
    func site(
        _ options: SiteOptions = SiteOptions(), log: AccessLog? = nil, logger: Logger = silent,
        settling: Int64 = 0
    ) throws -> Site {
        try Self.site(
            docroot(runsScripts: options.runsScripts), options, log: log, logger: logger,
            settling: settling)
    }

    /// A site over another docroot.
    static func site(
        _ docroot: consuming Docroot, _ options: SiteOptions = SiteOptions(),
        log: AccessLog? = nil, logger: Logger = silent, settling: Int64 = 0
    ) -> Site {
        var options = options
        options.settling = settling
        return Site(
            docroot: docroot, options: options, mediaTypes: .builtin, port: 8080, accessLog: log,
            logger: logger, pageHash: KeyedHash(key: (1, 2)))
    }

    static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}
