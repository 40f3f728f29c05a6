package import Logging
package import SystemCalls

/// All that a process needs to make single requests.
package struct ClientPlan: Sendable {
    /// The parts of a response that are dumped.
    package struct Dumping: Sendable {
        /// Whether status line and fields are.
        package var head = true
        /// Whether content is.
        package var content = true
        /// Whether content is dumped as received, with its framing, instead of decoded.
        package var isRaw = true
        /// Whether redirects that are followed are left out.
        package var holdsRedirects = false

        /// The defaults.
        package init() {}
    }

    /// The URL to request.
    package var url: TargetURL
    /// The request's options.
    package var request = RequestOptions()
    /// The version of HTTP to use.
    package var version = RequestOptions.Version.http10
    /// Requests per process, one after another.
    package var requests = 1
    /// Processes.
    package var processes = 1
    /// The most redirects to follow; nil to follow none.
    package var redirects: Int?
    /// The most times to repeat a failed connect.
    package var connectRetries = 0
    /// The parts of a response that are dumped.
    package var dumping = Dumping()
    /// The definition of a good response; nil when every complete response is good.
    package var check: ResponseCheck?
    /// The logger for the assignment's messages.
    package var log: Logger
    /// The addresses of the URL's host, resolved before the processes are started.
    package var addresses: [SocketAddress] = []

    /// Seconds for each attempt to connect, unless an option sets another number.
    package static let defaultConnectSeconds = 30.0
    /// Seconds for a request, unless an option sets another number.
    package static let defaultSeconds = 300.0

    /// A plan for one URL, all else at its default.
    package init(url: TargetURL, log: Logger) {
        self.url = url
        self.log = log
    }

    /// The addresses to connect to for `target`. Those of the plan's own host are known already.
    ///
    /// - Throws: ``ClientError`` for a name that does not resolve.
    func addresses(for target: TargetURL) throws(ClientError) -> [SocketAddress] {
        if target.host == url.host, target.port == url.port, !addresses.isEmpty {
            return addresses
        }
        return try Self.resolve(target, request)
    }

    /// Resolves the host of `target`, or the one that `request` names in its place.
    ///
    /// - Throws: ``ClientError`` for a name that does not resolve.
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
