package import HTTPWire

/// A representation (RFC 9110 section 8): content with its metadata, as it is kept and selected
/// from, whatever request it answers. `Representation+Selection.swift` has the selecting.
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

        /// As `Representation` stores it.
        fileprivate var parts: ([UInt8], FileRange?) {
            switch self {
            case .bytes(let bytes): (bytes, nil)
            case .file(let range): ([], range)
            }
        }

        /// Some of it; `range` counts from its first byte.
        func part(_ range: Range<Int>) -> Content {
            switch self {
            case .bytes(let bytes): .bytes(Array(bytes[range]))
            case .file(let file): .file(file.part(range))
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
    /// What tells its state from others (RFC 9110 section 8.8).
    package let validators: Validators
    /// Whether parts of it are sent to who asks for them (RFC 9110 section 14.3).
    package let acceptsRanges: Bool
    /// Whether the Accept field of a request has selected it among several forms, so that another
    /// request may get another one (RFC 9110 section 12.1).
    package let isNegotiated: Bool
    /// The content, if it is in memory; otherwise empty. It is stored apart from `file`, so that
    /// sending it counts no references.
    let bytes: [UInt8]
    /// The content, if it is in a file.
    let file: FileRange?
    /// The fields that describe the representation, in the order in which they are sent:
    /// Content-Type and Content-Encoding, those of `additional`, then what 304 has as well.
    package let fields: ResponseFields
    /// Where in the octets of `fields` those begin that do not depend on the content's form: all
    /// but Content-Type and Content-Encoding.
    let formEnd: Int
    /// Where in the octets of `fields` those begin that a 304 has.
    let cacheStart: Int
    /// The fields, Content-Length and the empty line: the end of the head of a response that
    /// transfers the whole representation.
    let headEnd: [UInt8]
    /// The step in the verbose log for a response with it.
    package let step: StaticString

    /// A representation.
    /// - Parameters:
    ///   - additional: fields beyond type, coding, validators and `caching`.
    ///   - caching: fields that a cache needs besides the entity tag, so that a 304 has them too:
    ///     Cache-Control, Expires, Vary and Content-Location (RFC 9110 section 15.4.5).
    package init(
        status: StatusCode = .ok, type: [UInt8], coding: StaticString? = nil,
        validators: Validators = Validators(), acceptsRanges: Bool = false,
        isNegotiated: Bool = false, additional: ResponseFields,
        caching: ResponseFields = ResponseFields(), content: Content,
        step: StaticString
    ) {
        self.status = status
        self.type = type
        self.coding = coding
        self.validators = validators
        self.acceptsRanges = acceptsRanges
        self.isNegotiated = isNegotiated
        (bytes, file) = content.parts
        self.step = step
        var fields = ResponseFields()
        fields.append("Content-Type", type)
        if let coding { fields.append("Content-Encoding", coding) }
        formEnd = fields.octets.count
        fields.append(additional)
        if acceptsRanges { fields.append("Accept-Ranges", "bytes") }
        // A cache that has the tag has no use for the date (section 15.4.5).
        var start = fields.octets.count
        if let date = validators.lastModified { fields.append("Last-Modified", date: date) }
        if let etag = validators.etag {
            start = fields.octets.count
            fields.append("ETag", etag.octets)
        }
        cacheStart = start
        fields.append(caching)
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

    /// The content.
    package var content: Content { file.map { .file($0) } ?? .bytes(bytes) }

    /// The number of bytes of the content.
    @inline(__always)
    package var length: Int { file?.count ?? bytes.count }

    /// The same representation with its content elsewhere.
    package func with(_ content: Content) -> Representation {
        Representation(self, fields: fields, cacheStart: cacheStart, content: content)
    }

    /// The same representation without the fields of these names, and with others behind its own: a
    /// 304 has those as well. None of the names is Content-Type or Content-Encoding.
    package func replacing(_ names: [[UInt8]], with others: ResponseFields) -> Representation {
        var fields = fields
        var cached = fields.suffix(from: cacheStart)
        for name in names {
            fields.remove(name)
            cached.remove(name)
        }
        fields.append(others)
        cached.append(others)
        return Representation(
            self, fields: fields, cacheStart: fields.octets.count - cached.octets.count,
            content: content)
    }

    private init(
        _ other: Representation, fields: ResponseFields, cacheStart: Int, content: Content
    ) {
        status = other.status
        type = other.type
        coding = other.coding
        validators = other.validators
        acceptsRanges = other.acceptsRanges
        isNegotiated = other.isNegotiated
        (bytes, file) = content.parts
        self.fields = fields
        formEnd = other.formEnd
        self.cacheStart = cacheStart
        step = other.step
        headEnd = Self.headEnd(status, fields, content)
    }
}
