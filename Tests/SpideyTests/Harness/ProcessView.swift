import Foundation

/// A process as `/proc` shows it.
struct ProcessView {
    let pid: pid_t

    private func text(_ name: String) -> String {
        String(
            decoding: FileManager.default.contents(atPath: "/proc/\(pid)/\(name)") ?? Data(),
            as: UTF8.self)
    }

    /// The fields of `stat` behind the name: state, parent, group and so on.
    private var stat: [Substring] {
        let line = text("stat")
        guard let end = line.lastIndex(of: ")") else { return [] }
        return line[line.index(after: end)...].split(separator: " ")
    }

    /// `S` for sleeping, `Z` for a zombie; nil when it is gone.
    var state: Character? { stat.first?.first }

    /// Whether all of its threads sleep. The first one may do so while another one still starts.
    var isAsleep: Bool {
        let names =
            (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/task")) ?? []
        return !names.isEmpty
            && names.allSatisfy { name in
                pid_t(name).flatMap { ProcessView(pid: $0).state } == "S"
            }
    }

    var parent: pid_t? {
        // Read once: it may be gone the next time.
        let fields = stat
        return fields.count > 1 ? pid_t(fields[1]) : nil
    }

    /// Whether a signal that was sent to it has not reached it yet: `SigPnd` and `ShdPnd`.
    func isPending(_ signal: Int32) -> Bool {
        text("status").split(separator: "\n")
            .filter { $0.hasPrefix("SigPnd:") || $0.hasPrefix("ShdPnd:") }
            .compactMap { UInt64($0.split(separator: "\t").last ?? "", radix: 16) }
            .contains { $0 >> (signal - 1) & 1 == 1 }
    }

    /// Numbers of its open descriptors.
    /// - Parameter except: those of this folder, wherever it was moved, and what is in it do not
    ///   count.
    func descriptors(except folder: String? = nil) -> [Int] {
        let place = "/proc/\(pid)/fd"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
        let counted = names.filter { name in
            guard let folder else { return true }
            let target = try? FileManager.default.destinationOfSymbolicLink(
                atPath: "\(place)/\(name)")
            return target?.hasPrefix(folder) != true
        }
        return counted.compactMap { Int($0) }.sorted()
    }

    /// What its open descriptors lead to, for messages.
    var targets: [String] {
        let place = "/proc/\(pid)/fd"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
        return names.sorted().map {
            let target = try? FileManager.default.destinationOfSymbolicLink(
                atPath: "\(place)/\($0)")
            return "\($0) \(target ?? "gone")"
        }
    }

    /// How many descriptors are open while it waits for connections.
    func settledDescriptors(except folder: String? = nil) -> Int {
        var count = -1
        _ = eventually {
            let sleeping = isAsleep
            defer { count = descriptors(except: folder).count }
            return sleeping && isAsleep && count == descriptors(except: folder).count
        }
        return count
    }

    /// All processes of this machine.
    private static var all: [ProcessView] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { pid_t($0) }.map(ProcessView.init)
    }

    /// Its children, ended ones included.
    var children: [ProcessView] { Self.all.filter { $0.parent == pid } }

    /// This process and all below it, ended ones included.
    var family: [ProcessView] {
        let byParent = Dictionary(grouping: Self.all) { $0.parent ?? 0 }
        var found = [self]
        var next = 0
        while next < found.count {
            found += byParent[found[next].pid] ?? []
            next += 1
        }
        return found
    }

    /// Processes whose working directory is this folder or in it, whoever their parents are. An
    /// ended one has none.
    static func working(in folder: String) -> [ProcessView] {
        all.filter { process in
            let place = try? FileManager.default.destinationOfSymbolicLink(
                atPath: "/proc/\(process.pid)/cwd")
            return place == folder || place?.hasPrefix(folder + "/") == true
        }
    }

    /// What it is called: `comm` of proc(5).
    var name: String { text("comm").trimmingCharacters(in: .whitespacesAndNewlines) }

    var zombies: [pid_t] { children.filter { $0.state == "Z" }.map(\.pid) }

    /// Resident memory in KB that is no file's: what is allocated or has been written to;
    /// in forking mode also its code, moved into such memory.
    /// How much of its own code the kernel maps is the kernel's affair.
    var residentKB: Int {
        let line = text("status").split(separator: "\n").first { $0.hasPrefix("RssAnon:") }
        return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
    }

    /// Its share in KB of memory that is no file's: what several processes have in common since a
    /// fork is divided among them (`Pss_Anon` in `smaps_rollup` of proc(5)).
    var proportionalKB: Int {
        let line = text("smaps_rollup").split(separator: "\n")
            .first { $0.hasPrefix("Pss_Anon:") }
        return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
    }

    /// User and system time in seconds.
    var cpuSeconds: Double {
        let fields = stat
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12])
        else { return 0 }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Whether a process with this number is there and not a zombie.
    static func isAlive(_ pid: pid_t) -> Bool {
        let state = ProcessView(pid: pid).state
        return state != nil && state != "Z"
    }
}
