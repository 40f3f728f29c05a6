internal import CZlib

/// zlib streams (RFC 1950) that are held in memory whole.
enum Deflate {
    /// The most bytes that a stream may decompress to. A histogram payload with nine bytes for
    /// every counter has fewer.
    static let largest = 4 * 1024 * 1024

    /// Compresses `bytes`.
    static func compress(_ bytes: [UInt8]) -> [UInt8] {
        let bound = czlib_bound(bytes.count)
        return unsafe [UInt8](unsafeUninitializedCapacity: bound) { output, count in
            unsafe count = czlib_deflate(bytes, bytes.count, output.baseAddress, bound)
        }
    }

    /// Decompresses `bytes`; nil when they are no zlib stream or decompress to more than
    /// ``largest``.
    static func decompress(_ bytes: [UInt8]) -> [UInt8]? {
        let inflated = unsafe [UInt8](unsafeUninitializedCapacity: largest) { output, count in
            unsafe count = czlib_inflate(bytes, bytes.count, output.baseAddress, largest)
        }
        return inflated.isEmpty ? nil : inflated
    }
}
