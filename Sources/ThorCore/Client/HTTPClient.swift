internal import HTTPWire
internal import Logging
package import Sockets
internal import SystemCalls
internal import SystemPackage

/// One request and its response over one connection: the assignment's `HTTPClient`, a `TCPClient`
/// made from a URL.
///
/// An HTTP/1.0 response is dumped exactly as received; of an HTTP/1.1 response the content is
/// decoded. Both are parsed, so that a malformed or truncated response is an error.
package final class HTTPClient: TCPClient {
    /// The parts of a response that decide what to do next.
    package struct Outcome: Sendable {
        /// The status code; 0 before a head has been received.
        package var status = 0
        /// The value of `Location`, if any.
        package var location: String?
    }

    private let url: TargetURL
    private let request: [UInt8]
    private let method: Method
    private let dumping: ClientPlan.Dumping
    private let sink: ResponseSink
    private let log: Logger
    /// The outcome of the last request.
    package private(set) var outcome = Outcome()

    /// Octets to make room for in each receive.
    private static let block = 64 * 1024

    /// A client for one request for `url`.
    ///
    /// - Throws: ``ClientError`` for a request that cannot be sent or a name that does not resolve.
    package init(_ url: TargetURL, plan: ClientPlan, sink: ResponseSink) throws(ClientError) {
        self.url = url
        self.sink = sink
        log = plan.log
        dumping = plan.dumping
        request = try RequestBytes.make(
            url, plan.request, version: plan.version,
            persistence: plan.version == .http11 ? .close : .unsaid)
        method = Method(name: plan.request.effectiveMethod)
        super.init(
            addresses: plan.request.unixSocket == nil ? try plan.addresses(for: url) : [],
            connectSeconds: plan.request.connectTimeout ?? ClientPlan.defaultConnectSeconds,
            seconds: plan.request.timeout ?? ClientPlan.defaultSeconds)
        localPath = plan.request.unixSocket
        url.log(log)
    }

    /// The peer's name in messages: the Unix socket, or the address.
    var peerName: String {
        localPath ?? peer?.description ?? addresses.first?.description ?? url.hostField
    }

    /// Logs the connection.
    package override func connected() {
        log.debug("Connected to \(peerName)")
    }

    /// Sends the request and dumps the response.
    /// - Throws: ``ClientError``.
    package override func handle() throws {
        log.debug("Handle")
        log.debug("Sending request...")
        let isSent = try sendRequest()
        log.debug("Receiving response...")
        do throws(ClientError) {
            try receiveResponse()
        } catch {
            try sink.finish()
            // A server may refuse a long request before it has all arrived (RFC 9112 section 9.5);
            // when it answers, the answer counts.
            if !isSent, outcome.status == 0 {
                let lost = SystemError(call: "send", errno: .connectionReset)
                throw ClientError(lost, during: .send, with: peerName)
            }
            throw error
        }
        try sink.finish()
        log.debug("Finish")
    }

    private func sendRequest() throws(ClientError) -> Bool {
        let buffer = ByteBuffer(initial: max(1, request.count), maximum: max(1, request.count))
        buffer.append(request)
        do throws(SystemError) {
            try send(buffer)
            return true
        } catch {
            if FailureClass.Cause(error) == .reset { return false }
            throw ClientError(error, during: .send, with: peerName)
        }
    }

    private func receiveResponse() throws(ClientError) {
        var reading = ResponseReading(method: method, dumping: dumping)
        let buffer = ByteBuffer(initial: Self.block, maximum: 4 * Self.block)
        while !reading.isComplete {
            let transfer: Transfer
            do throws(SystemError) {
                transfer = try receive(into: buffer)
            } catch {
                outcome = reading.outcome
                throw ClientError(error, during: .receive, with: peerName)
            }
            do throws(ResponseReading.Failure) {
                try reading.take(buffer, isEnd: transfer == .ended, sink)
            } catch {
                outcome = reading.outcome
                throw error.clientError(peerName)
            }
        }
        outcome = reading.outcome
    }
}
