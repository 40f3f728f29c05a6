import HTTPWire
import SystemCalls

@testable import HTTPServer
@testable import Sockets
@testable import SpideyCore

/// What a handler has answered, as a value that can be compared.
struct SeenResponse: Equatable, Sendable {
    enum Kind { case none, bytes, file, parts, producer, process }

    var status: UInt16
    var fields: String
    var kind: Kind
    /// The content, as far as it is there without a client.
    var content: [UInt8] = []
    var step: String

    /// - Parameter makesContent: whether a producer is to make its content.
    init(_ response: borrowing Response, makesContent: Bool = true) {
        status = response.status.rawValue
        fields = String(decoding: response.fields.octets, as: UTF8.self)
        step = response.step.description
        switch response.content {
        case .none: kind = .none
        case .bytes(let bytes):
            kind = .bytes
            content = bytes
        case .file(let range):
            kind = .file
            content = (try? range.file.contents(count: range.count, mayWait: true)) ?? []
        case .parts(let parts):
            kind = .parts
            content = parts.flatMap(\.octets)
        case .producer(let producer):
            kind = .producer
            guard makesContent else { return }
            var progress = ContentProducer.Progress.more
            while progress == .more {
                progress = producer.produce(until: .distantFuture, mayBlock: true)
                content += producer.content
                producer.content.removeAll()
            }
        case .process: kind = .process
        }
    }
}

extension Representation.Content {
    /// The bytes, wherever they are.
    var octets: [UInt8] {
        switch self {
        case .bytes(let bytes): return bytes
        case .file(let range):
            let end = range.offset + range.count
            let read = (try? range.file.contents(count: end, mayWait: true)) ?? []
            return Array(read.dropFirst(range.offset))
        }
    }
}

extension Representation {
    /// The response that transfers the whole of it.
    var response: Response {
        switch content {
        case .bytes(let bytes):
            Response(status, fields: fields, content: .bytes(bytes), step: step)
        case .file(let range): Response(status, fields: fields, content: .file(range), step: step)
        }
    }
}
