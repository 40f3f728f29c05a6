package import HTTPWire

/// A representation (RFC 9110 section 8): content with its metadata, as it is kept and selected
/// from, whatever request it answers.
public final class Representation: Sendable {
    /// Where the content is.
    package enum Content: Sendable {
        /// In memory.
        case bytes([UInt8])
        /// In an open file.
        case file(FileRange)

        /// Bytes.
        package var count: Int {
            switch self {
            case .bytes(let bytes): bytes.count
            case .file(let range): range.count
            }
        }
    }

    /// The status of a response that transfers the whole representation: 200, or 404 for the
    /// representation of an error.
    package let status: StatusCode
    /// The media type (RFC 9110 section 8.3).
    package let type: [UInt8]
    /// The content coding (RFC 9110 section 8.4), nil when there is none.
    package let coding: StaticString?
    /// The strong entity tag, with its quotes (RFC 9110 section 8.8.3).
    package let etag: [UInt8]?
    /// The modification time in seconds since 1970 (RFC 9110 section 8.8.2).
    package let lastModified: Int?
    /// The content.
    package let content: Content
    /// The fields that describe the representation, in the order in which they are sent.
    package let fields: ResponseFields
    /// The fields, Content-Length and the empty line: the end of the head of a response that
    /// transfers the whole representation.
    let headEnd: [UInt8]
    /// What the log of single steps calls a response with it.
    package let step: StaticString

    /// A representation.
    /// - Parameter additional: fields beyond type, coding and validators.
    package init(
        status: StatusCode = .ok, type: [UInt8], coding: StaticString? = nil, etag: [UInt8]? = nil,
        lastModified: Int? = nil, additional: ResponseFields, content: Content,
        step: StaticString
    ) {
        self.status = status
        self.type = type
        self.coding = coding
        self.etag = etag
        self.lastModified = lastModified
        self.content = content
        self.step = step
        var fields = ResponseFields()
        fields.append("Content-Type", type)
        if let coding { fields.append("Content-Encoding", coding) }
        if let lastModified { fields.append("Last-Modified", date: lastModified) }
        if let etag { fields.append("ETag", etag) }
        fields.append(additional)
        self.fields = fields
        headEnd = Self.headEnd(status, fields, content)
    }

    private static func headEnd(
        _ status: StatusCode, _ fields: ResponseFields, _ content: Content
    ) -> [UInt8] {
        var writer = MessageWriter()
        writer.bytes = fields.octets
        if !status.forbidsContent { writer.field("Content-Length", content.count) }
        writer.endOfFields()
        return writer.bytes
    }

    /// The same representation with its content elsewhere.
    package func with(_ content: Content) -> Representation {
        Representation(self, fields: fields, content: content)
    }

    /// The same representation without the fields of these names, and with others behind its own.
    package func replacing(_ names: [[UInt8]], with others: ResponseFields) -> Representation {
        var fields = fields
        for name in names { fields.remove(name) }
        fields.append(others)
        return Representation(self, fields: fields, content: content)
    }

    private init(_ other: Representation, fields: ResponseFields, content: Content) {
        status = other.status
        type = other.type
        coding = other.coding
        etag = other.etag
        lastModified = other.lastModified
        self.content = content
        self.fields = fields
        step = other.step
        headEnd = Self.headEnd(status, fields, content)
    }

    /// The answer that a request for this representation gets, the same when the representation was
    /// kept and when it was made for this request.
    ///
    /// The one place that decides it. Today a request gets the whole representation; what section
    /// 13.2 (304, 412) and section 14 (206, 416) of RFC 9110 say will be decided here.
    package func answer(to request: Request) -> Answer { .representation(self) }
}
