package import Sockets
import SystemCalls

/// What connections share that serve the same content by the same rules.
///
/// One for each thread that drives connections; none of its parts is used by two threads at a time.
package final class HTTPService {
    /// Answers the requests.
    let handler: BaseHandler
    /// What happens is told to it.
    let log: ExchangeLog
    /// Whether the log wants every step, and a record of every exchange.
    let logsSteps: Bool
    let keepsRecords: Bool
    /// The rules that connections go by.
    let configurations: Configurations
    /// Where this thread counts what it does.
    package let place: Scoreboard.Place
    /// What heads of responses begin with.
    package let heads: ResponseHeads

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
