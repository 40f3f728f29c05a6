/// HdrHistogram's V2 encoding: a head of 40 bytes, then the counters as zig-zag LEB128 numbers, of
/// which a negative one stands for a run of zeros.
///
/// `.hlog` files and other tools use the compressed form, a second head and a zlib stream, in
/// base64. Source: `AbstractHistogram.encodeIntoByteBuffer` of HdrHistogram for Java,
/// `ZigZagEncoding`.
package enum HistogramPayload {
    private static let encodingCookie: UInt32 = 0x1C84_9303
    private static let compressionCookie: UInt32 = 0x1C84_9304
    /// Word size field of a cookie; V2 always carries this value.
    private static let wordSize: UInt32 = 0x10
    private static let headSize = 40

    /// The compressed payload of `distribution` in base64.
    package static func encode(_ distribution: Distribution) -> String {
        let compressed = Deflate.compress(uncompressed(distribution))
        var bytes: [UInt8] = []
        append(compressionCookie | wordSize, to: &bytes)
        append(UInt32(compressed.count), to: &bytes)
        return Base64.encode(bytes + compressed)
    }

    /// Decodes a payload that Thor or another tool has written.
    ///
    /// - Throws: ``ResultProblem`` when it is damaged, or has another layout than
    ///   ``HistogramLayout`` and could not be added exactly.
    package static func decode(
        _ text: some StringProtocol
    ) throws(ResultProblem) -> Distribution {
        guard let bytes = Base64.decode(text), bytes.count > 8,
            number(bytes, at: 0, size: 4) & ~0xF0 == UInt64(compressionCookie),
            Int(number(bytes, at: 4, size: 4)) == bytes.count - 8,
            let payload = Deflate.decompress(Array(bytes[8...]))
        else { throw .damagedHistogram }
        return try decode(payload: payload)
    }

    /// The payload before compression.
    static func uncompressed(_ distribution: Distribution) -> [UInt8] {
        var counters: [UInt8] = []
        var next = 0
        for entry in distribution.entries {
            let zeros = entry.index - next
            if zeros > 0 { appendZigZag(zeros == 1 ? 0 : -Int64(zeros), to: &counters) }
            appendZigZag(Int64(clamping: entry.count), to: &counters)
            next = entry.index + 1
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(headSize + counters.count)
        append(encodingCookie | wordSize, to: &bytes)
        append(UInt32(counters.count), to: &bytes)
        append(UInt32(0), to: &bytes)  // normalizing index offset
        append(UInt32(HistogramLayout.digits), to: &bytes)
        append(HistogramLayout.lowest, to: &bytes)
        append(HistogramLayout.highest, to: &bytes)
        append((1.0).bitPattern, to: &bytes)  // conversion ratio from integer to double
        return bytes + counters
    }

    private static func decode(payload: [UInt8]) throws(ResultProblem) -> Distribution {
        guard payload.count >= headSize,
            number(payload, at: 0, size: 4) & ~0xF0 == UInt64(encodingCookie)
        else { throw .damagedHistogram }
        guard number(payload, at: 8, size: 4) == 0,
            number(payload, at: 12, size: 4) == UInt64(HistogramLayout.digits),
            number(payload, at: 16, size: 8) == HistogramLayout.lowest
        else { throw .otherLayout }
        let end = headSize + Int(number(payload, at: 4, size: 4))
        guard end <= payload.count else { throw .damagedHistogram }

        var entries: [Distribution.Entry] = []
        var index = 0
        var position = headSize
        while position < end {
            let value = try zigZag(payload[..<end], at: &position)
            if value < 0 {
                guard value > -Int64(HistogramLayout.counters) else { throw .damagedHistogram }
                index += Int(-value)
                continue
            }
            guard index < HistogramLayout.counters else { throw .otherLayout }
            if value > 0 { entries.append(.init(index: index, count: UInt64(value))) }
            index += 1
        }
        return Distribution(entries: entries)
    }

    // MARK: Numbers

    private static func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
        for shift in stride(from: value.bitWidth - 8, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }

    private static func number(_ bytes: [UInt8], at start: Int, size: Int) -> UInt64 {
        bytes[start..<(start + size)].reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// LEB128 with seven bits in a byte and eight in the ninth, so that 64 bits need no tenth.
    private static func appendZigZag(_ value: Int64, to bytes: inout [UInt8]) {
        var rest = UInt64(bitPattern: value << 1 ^ value >> 63)
        for _ in 0..<8 {
            if rest < 0x80 { break }
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    private static func zigZag(
        _ bytes: ArraySlice<UInt8>, at position: inout Int
    ) throws(ResultProblem) -> Int64 {
        var value: UInt64 = 0
        for byteNumber in 0..<9 {
            guard position < bytes.endIndex else { throw .damagedHistogram }
            let byte = bytes[position]
            position += 1
            let isLast = byteNumber == 8
            value |= UInt64(isLast ? byte : byte & 0x7F) << UInt64(7 * byteNumber)
            if isLast || byte & 0x80 == 0 { break }
        }
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }
}
