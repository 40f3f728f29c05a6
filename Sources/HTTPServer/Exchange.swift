import HTTPWire
import Sockets
import SystemCalls

/// One request and its response, from the end of the request's head to the response's last byte.
///
/// It owns what the request has started: a process, content in the making. Whoever gives the
/// exchange up ends all of it. It knows neither sockets nor other requests; HTTP/1 has a queue of
/// exchanges, HTTP/2 will have a table of them. Exchanges are pooled: `reset` makes one fit for the
/// next request.
final class Exchange {
    /// How far an exchange has come.
    enum State {
        /// The head has been read, or could not be; no answer is there.
        case head
        /// The answer is being worked for: by a job, or by a process that has not written the head
        /// of its response.
        case answering
        /// The head of the response is in the output queue, and more is to follow.
        case responding
        /// The whole response is in the output queue.
        case sending
        /// What there is of the response is in the output queue. It cannot be completed as its head
        /// announced: the connection is reset when it has been sent.
        case aborting
        /// The response has been sent, or the request was given up.
        case done
    }

    /// Where the rest of the request's content goes.
    enum ContentSink: Equatable {
        /// There is none left.
        case none
        /// Nowhere; so many bytes have been discarded.
        case discard(Int)
        /// To the standard input of the exchange's process.
        case process
        /// Nowhere, and it is not read any more: the connection ends with this exchange.
        case abandoned
    }

    /// Where the rest of the response's content comes from.
    enum ContentSource {
        /// All of it is in the output queue.
        case none
        /// It is made while it is being sent.
        case producer(ContentProducer)
        /// A process writes it.
        case process(ProcessLink)
    }

    /// How content whose length the server does not know beforehand reaches the client.
    enum Framing: Equatable {
        /// In chunks (RFC 9112 section 7.1).
        case chunked
        /// So many bytes more, as its head announced.
        case length(Int)
        /// As it is, ended by closing the connection: for HTTP/1.0.
        case untilClose
        /// Not at all: the response has no content.
        case none
    }

    let request: Request
    /// Written by `enter` only, so that the scoreboard shows it.
    private(set) var state = State.head
    /// Where the scoreboard counts it now.
    private var counted: Scoreboard.Counter?
    var sink = ContentSink.none
    var source = ContentSource.none
    var framing = Framing.none
    /// What the log is to have of it; nil when nothing is logged.
    var record: AccessRecord?
    /// Bytes of content that the response has no place for.
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

    /// Where the scoreboard counts the exchange; nil before it is answered and when it is over.
    @inline(__always)
    private var counter: Scoreboard.Counter? {
        switch state {
        case .answering: link == nil ? .working : .script
        case .responding: link == nil ? .sending : .script
        case .sending, .aborting: .sending
        case .head, .done: nil
        }
    }

    /// Makes it fit for another request; what it owned ends here.
    @inline(__always)
    func reset() {
        state = .head
        sink = .none
        endSource()
        framing = .none
        record = nil
        unwanted = 0
    }

    /// Gives up what makes the response, if there is something.
    @inline(__always)
    func endSource() {
        if case .none = source { return }
        source = .none
    }

    /// Whether a job makes the answer, so that it is not known yet where the content of the request
    /// goes.
    var awaitsWork: Bool { state == .answering && link == nil }

    /// Whether the request has content, as far as its head says.
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
