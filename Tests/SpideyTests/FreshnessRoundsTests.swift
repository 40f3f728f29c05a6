import Foundation
import Testing

/// Hundreds of changes, each followed by requests for what has changed and for what has not.
@Suite struct FreshnessRoundsTests {
    private static let rounds = 400
    private static let directories = ["", "p/", "p/q/", "p/q/s/", "r/", "r/q/"]
    private static let names = ["a.txt", "b.txt", "large.bin"]

    /// Reproducible random numbers (xorshift64).
    private struct Dice {
        var state: UInt64 = 0x2545_f491_4f6c_dd1d
        mutating func roll(_ sides: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state >> 33) % sides
        }
        mutating func pick<T>(_ all: [T]) -> T { all[roll(all.count)] }
    }

    @Test(arguments: Model.keepingAlive) func rounds(model: Model) throws {
        let flags = model.workers > 0 ? ["--workers", "2"] : []
        try withSite(model, flags) { folder in
            for directory in Self.directories {
                for name in Self.names { try Self.write(folder.site, directory + name, 0, 0) }
            }
        } use: { server throws in
            var dice = Dice()
            let visitors = [Visitor(server), Visitor(server)]
            for round in 1...Self.rounds {
                for _ in 0..<(1 + dice.roll(3)) { try Self.change(server.folder, &dice, round) }
                let targets = (0..<(1 + dice.roll(4))).map { _ in Self.target(&dice) }
                for visitor in dice.roll(2) == 0 ? visitors : visitors.reversed() {
                    let replies = try visitor.get(together: targets)
                    for (target, reply) in zip(targets, replies) {
                        Self.expect(reply, target, server.folder.site, round)
                    }
                }
            }
        }
    }

    private static func target(_ dice: inout Dice) -> String {
        let directory = dice.pick(directories)
        return "/" + directory + (dice.roll(4) == 0 ? "" : dice.pick(names))
    }

    private static func write(
        _ site: String, _ path: String, _ round: Int, _ flags: Int32
    ) throws {
        let size = path.hasSuffix(".bin") ? 100_000 : 100
        let text = "\(path) \(round)\n"
        let bytes = Array(String(repeating: text, count: size / text.count).utf8)
        let file = open(site + "/" + path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0o644)
        guard file >= 0 else { return }
        defer { close(file) }
        guard Foundation.write(file, bytes, bytes.count) == bytes.count else {
            throw HarnessError("cannot write \(path)")
        }
    }

    /// One of the things that people do to files; what cannot be done is left undone.
    private static func change(_ folder: Folder, _ dice: inout Dice, _ round: Int) throws {
        let site = folder.site
        let path = dice.pick(directories) + dice.pick(names)
        switch dice.roll(12) {
        case 0...2: try write(site, path, round, dice.pick([0, O_TRUNC, O_APPEND]))
        case 3...4:
            try write(site, ".new", round, O_TRUNC)
            rename(site + "/.new", site + "/" + path)
        case 5: unlink(site + "/" + path)
        case 6: truncate(site + "/" + path, dice.roll(200))
        case 7:
            rename(site + "/p", site + "/other")
            rename(site + "/r", site + "/p")
            rename(site + "/other", site + "/r")
            if access(site + "/p/q", F_OK) != 0 { mkdir(site + "/p/q", 0o755) }
        case 8:
            let index = site + "/" + dice.pick(directories) + "index.html"
            if access(index, F_OK) == 0 {
                unlink(index)
            } else {
                try write(site, String(index.dropFirst(site.count + 1)), round, O_TRUNC)
            }
        case 9...10: changeDirectory(site, &dice)
        default: rename(site + "/" + path, site + "/" + dice.pick(directories) + dice.pick(names))
        }
    }

    /// One of the things that people do to directories.
    private static func changeDirectory(_ site: String, _ dice: inout Dice) {
        let path = site + "/" + dice.pick(Array(directories.dropFirst()))
        switch dice.roll(6) {
        case 0: try? FileManager.default.removeItem(atPath: path)
        case 1: rename(path, site + "/" + dice.pick(directories) + "new")
        case 2: rename(site + "/" + dice.pick(directories) + "new", path)
        case 3: chmod(path, 0o711)
        default: mkdir(path, 0o755)
        }
    }

    /// What the disk holds now; nothing changes meanwhile.
    private static func expect(_ reply: Reply, _ target: String, _ site: String, _ round: Int) {
        var path = site + target
        if target.hasSuffix("/"), access(path + "index.html", F_OK) == 0 { path += "index.html" }
        var status = stat()
        guard stat(path, &status) == 0 else {
            #expect(reply.status == 404, "round \(round): \(target)")
            return
        }
        #expect(reply.status == 200, "round \(round): \(target)")
        if path.hasSuffix("/") {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
            let listed = reply.text.matches(of: /<a href="\.\/([^"\/]+)\/?"/).map { String($0.1) }
            // What leads up is no entry.
            let isSame =
                Set(listed).subtracting([".."]) == Set(names.filter { !$0.hasPrefix(".") })
            #expect(isSame, "round \(round): \(target) lists \(listed), there are \(names)")
        } else {
            let isSame = reply.body == Array(FileManager.default.contents(atPath: path) ?? Data())
            #expect(isSame, "round \(round): \(target)")
            let modified = status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec
            let tag = "-\(String(modified, radix: 16))-"
            #expect(reply["ETag"]?.contains(tag) == true, "round \(round): \(target)")
        }
    }
}
