import HTTPWire
import Sockets
import SystemCalls

/// Answers that have been given before.
extension HTTPHandler {
    /// Answers the request in hand as it was answered before, if that can be.
    func answerFromCache(_ outbox: Outbox) -> Bool {
        guard let cache, let request = parser.plainRequest(),
            let response = parser.withOctets(request.path, { cache.find($0) })
        else { return false }
        log(response.kind == .file ? "Handle File" : "Handle Directory")
        let keep = keeps(request.isPersistent)
        outbox.beginResponse(close: !keep)
        note(.ok)
        outbox.append(cache.beginning)
        if !keep {
            outbox.append(Self.close)
        } else if request.isHTTP10 {
            outbox.append(Self.keepAlive)
        }
        send(response, isHead: request.isHead, outbox)
        outbox.finishResponse()
        return true
    }

    private static let close = Array("Connection: close\r\n".utf8)
    private static let keepAlive = Array("Connection: keep-alive\r\n".utf8)

    private func send(_ response: CachedResponse, isHead: Bool, _ outbox: Outbox) {
        if site.accessLog != nil {
            overhead = outbox.pendingBytes + response.fieldCount
        }
        switch response.content {
        case .memory where isHead:
            let bytes = response.bytes
            outbox.append(bytes.span.extracting(first: response.fieldCount))
        case .memory:
            outbox.append(response.bytes)
        case .file(let file, let size):
            outbox.append(response.bytes)
            if !isHead { outbox.append(FileRange(file: file, offset: 0, count: size)) }
        }
    }

    /// The response in the making may be given again.
    func remember(_ file: FileRange, fields: ArraySlice<UInt8>) {
        guard let cache, let candidate, let request = parser.plainRequest(), !request.isHead,
            status == .ok
        else { return }
        let key = Array(parser.head.fields.bytes[request.path])
        cache.keep(key, candidate.path, candidate.status, file, fields: fields)
    }
}

/// What the response in the making comes from.
struct CacheCandidate {
    let path: RequestPath
    let status: FileStatus
}
