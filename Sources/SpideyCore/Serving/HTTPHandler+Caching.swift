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
        if response.isMissing, !parser.acceptsAnything() { return false }
        log(response.step)
        let keep = keeps(request.isPersistent)
        outbox.beginResponse(close: !keep)
        note(response.isMissing ? .notFound : .ok)
        outbox.append(response.isMissing ? cache.beginningOfMissing : cache.beginning)
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
            outbox.lend(response.bytes)
        case .file(let file, let size):
            outbox.append(response.bytes)
            if !isHead { outbox.append(FileRange(file: file, offset: 0, count: size)) }
        }
    }

    /// The file in the making of a response may be given again.
    func remember(_ range: FileRange, fields: ArraySlice<UInt8>) {
        guard case .file(let path, let status)? = candidate, let key = cacheKey() else { return }
        cache?.keep(key, path, status, range, fields: fields)
    }

    /// The listing in the making of a response may be given again.
    func remember(_ listing: KeptListing, page: [UInt8], fields: ArraySlice<UInt8>) {
        guard case .directory(let path)? = candidate, let key = cacheKey() else { return }
        cache?.keep(key, path, listing, page: page, fields: fields)
    }

    /// That there is nothing may be said again.
    func rememberMissing(page: [UInt8], fields: ArraySlice<UInt8>) {
        guard case .nothing(let path)? = candidate, parser.acceptsAnything(),
            let key = cacheKey()
        else { return }
        cache?.keepMissing(key, path, page: page, fields: fields)
    }

    private func cacheKey() -> [UInt8]? {
        guard cache != nil, status == .ok || status == .notFound,
            let request = parser.plainRequest(), !request.isHead
        else { return nil }
        return Array(parser.head.fields.bytes[request.path])
    }
}

/// What the response in the making comes from.
enum CacheCandidate {
    /// A file, and what it was when it was opened.
    case file(RequestPath, FileStatus)
    /// A directory that is listed.
    case directory(RequestPath)
    /// A path at which there is nothing.
    case nothing(RequestPath)
}

extension CachedResponse {
    /// What the assignment's log says of it.
    fileprivate var step: String {
        if isMissing { return "Handle Error" }
        return listing == nil ? "Handle File" : "Handle Directory"
    }
}
