import Foundation
import HTTPWire
import SystemCalls
import Testing

@testable import SpideyCore

/// Validators of files stay right when their times do not.
@Suite struct ValidatorsTests {
    private let fixture = SiteFixture()
    private static let second: Int64 = 1_000_000_000

    private func status(_ name: String) throws -> FileStatus {
        try Descriptor.openForReading(fixture.root + "/" + name).status()
    }

    /// Long enough after the fixture was made.
    private func validators(_ name: String, after seconds: Int64 = 10) throws -> Validators {
        Validators(
            of: try status(name), at: WallClock.nanoseconds + seconds * Self.second,
            settling: 2 * Self.second)
    }

    /// Files of equal size and modification time, put in each other's place.
    @Test func exchangedFiles() throws {
        try fixture.write("a", "one")
        try fixture.write("b", "two")
        let (a, b) = (try validators("a"), try validators("b"))
        #expect(a.lastModified == b.lastModified && a.etag != b.etag)
        #expect(a.etag == (try validators("a").etag) && a.etag?.isWeak == false)
        #expect(rename(fixture.root + "/b", fixture.root + "/a") == 0)
        #expect(try validators("a").etag != a.etag)
    }

    /// Written again, with its old time restored: the status change shows.
    @Test func restoredTime() throws {
        try fixture.write("a", "one")
        let before = try validators("a")
        let changed = try status("a").state.changed
        awaitCondition {
            try? fixture.write("a", "two")
            return (try? status("a").state.changed) != changed
        }
        let after = try validators("a")
        #expect(after.lastModified == before.lastModified && after.etag != before.etag)
    }

    /// RFC 9110 section 8.8.1: what may change again unseen has no strong tag, and no tag of it is
    /// that of another response.
    @Test func recentChanges() throws {
        try fixture.write("a", "one")
        let status = try status("a")
        let changed = status.state.changed
        func etag(_ later: Int64) -> EntityTag? {
            Validators(of: status, at: changed + later, settling: 2 * Self.second).etag
        }
        for later in [0, 1, 1_999_999_999, 2_000_000_000] {
            #expect(etag(Int64(later))?.isWeak == true)
        }
        #expect(etag(2_000_000_001)?.isWeak == false)
        #expect(etag(2_000_000_001) == etag(3_000_000_000))
        let octets = [1, 2, 2_000_000_001].map { etag($0)?.octets.drop { $0 != 0x22 } }
        #expect(Set(octets).count == 3)
        // The clock was set back since.
        #expect(etag(-Self.second)?.isWeak == true)
    }

    /// A date is strong where nothing can have had it before: RFC 9110 section 8.8.2.2.
    @Test func datesOfFiles() throws {
        try Data("new".utf8).write(to: URL(fileURLWithPath: fixture.root + "/new"))
        try fixture.write("old", "old")
        let stamp = try status("new").state
        let isOfOneSecond = stamp.modified / Self.second == stamp.changed / Self.second
        #expect(try validators("new").isDateStrong == isOfOneSecond)
        #expect(try !validators("new", after: 0).isDateStrong)
        #expect(try !validators("old").isDateStrong)
    }

    /// RFC 9110 section 8.8.2.1.
    @Test func datesInTheFuture() throws {
        try fixture.write("a", "one")
        let future = Date(timeIntervalSince1970: 4e9)
        try FileManager.default.setAttributes(
            [.modificationDate: future], ofItemAtPath: fixture.root + "/a")
        let now = WallClock.nanoseconds + 10 * Self.second
        let found = Validators(of: try status("a"), at: now, settling: 2 * Self.second)
        #expect(found.lastModified == Int(now / Self.second) && !found.isDateStrong)
        #expect(found.etag?.isWeak == false)
    }
}
