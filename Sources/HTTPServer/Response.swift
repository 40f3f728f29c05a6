package import HTTPWire

/// The response of a handler: status, fields and content. The connection adds Date, Server,
/// Connection, and the fields that frame the content.
public struct Response: ~Copyable {
    /// The content of a response.
    package enum Content: ~Copyable {
        /// None: `Content-Length: 0`, or no such field if the status excludes content.
        case none
        /// Bytes in memory, possibly shared.
        case bytes([UInt8])
        /// A range of a file.
        case file(FileRange)
        /// Parts in memory and of files, in this order.
        case parts([Representation.Content])
        /// Bytes generated while they are sent.
        case producer(ContentProducer)
        /// The output of a process, which begins with the head of the response.
        case process(ProcessLink)
    }

    /// The status code. Ignored for `process`, which chooses its own.
    package var status: StatusCode
    /// A reason phrase in place of the registered one.
    package var reason: [UInt8]?
    /// The fields, in the order in which they are sent.
    package var fields: ResponseFields
    /// The content.
    package var content: Content
    /// The step in the verbose log, such as `Handle File`.
    package var step: StaticString

    /// A response.
    package init(
        _ status: StatusCode, fields: ResponseFields = ResponseFields(),
        content: consuming Content = .none, step: StaticString = "Handle Error"
    ) {
        self.status = status
        self.fields = fields
        self.content = content
        self.step = step
    }
}

/// Finds the head of a response in the output of a process.
package protocol ProcessHeadReader: AnyObject {
    /// Takes output while the head is not complete.
    /// - Parameter limits: bounds of the head, the same in each call.
    /// - Returns: the head, once it is complete; nil before.
    /// - Throws: why the output is no response.
    func read(_ output: Span<UInt8>, limits: WireLimits) throws(WireError) -> ProcessHead?
}

/// The head of a response from a process.
package struct ProcessHead: Sendable {
    /// The status code, from 200 to 599.
    package var status: StatusCode
    /// The reason phrase, if the process chose one.
    package var reason: [UInt8]?
    /// The fields, without those of connection and framing.
    package var fields: ResponseFields
    /// The length that the process has announced for its content.
    package var contentLength: Int?
    /// Content that was read together with the head.
    package var rest: [UInt8]

    /// A head.
    package init(
        status: StatusCode, reason: [UInt8]?, fields: ResponseFields, contentLength: Int?,
        rest: [UInt8]
    ) {
        self.status = status
        self.reason = reason
        self.fields = fields
        self.contentLength = contentLength
        self.rest = rest
    }
}
