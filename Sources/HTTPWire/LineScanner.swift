/// Finds lines in octets that arrive piece by piece, reading every octet once.
///
/// Only CRLF ends a line (RFC 9112 section 2.2 allows a bare LF; two readers that differ on it can
/// be played against each other). Control characters are refused here, in the same pass and in the
/// order in which they arrive, so that the outcome does not depend on how the octets were cut into
/// pieces.
struct LineScanner: Sendable {
    /// The position where the line that is being read begins.
    private(set) var lineStart = 0
    /// Every octet before this position has been scanned.
    private(set) var scanned = 0

    /// Continues with the line that begins at `start`.
    mutating func restart(at start: Int = 0) {
        lineStart = start
        scanned = start
    }

    /// The next line without its terminator, or nil when it is not complete yet. Its terminator may
    /// begin at `limit`, and not after it: `tooLong` then.
    mutating func nextLine(
        in input: Span<UInt8>, limit: Int, tooLong: WireError
    ) throws(WireError) -> Range<Int>? {
        let stop = input.firstForbiddenControl(from: scanned)
        scanned = stop
        guard stop <= limit else { throw tooLong }
        guard stop < input.count else { return nil }
        guard input[stop] == .carriageReturn else {
            throw input[stop] == .lineFeed ? .bareLineFeed : .controlCharacter
        }
        guard stop + 1 < input.count else { return nil }
        guard input[stop + 1] == .lineFeed else { throw .bareCarriageReturn }
        return finishLine(at: stop, terminatorLength: 2)
    }

    /// As `nextLine`, but a bare LF ends a line too: the output of scripts (RFC 3875 section 6.2).
    mutating func nextScriptLine(
        in input: Span<UInt8>, limit: Int, tooLong: WireError
    ) throws(WireError) -> Range<Int>? {
        let stop = input.firstForbiddenControl(from: scanned)
        if stop < input.count, stop <= limit, input[stop] == .lineFeed {
            return finishLine(at: stop, terminatorLength: 1)
        }
        return try nextLine(in: input, limit: limit, tooLong: tooLong)
    }

    private mutating func finishLine(at end: Int, terminatorLength: Int) -> Range<Int> {
        let line = lineStart..<end
        restart(at: end + terminatorLength)
        return line
    }
}
