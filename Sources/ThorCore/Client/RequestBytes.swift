internal import HTTPWire

/// Serialises requests.
package enum RequestBytes {
    /// What a request asks about the life of its connection.
    package enum Persistence: Sendable {
        /// The default of the version: no `Connection` field.
        case unsaid
        /// To serve several requests.
        case keepAlive
        /// To be closed after this request.
        case close
    }

    /// Head and content of a request for `url`.
    ///
    /// The head is the assignment's, request line and empty line, with a `Host` field between them:
    /// RFC 9112 section 3.2 requires it in HTTP/1.1, and servers of several hosts need it in 1.0.
    ///
    /// - Throws: ``ClientError`` for a method or a field with characters that it must not have.
    package static func make(
        _ url: TargetURL, _ options: RequestOptions, version: RequestOptions.Version,
        persistence: Persistence
    ) throws(ClientError) -> [UInt8] {
        var writer = MessageWriter()
        do throws(WireError) {
            try writer.requestLine(
                method: options.effectiveMethod, target: url.path,
                version: version == .http10 ? .http10 : .http11)
            for field in ownFields(url, options, version, persistence)
            where !options.fields.contains(where: { isSame($0.name, field.name) }) {
                try writer.field(name: Array(field.name.utf8), value: Array(field.value.utf8))
            }
            for field in options.fields where !field.value.isEmpty {
                try writer.field(name: Array(field.name.utf8), value: Array(field.value.utf8))
            }
        } catch {
            throw ClientError(
                "cannot send this request: \(error.explanation)", exitStatus: ExitStatus.usage)
        }
        writer.endOfFields()
        return writer.bytes + (options.body ?? [])
    }

    private static func ownFields(
        _ url: TargetURL, _ options: RequestOptions, _ version: RequestOptions.Version,
        _ persistence: Persistence
    ) -> [RequestOptions.Field] {
        var fields = [RequestOptions.Field(name: "Host", value: url.hostField)]
        if let credentials = url.basicCredentials {
            fields.append(.init(name: "Authorization", value: credentials))
        }
        if options.isForm {
            let type = "application/x-www-form-urlencoded"
            fields.append(.init(name: "Content-Type", value: type))
        }
        if let body = options.body {
            fields.append(.init(name: "Content-Length", value: String(body.count)))
        }
        switch (persistence, version) {
        case (.close, .http11): fields.append(.init(name: "Connection", value: "close"))
        case (.keepAlive, .http10): fields.append(.init(name: "Connection", value: "keep-alive"))
        default: break
        }
        return fields
    }

    private static func isSame(_ left: String, _ right: String) -> Bool {
        left.lowercased() == right.lowercased()
    }
}

extension Method {
    /// The method of this name.
    package init(name: String) {
        let known: [Method] = [
            .get, .head, .post, .put, .delete, .connect, .options, .trace, .patch,
        ]
        self = known.first { $0.spelling?.description == name } ?? .other
    }
}
