package import HTTPWire

/// What a handler answers: a status, fields and content. The connection adds what belongs to the
/// message: Date, Server, Connection, and how the content is framed.
public struct Response: ~Copyable {
    /// What a response carries.
    package enum Content: ~Copyable {
        /// Nothing: `Content-Length: 0`, or no such field where the status has no content.
        case none
        /// Bytes in memory, which others may have as well.
        case bytes([UInt8])
        /// A range of a file.
        case file(FileRange)
        /// Pieces in memory and of files, one after the other.
        case parts([Representation.Content])
        /// Bytes that are made while they are being sent.
        case producer(ContentProducer)
        /// What a process writes, the head of the response first.
        case process(ProcessLink)
    }

    /// The status code; of a process's response, the process decides.
    package var status: StatusCode
    /// A reason phrase in place of the registered one.
    package var reason: [UInt8]?
    /// The fields, in the order in which they are sent.
    package var fields: ResponseFields
    /// The content.
    package var content: Content
    /// What the log of single steps calls the way that led here, such as `Handle File`.
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

/// Finds the head of a response in what a process writes.
package protocol ProcessHeadReader: AnyObject {
    /// Takes output while the head is not complete.
    /// - Returns: the head, once it is complete; nil before.
    /// - Throws: why the output is no response.
    func read(_ output: Span<UInt8>) throws(WireError) -> ProcessHead?
}

/// The head of a response that a process makes.
package struct ProcessHead: Sendable {
    /// The status code, from 200 to 599.
    package var status: StatusCode
    /// The reason phrase, if the process chose one.
    package var reason: [UInt8]?
    /// The fields, without those that say how the message travels.
    package var fields: ResponseFields
    /// The length that the process has announced for its content.
    package var contentLength: Int?
    /// Output that came together with the head and is content.
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
