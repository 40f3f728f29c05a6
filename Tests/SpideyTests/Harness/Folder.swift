import Foundation

/// A temporary directory with a docroot in it, and beside that docroot what must never be served.
final class Folder {
    /// The directory itself; removed with the object.
    let root: String
    /// The docroot.
    var site: String { root + "/site" }
    /// What `secret.txt` beside the docroot holds.
    static let secret = "the-secret-of-the-test"
    private var serial = 0

    init() throws {
        var template = Array("/tmp/spidey-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw HarnessError("no temporary directory") }
        root = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        chmod(root, 0o755)
        try directory("")
        for outside in ["secret.txt", "site-secret/secret.txt"] {
            try Self.write(root + "/" + outside, Array(Folder.secret.utf8), mode: 0o644)
        }
    }

    deinit {
        if let child = try? Child(["rm", "-rf", root], folder: "/tmp", name: fresh(pidName)) {
            _ = child.wait()
            unlink(child.outPath)
            unlink(child.errPath)
        }
    }

    private var pidName: String { "spidey-test-rm-\(getpid())-\(root.suffix(6))" }

    /// A name that has not been used in this folder.
    func fresh(_ stem: String) -> String {
        serial += 1
        return "\(stem)-\(serial)"
    }

    /// Makes a directory in the docroot.
    func directory(_ path: String) throws {
        try FileManager.default.createDirectory(
            atPath: site + "/" + path, withIntermediateDirectories: true)
    }

    /// Writes a file into the docroot, and the directories above it.
    func file(_ path: String, _ text: String, mode: mode_t = 0o644) throws {
        try Self.write(site + "/" + path, Array(text.utf8), mode: mode)
    }

    /// Writes a file into the docroot, and the directories above it.
    func file(_ path: String, bytes: [UInt8], mode: mode_t = 0o644) throws {
        try Self.write(site + "/" + path, bytes, mode: mode)
    }

    /// Writes a file whose name is any bytes directly into the docroot's directory `parent`.
    func file(named name: [UInt8], in parent: String = "", _ text: String) throws {
        let full = Array((site + "/" + parent + "/").utf8) + name + [0]
        let path = full.map { CChar(bitPattern: $0) }
        let number = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard number >= 0 else { throw HarnessError("cannot create \(name)") }
        defer { close(number) }
        let bytes = Array(text.utf8)
        guard Foundation.write(number, bytes, bytes.count) == bytes.count else {
            throw HarnessError("cannot write \(name)")
        }
    }

    /// An executable shell script.
    func script(_ path: String, _ text: String) throws {
        try file(path, "#!/bin/sh\n" + text, mode: 0o755)
    }

    /// A symbolic link in the docroot.
    func link(_ path: String, to target: String) throws {
        guard symlink(target, site + "/" + path) == 0 else {
            throw HarnessError("cannot link \(path)")
        }
    }

    /// A file of the docroot that has only a length.
    func sparse(_ path: String, count: Int) throws {
        try file(path, "")
        guard truncate(site + "/" + path, count) == 0 else { throw HarnessError("truncate") }
    }

    private static func write(_ path: String, _ bytes: [UInt8], mode: mode_t) throws {
        let parent = (path as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(
            atPath: parent, withIntermediateDirectories: true)
        try spawnLock.withLock { try Data(bytes).write(to: URL(fileURLWithPath: path)) }
        chmod(path, mode)
    }
}

/// Bytes that no compression and no accident reproduces: the same for the same seed.
func noise(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var state = seed &* 0x9e37_79b9_7f4a_7c15 | 1
    return (0..<count).map { _ in
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return UInt8(truncatingIfNeeded: state >> 24)
    }
}
