import Glibc

@testable import SpideyCore

/// Renders the same pages many times, or once into files.
@main
enum PagesBench {
    static func main() {
        let arguments = CommandLine.arguments
        if arguments.count == 3, arguments[1] == "write" {
            writeSamples(into: arguments[2])
        } else {
            measure()
        }
    }

    private static func measure() {
        for count in [0, 10, 100, 1000] {
            let rows = listing(of: count)
            let bytes = page(["songs"], rows)
            report("listing of \(count), \(bytes.count) bytes") { page(["songs"], rows).count }
        }
        let names = listing(of: 100).map(\.name)
        report("media types of 100 names") {
            names.reduce(0) { $0 + MediaTypes.builtin.type(forName: $1).label.count }
        }
        if let table = contents(of: "/etc/mime.types") {
            report("reading a mime.types of \(table.count) bytes") {
                MediaTypes(systemTable: table).type(forName: Array("a.png".utf8)).label.count
            }
        }
        for count in [100, 50_000] {
            measureSorting(listing(of: count).shuffled().map(\.name))
        }
        let error = ErrorPage.render(status: 404, reason: "Not Found", format: .html)
        report("error page, \(error.count) bytes") {
            ErrorPage.render(status: 404, reason: "Not Found", format: .html).count
        }
    }

    /// Names as a listing has them: one behind the other, with their keys.
    private static func measureSorting(_ names: [[UInt8]]) {
        var bytes: [UInt8] = []
        var items: [ListingItem] = []
        for name in names {
            items.append(
                ListingItem(bytes.count..<bytes.count + name.count, isFolder: false, index: 0))
            bytes += name + [0]
        }
        report("keys of \(names.count) names", rounds: names.count > 1000 ? 11 : 201) {
            for index in items.indices {
                items[index].key = NaturalKey(
                    bytes.span.extracting(items[index].range), isFolder: false, skipped: 0)
            }
            return items.count
        }
        report("sorting \(names.count) names", rounds: names.count > 1000 ? 11 : 201) {
            var sort = ListingSort(items)
            while sort.step(bytes) {}
            return sort.items.count
        }
    }

    private typealias Row = (name: [UInt8], entry: ListingEntry)

    private static func page(_ path: [String], _ rows: [Row], hidden: Int = 0) -> [UInt8] {
        var summary = ListingSummary()
        for (_, entry) in rows { summary.count(entry) }
        summary.hidden = hidden
        var writer = ListingRows(types: .builtin, utcOffset: { _ in 3600 })
        var page: [UInt8] = []
        page.reserveCapacity(12_288 + rows.count * 256)
        ListingPage.appendTop(path.map { Array($0.utf8) }, summary, to: &page)
        for (name, entry) in rows { writer.append(entry, name: name.span, to: &page) }
        ListingPage.appendBottom(server: "Spidey/0.1", size: nil, to: &page)
        return page
    }

    /// The median of many rounds: a round is long enough for the clock, short enough to be
    /// undisturbed.
    private static func report(_ what: String, rounds count: Int = 201, _ body: () -> Int) {
        var sink = 0
        let clock = ContinuousClock()
        var rounds: [Duration] = []
        for _ in 0..<count {
            rounds.append(clock.measure { for _ in 0..<20 { sink &+= body() } })
        }
        rounds.sort()
        let picoseconds = rounds[count / 2].components.attoseconds / 1_000_000 / 20
        let hundredths = picoseconds / 10_000
        let fraction = hundredths % 100
        print(
            "\(what): \(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction) us",
            sink == 0 ? "!" : "")
    }

    private static func listing(of count: Int) -> [Row] {
        let extensions = ["html", "png", "ogg", "txt", "swift", "zip", "mp4", "jpeg"]
        return (0..<count).map { index in
            let isFolder = index % 10 == 0
            let name = Array(
                (isFolder ? "folder-\(index)" : "some-file-\(index).\(extensions[index % 8])").utf8)
            let entry = ListingEntry(
                kind: isFolder ? .directory : .file, size: index * 7919 * index,
                modified: 1_763_000_000 + index * 86_413)
            return (name, entry)
        }
    }

    private static func writeSamples(into folder: String) {
        let files: [(String, EntryKind, Int)] = [
            ("Pictures", .directory, 4096), ("chapters", .directory, 4096),
            ("cgi-bin", .directory, 4096),
            ("chapter 2.md", .file, 3_120), ("chapter 10.md", .file, 12_881),
            ("notes.txt", .file, 640),
            ("harvest moon.ogg", .file, 148_221), ("orb.png", .file, 80_112),
            ("thread.mp4", .file, 48_113_002),
            ("count.sh", .script, 512), ("main.swift", .file, 9_431),
            ("release.tar.gz", .file, 5_300_221),
            ("Überraschung für Jürgen.pdf", .file, 1_204_331), ("蜘蛛の糸.txt", .file, 2_048),
            ("<img src=x onerror=alert(1)>.svg", .file, 120),
            ("tab\tand\nnewline \u{1b}[31m", .file, 0),
            ("photo\u{202e}gpj.exe", .file, 66_000), ("fifo", .other, 0),
            (
                "a-very-long-name-without-any-space-in-it-that-goes-on-and-on-for-the-sake-of-"
                    + "testing-the-way-it-wraps-on-a-phone.json",
                .file, 987_654_321
            ),
        ]
        var rows: [Row] = files.map { name, kind, size in
            let entry = ListingEntry(kind: kind, size: size, modified: 1_763_812_345 - size)
            return (Array(name.utf8), entry)
        }
        rows.append(
            (
                Array("invalid ".utf8) + [0xff, 0xfe],
                ListingEntry(kind: .file, size: 999_950, modified: 0)
            ))
        rows.sort { left, right in
            let isFolder = left.entry.kind == .directory
            if isFolder != (right.entry.kind == .directory) { return isFolder }
            return NaturalOrder.precedes(left.name.span, right.name.span)
        }
        let path = ["public", "weaving & spinning", "autumn"]
        write(page(path, rows, hidden: 12), to: folder + "/listing.html")
        write(
            page([], rows.filter { $0.entry.kind == .directory }), to: folder + "/root.html")
        write(page(path, []), to: folder + "/empty.html")
        let statuses: [(UInt16, StaticString)] = [
            (400, "Bad Request"), (403, "Forbidden"), (404, "Not Found"),
            (405, "Method Not Allowed"),
            (408, "Request Timeout"), (413, "Content Too Large"), (500, "Internal Server Error"),
            (501, "Not Implemented"), (503, "Service Unavailable"),
        ]
        for (status, reason) in statuses {
            write(
                ErrorPage.render(status: status, reason: reason, format: .html),
                to: folder + "/\(status).html")
        }
    }

    private static func contents(of path: String) -> [UInt8]? {
        guard let file = unsafe fopen(path, "r") else { return nil }
        defer { _ = unsafe fclose(file) }
        var bytes: [UInt8] = []
        while case let byte = unsafe getc(file), byte != EOF { bytes.append(UInt8(byte)) }
        return bytes
    }

    private static func write(_ bytes: [UInt8], to path: String) {
        guard let file = unsafe fopen(path, "w") else { return perror(path) }
        _ = unsafe bytes.withUnsafeBytes { unsafe fwrite($0.baseAddress, 1, $0.count, file) }
        _ = unsafe fclose(file)
    }
}
