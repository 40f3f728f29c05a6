import Foundation
import SystemCalls

@testable import HTTPServer

/// A file of a test's own, gone with it.
final class TemporaryFile {
    let path: String
    private let size: Int

    init(_ bytes: [UInt8]) throws {
        size = bytes.count
        path = NSTemporaryDirectory() + "httpserver-\(UUID().uuidString)"
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A range of the file, opened anew; all of it by default.
    func range(offset: Int = 0, count: Int? = nil, isRemote: Bool = false) throws -> FileRange {
        let file = SharedFile(try Descriptor.openForReading(path))
        return FileRange(
            file: file, offset: offset, count: count ?? size - offset, isRemote: isRemote)
    }
}
