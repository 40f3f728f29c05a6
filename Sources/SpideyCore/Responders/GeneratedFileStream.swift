import HTTPServer
import SystemCalls

/// A file that is read from its beginning to where it ends, which nobody knows before.
final class GeneratedFileStream: ContentProducer, @unchecked Sendable {
    private static let readBytes = 64 * 1024

    private let file: SharedFile
    private let buffer = ByteBuffer(initial: readBytes, maximum: readBytes)

    /// - Parameter file: at its beginning, and read by nobody else.
    init(_ file: SharedFile) {
        self.file = file
        super.init()
    }

    /// Reads on, and appends to `content`.
    /// - Parameter limit: bytes of `content` at which to stop.
    /// - Returns: whether the end has been reached.
    func read(upTo limit: Int) throws(StaticResponder.Refusal) -> Bool {
        do throws(SystemError) {
            while content.count < limit {
                buffer.removeAll()
                switch try buffer.read(from: file.descriptor) {
                case .moved: buffer.withBytes { content.append(copying: $0) }
                // Nothing more now: messages of the kernel, to which more will be added.
                case .ended, .wouldBlock: return true
                }
            }
            return false
        } catch {
            throw .failed(error)
        }
    }

    override func produce(until deadline: Instant, mayBlock: Bool) -> Progress {
        guard mayBlock else { return .blocking }
        do throws(StaticResponder.Refusal) {
            return try read(upTo: content.count + Self.pieceBytes) ? .finished : .more
        } catch {
            return .failed
        }
    }
}
