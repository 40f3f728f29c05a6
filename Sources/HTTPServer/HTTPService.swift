package import Sockets
import SystemCalls

/// What the connections of one thread share: handler, log, configuration and pooled exchanges.
///
/// One for each thread that drives connections; none of its parts is used by two threads at a time.
package final class HTTPService {
    /// Answers the requests.
    let handler: BaseHandler
    /// Receives the events of connections.
    let log: ExchangeLog
    /// Whether every step is logged, and whether every exchange has a record.
    let logsSteps: Bool
    let keepsRecords: Bool
    /// The configuration of connections.
    let configurations: Configurations
    /// This thread's place on the scoreboard.
    package let place: Scoreboard.Place
    /// The beginnings of response heads.
    package var heads: ResponseHeads

    /// A service.
    /// - Parameter server: the value of the Server field (RFC 9110 section 10.2.4).
    package init(
        handler: BaseHandler, log: ExchangeLog, configurations: Configurations,
        place: Scoreboard.Place, server: StaticString
    ) {
        self.handler = handler
        self.log = log
        logsSteps = log.wantsSteps
        keepsRecords = log.keepsRecords
        self.configurations = configurations
        self.place = place
        heads = ResponseHeads(server: server)
    }
}
