import Foundation
import SystemCalls

@testable import HTTPServer
@testable import SpideyCore

/// A directory `many` with a folder and numbered files, and what a listing of it has to show.
final class ListingFixture {
    let site = SiteFixture()

    static let past = Instant(nanoseconds: 0)
    static let path = try! RequestPath(Array("/many/".utf8)[...])

    init(_ count: Int, _ prefix: String = "file ") throws {
        try site.write("many/a folder/inside", "")
        for index in 0..<count {
            let number = open(
                "\(site.root)/many/\(prefix)\(index)", O_CREAT | O_WRONLY | O_CLOEXEC, 0o644)
            guard number >= 0 else { throw CocoaError(.fileWriteUnknown) }
            close(number)
        }
    }

    var directory: String { site.root + "/many" }

    func work(
        limit: Int = 100_000, memoryLimit: Int = ListingWork.memoryLimit
    ) throws -> ListingWork {
        var options = SiteOptions()
        options.listingLimit = limit
        return ListingWork(
            SharedFile(try Descriptor.openDirectory(directory)), Self.path,
            site: try site.site(options), memoryLimit: memoryLimit)
    }

    func stream(memoryLimit: Int = ListingWork.memoryLimit) throws -> ListingStream {
        ListingStream(try work(memoryLimit: memoryLimit))
    }

    func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: "\(directory)/\(name)")
    }

    /// The links to entries, in their order.
    static func links(_ page: [UInt8]) -> [String] {
        HTMLToken.tokenize(page).compactMap { token in
            guard case .start("a", let attributes) = token else { return nil }
            return attributes["href"]
        }.filter { !$0.contains("..") }
    }

    static func expectedLinks(_ range: Range<Int>) -> [String] {
        ["./a%20folder/"] + range.map { "./file%20\($0)" }
    }
}
