import HTTPServer
import HTTPWire
import Sockets
import SystemCalls

/// Starts scripts (CGI/1.1, RFC 3875).
struct ScriptResponder {
    /// Why a script could not be started.
    struct Refusal: Error {
        /// 503 when descriptors, processes or memory have run out, 500 otherwise.
        let status: StatusCode
    }

    let site: Site
    let reaper: ProcessReaper

    /// Starts the script in its own directory and returns its response.
    ///
    /// `Docroot.start` describes how it is executed.
    func start(
        _ request: borrowing RequestContext, _ script: RequestPath, extra: [UInt8]
    ) throws(Refusal) -> Response {
        let environment = ScriptEnvironment(request, script: script, extra: extra, site: site)
        do throws(SystemError) {
            let process = try site.docroot.start(
                script, environment: environment.variables, reaper: reaper)
            let link = ProcessLink(
                process, ScriptHeadReader(site: site, configured: request.configured))
            return Response(.ok, content: .process(link), step: "Handle Script")
        } catch {
            site.warn("Cannot run \(LogText.escaped(script.bytes)): \(error)")
            throw Refusal(
                status: error.isExhaustion ? .serviceUnavailable : .internalServerError)
        }
    }
}
