import Testing

@testable import ThorCore

@Suite struct HistogramPayloadTests {
    /// Written by the PyPI package hdrhistogram 0.10.3 with the same range and precision: 1,000
    /// values from 1,000 to 1,000,000, then 3.0, 3.1, ... 3.4 seconds, 0, 2047 and 2048.
    static let foreign =
        "HISTFAAAAJZ4nJNpmSzMwMB+mwECmKE0I5DpZrBjAYP9B4gA01l+EIpmYtrKzvSUnWkhC9NHZihazsT0nRELWsnI"
        + "VM1UiQdnM1kDoS2YJI/WZZJmkgVCBEl/Pj8TLxM3EEMggoVddLjKszOxgiEzlEaFxIuO6h/6+pmZGNEghgAuSLRC"
        + "Wpg5avmo5SPD8ufbGZligbV5LBACAIHVQvw="

    static var foreignValues: Distribution {
        var histogram = LatencyHistogram()
        for value in 1...1000 as ClosedRange<UInt64> { histogram.record(value * 1000) }
        for value in 0..<5 as Range<UInt64> {
            histogram.record(3_000_000_000 + value * 100_000_000)
        }
        for value in [0, 2047, 2048] as [UInt64] { histogram.record(value) }
        return histogram.distribution()
    }

    @Test func readsWhatOthersWrite() throws {
        #expect(try HistogramPayload.decode(Self.foreign).entries == Self.foreignValues.entries)
    }

    @Test func headIsTheOthers() throws {
        let bytes = try #require(Base64.decode(Self.foreign))
        let theirs = try #require(Deflate.decompress(Array(bytes[8...])))
        let ours = HistogramPayload.uncompressed(Self.foreignValues)
        // All but the length, which differs because a single zero may be written as 0 or as -1.
        #expect(ours[..<4] == theirs[..<4])
        #expect(ours[8..<32] == theirs[8..<32])
    }

    @Test func comesBack() throws {
        var random = Randomness(seed: 7)
        for _ in 0..<50 {
            var histogram = LatencyHistogram()
            for _ in 0..<(random.next() % 500) {
                let value = random.next() >> UInt64.random(in: 20...63, using: &random)
                histogram.record(value, times: 1 + random.next() >> 56)
            }
            let entries = histogram.distribution().entries
            let text = HistogramPayload.encode(Distribution(entries: entries))
            #expect(try HistogramPayload.decode(text).entries == entries)
        }
    }

    @Test func refusesDamage() throws {
        let bytes = try #require(Base64.decode(Self.foreign))
        for position in stride(from: 0, to: bytes.count, by: 3) {
            var damaged = bytes
            damaged[position] ^= 0x55
            // zlib's checksum catches what the heads do not.
            #expect(throws: ResultProblem.self) {
                try HistogramPayload.decode(Base64.encode(damaged))
            }
        }
        for length in [0, 7, 8, 9, bytes.count - 1] {
            #expect(throws: ResultProblem.self) {
                try HistogramPayload.decode(Base64.encode(Array(bytes[..<length])))
            }
        }
    }

    @Test func logsAddUpToTheWhole() throws {
        var first = LatencyHistogram()
        var second = LatencyHistogram()
        for value in 1...500 as ClosedRange<UInt64> { first.record(value * 777) }
        for value in 1...900 as ClosedRange<UInt64> { second.record(value * 333) }
        var whole = first.distribution()
        whole.add(second.distribution())
        let log =
            HistogramLog.head(startedAt: 1_700_000_000_123)
            + HistogramLog.line(
                tag: "response", start: 0, length: 1_000_000_000, first.distribution())
            + HistogramLog.line(
                tag: "response", start: 1_000_000_000, length: 500_000_000, second.distribution())
            + HistogramLog.line(tag: "unknown", start: 0, length: 1, first.distribution())
        let read = try HistogramLog.read(log)
        #expect(read.latencies.response.entries == whole.entries)
        #expect(read.length == 1_500_000_000)
        // Lines without a tag are another tool's.
        let untagged = try HistogramLog.read(log.replacing("Tag=response,", with: ""))
        #expect(untagged.latencies.response.entries == whole.entries)
    }

    @Test func refusesWhatIsNoLog() {
        #expect(throws: ResultProblem.noHistogram) { try HistogramLog.read("# nothing\n") }
        #expect(throws: ResultProblem.badLogLine(2)) { try HistogramLog.read("#\nhello\n") }
        #expect(throws: ResultProblem.damagedHistogram) { try HistogramLog.read("0,1,2,xxxx\n") }
    }
}
