package import Logging
package import SystemCalls

/// All that a process needs to know to make single requests.
package struct ClientPlan: Sendable {
    /// Which parts of a response are dumped.
    package struct Dumping: Sendable {
        /// Status line and fields.
        package var head = true
        /// Content.
        package var content = true
        /// Content as received, framing included, instead of decoded.
        package var isRaw = true
        /// Whether responses that only point elsewhere are left out.
        package var holdsRedirects = false

        /// The defaults.
        package init() {}
    }

    /// What to request.
    package var url: TargetURL
    /// How to request it.
    package var request = RequestOptions()
    /// The version to speak.
    package var version = RequestOptions.Version.http10
    /// Requests per process, one after another.
    package var requests = 1
    /// Processes.
    package var processes = 1
    /// Redirects that are followed at most; nil when none is.
    package var redirects: Int?
    /// How often a failed connect is tried again.
    package var connectRetries = 0
    /// Which parts of a response are dumped.
    package var dumping = Dumping()
    /// What a good response is; nil when any complete one is.
    package var check: ResponseCheck?
    /// Where the assignment's messages go.
    package var log: Logger
    /// The addresses of the URL's host, found before the processes are started.
    package var addresses: [SocketAddress] = []

    /// Seconds for a connect, unless said otherwise.
    package static let defaultConnectSeconds = 30.0
    /// Seconds for a request, unless said otherwise.
    package static let defaultSeconds = 300.0

    /// A plan for one URL, all else at its default.
    package init(url: TargetURL, log: Logger) {
        self.url = url
        self.log = log
    }

    /// Where to connect for `target`: what was resolved before, for the URL of the plan.
    func addresses(for target: TargetURL) throws(ClientError) -> [SocketAddress] {
        if target.host == url.host, target.port == url.port, !addresses.isEmpty {
            return addresses
        }
        return try Self.resolve(target, request)
    }

    /// The addresses of the host of `target`, or of the one to connect to in its place.
    package static func resolve(
        _ target: TargetURL, _ request: RequestOptions
    ) throws(ClientError) -> [SocketAddress] {
        let host = request.connectTo?.host ?? target.host
        do {
            return try NameResolution.addresses(
                of: host, port: request.connectTo?.port ?? target.port)
        } catch {
            throw ClientError(unresolved: host, error)
        }
    }
}
