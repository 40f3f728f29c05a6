internal import CZlib

/// zlib streams (RFC 1950), in one piece.
enum Deflate {
    /// Most bytes an inflated histogram payload may have: every counter at nine bytes, and the
    /// head.
    static let largest = 4 * 1024 * 1024

    /// Compresses `bytes`.
    static func compress(_ bytes: [UInt8]) -> [UInt8] {
        let bound = czlib_bound(bytes.count)
        return unsafe [UInt8](unsafeUninitializedCapacity: bound) { output, count in
            unsafe count = czlib_deflate(bytes, bytes.count, output.baseAddress, bound)
        }
    }

    /// Decompresses `bytes`; nil when they are no zlib stream or hold more than ``largest``.
    static func decompress(_ bytes: [UInt8]) -> [UInt8]? {
        let inflated = unsafe [UInt8](unsafeUninitializedCapacity: largest) { output, count in
            unsafe count = czlib_inflate(bytes, bytes.count, output.baseAddress, largest)
        }
        return inflated.isEmpty ? nil : inflated
    }
}
