import Sockets
import SystemCalls
import Testing

@testable import HTTPServer
@testable import HTTPWire
@testable import SpideyCore

/// Which responses are kept when there is not room for all.
@Suite struct KeptResponsesTests {
    private static func response(
        _ path: String, bytes: Int = 100, isMissing: Bool = false, file: SharedFile? = nil
    ) throws -> CachedResponse {
        let range = file.map { FileRange(file: $0, offset: 0, count: 1) }
        let representation = Representation(
            status: isMissing ? .notFound : .ok, type: [], additional: ResponseFields(),
            content: range.map { .file($0) } ?? .bytes([UInt8](repeating: 0, count: bytes)),
            step: "")
        return CachedResponse(
            key: Array(path.utf8), path: try RequestPath(Array(path.utf8)[...]),
            representation: representation, trust: .notices, checked: Instant(nanoseconds: 0))
    }

    private static func kept(
        weight: Int = 1 << 20, descriptors: Int = 4, missing: Int = 4
    ) -> KeptResponses {
        KeptResponses(
            within: .init(weight: weight, descriptors: descriptors, missing: missing))
    }

    private static func found(_ path: String, _ kept: KeptResponses) -> CachedResponse? {
        let key = Array(path.utf8)
        return kept.find(key.span)
    }

    @Test func insertedFoundRemoved() throws {
        let kept = Self.kept()
        let (first, second) = (try Self.response("/d/a"), try Self.response("/d/b"))
        kept.insert(first)
        kept.insert(second)
        #expect(Self.found("/d/a", kept) === first && Self.found("/d/b", kept) === second)
        #expect(kept.responses(in: Array("d".utf8)).count == 2)
        #expect(kept.weight == first.weight + second.weight && kept.count == 2)
        kept.remove(first)
        kept.remove(first)
        #expect(Self.found("/d/a", kept) == nil && Self.found("/d/b", kept) === second)
        #expect(kept.weight == second.weight && kept.count == 1)
        kept.removeAll(in: Array("d".utf8))
        #expect(kept.isEmpty && kept.weight == 0 && Self.found("/d/b", kept) == nil)
        #expect(kept.responses(in: Array("d".utf8)).isEmpty)
    }

    /// The later one of two with the same key.
    @Test func replaced() throws {
        let kept = Self.kept()
        let second = try Self.response("/a", bytes: 50)
        kept.insert(try Self.response("/a"))
        kept.insert(second)
        #expect(Self.found("/a", kept) === second && kept.count == 1)
        #expect(kept.weight == second.weight)
    }

    /// Those that are asked for again and again are mostly there, whatever else comes.
    @Test func leastWantedGoFirst() throws {
        let kept = Self.kept(weight: 20_000)
        var misses = 0
        for number in 0..<1000 {
            for path in ["/wanted 1", "/wanted 2"] where Self.found(path, kept) == nil {
                misses += 1
                kept.insert(try Self.response(path, bytes: 1000))
            }
            kept.insert(try Self.response("/other \(number)", bytes: 1000))
            #expect(kept.weight <= 20_000)
        }
        #expect(misses < 100, "of 2,000")
        #expect(kept.count > 10)
        #expect(Self.found("/other 999", kept) != nil && Self.found("/other 0", kept) == nil)
    }

    /// One that would take more than an eighth.
    @Test func tooHeavy() throws {
        let kept = Self.kept(weight: 16_000)
        kept.insert(try Self.response("/a", bytes: 2000))
        #expect(kept.isEmpty)
        kept.insert(try Self.response("/a", bytes: 1000))
        #expect(kept.count == 1)
    }

    @Test func descriptors() throws {
        let kept = Self.kept(descriptors: 4)
        kept.insert(try Self.response("/small"))
        for number in 0..<20 {
            let file = SharedFile(try Descriptor.openDirectory("/"))
            kept.insert(try Self.response("/\(number)", file: file))
            #expect(kept.descriptors == min(4, number + 1))
        }
        #expect(Self.found("/19", kept) != nil && Self.found("/0", kept) == nil)
        kept.removeAll()
        #expect(kept.descriptors == 0 && kept.isEmpty)
        #expect(kept.hasRoomForMissing)
    }

    @Test func noDescriptorAtAll() throws {
        let kept = Self.kept(descriptors: 0)
        let file = SharedFile(try Descriptor.openDirectory("/"))
        kept.insert(try Self.response("/a", file: file))
        #expect(kept.isEmpty)
    }

    @Test func missing() throws {
        let kept = Self.kept(missing: 2)
        let first = try Self.response("/none 1", isMissing: true)
        kept.insert(first)
        #expect(kept.hasRoomForMissing)
        kept.insert(try Self.response("/none 2", isMissing: true))
        #expect(!kept.hasRoomForMissing && kept.missing == 2)
        kept.remove(first)
        #expect(kept.hasRoomForMissing)
    }
}
