package import HTTPWire
package import SystemCalls

/// What an access log records of one request and its response. A class, so that an exchange without
/// a log holds only a null pointer.
public final class AccessRecord {
    /// The status logged when the client left before the response. A convention of nginx, not a
    /// status of HTTP.
    package static let clientClosedRequest: UInt16 = 499

    /// The client's address.
    package let client: SocketAddress
    /// When the head had been read, in seconds since 1970.
    package let time: Int
    /// The same on the monotonic clock.
    package let started: Instant
    /// The method as received, of any bytes; empty when the request could not be parsed, as are
    /// `target` and `version`.
    package private(set) var method: [UInt8] = []
    /// The request target as received.
    package private(set) var target: [UInt8] = []
    /// The protocol version as received.
    package private(set) var version: [UInt8] = []
    /// The first Referer field.
    package private(set) var referer: [UInt8]?
    /// The first User-Agent field.
    package private(set) var userAgent: [UInt8]?
    /// The status of the response.
    package var status = AccessRecord.clientClosedRequest
    /// Bytes of content passed to the kernel, without head and framing.
    package var bytes = 0
    /// Whether the response was sent whole.
    package var isComplete = false

    /// A record of a request that has just been read.
    /// - Parameter head: of the request; nil when it could not be parsed.
    package init(client: SocketAddress, head: RequestHead?) {
        self.client = client
        time = WallClock.seconds
        started = .now
        guard let head else { return }
        let octets = head.fields.bytes
        method = Array(octets[head.methodRange])
        target = Array(octets[head.target])
        version = Array(octets[head.versionRange])
        referer = head.fields.first(.referer).map { Array(octets[$0.value]) }
        userAgent = head.fields.first(.userAgent).map { Array(octets[$0.value]) }
    }
}
