import HTTPWire
import Sockets
import SystemCalls

/// One request and its response, from the end of the request's head to the response's last byte.
///
/// It owns what the request started: a process, or content being produced. Abandoning the exchange
/// ends all of it. It knows neither sockets nor other requests; HTTP/1 has a queue of exchanges,
/// HTTP/2 will have a table of them. Exchanges are pooled: `reset` prepares one for the next
/// request.
final class Exchange {
    /// The state of an exchange.
    enum State {
        /// The head has been read, or refused; there is no answer yet.
        case head
        /// A job works out the answer, or a process has not yet written the head of the response.
        case answering
        /// The head of the response is in the output queue; content follows.
        case responding
        /// The whole response is in the output queue.
        case sending
        /// The response cannot be completed as its head announced: after what is in the output
        /// queue has been sent, the connection is reset.
        case aborting
        /// The response has been sent, or the request was abandoned.
        case done
    }

    /// Where the rest of the request's content goes.
    enum ContentSink: Equatable {
        /// All content has been read, or there is none.
        case none
        /// Discarded. The associated value is the number of bytes so far.
        case discard(Int)
        /// To the standard input of the exchange's process.
        case process
        /// Not read any more: the connection ends with this exchange.
        case abandoned
    }

    /// Where the rest of the response's content comes from.
    enum ContentSource {
        /// All of it is in the output queue.
        case none
        /// A producer generates it while it is sent.
        case producer(ContentProducer)
        /// A process writes it.
        case process(ProcessLink)
    }

    /// How content whose length the server does not know beforehand reaches the client.
    enum Framing: Equatable {
        /// In chunks (RFC 9112 section 7.1).
        case chunked
        /// The number of bytes left of the announced Content-Length.
        case length(Int)
        /// Unframed, ended by closing the connection: for HTTP/1.0.
        case untilClose
        /// The response has no content.
        case none
    }

    let request: Request
    /// Written by `enter` only, so that the scoreboard shows it.
    private(set) var state = State.head
    /// The scoreboard counter that includes it now.
    private var counted: Scoreboard.Counter?
    var sink = ContentSink.none
    var source = ContentSource.none
    var framing = Framing.none
    /// The access record; nil when nothing is logged.
    var record: AccessRecord?
    /// Bytes of content that the response cannot carry.
    var unwanted = 0

    init(client: SocketAddress) { request = Request(client: client) }

    /// Enters a state and shows it on the scoreboard.
    @inline(__always)
    func enter(_ next: State, _ place: Scoreboard.Place) {
        state = next
        let counter = counter
        guard counter != counted else { return }
        if let counted { place[counted] -= 1 }
        if let counter { place[counter] += 1 }
        counted = counter
        if next == .done { place[.requests] += 1 }
    }

    /// The scoreboard counter for the state; nil before there is an answer and at the end.
    @inline(__always)
    private var counter: Scoreboard.Counter? {
        switch state {
        case .answering: link == nil ? .working : .script
        case .responding: link == nil ? .sending : .script
        case .sending, .aborting: .sending
        case .head, .done: nil
        }
    }

    /// Prepares it for another request, and ends what it owned.
    @inline(__always)
    func reset() {
        state = .head
        sink = .none
        endSource()
        framing = .none
        record = nil
        unwanted = 0
    }

    /// Ends the source of the content, if there is one.
    @inline(__always)
    func endSource() {
        if case .none = source { return }
        source = .none
    }

    /// Whether a job works out the answer, so that the sink of the request's content is not known
    /// yet.
    var awaitsWork: Bool { state == .answering && link == nil }

    /// Whether the head announces content.
    var hasContent: Bool {
        request.head.framing != .none && request.head.framing != .length(0)
    }

    /// The process that answers, nil when there is none.
    var link: ProcessLink? {
        if case .process(let link) = source { return link }
        return nil
    }

    /// Whether the whole response is in the output queue, so that another exchange may begin.
    @inline(__always)
    var isQueued: Bool {
        switch state {
        case .sending, .aborting, .done: true
        case .head, .answering, .responding: false
        }
    }
}
