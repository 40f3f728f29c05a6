import HTTPServer
import HTTPWire
import Sockets
import SystemCalls
import SystemPackage

/// Starts scripts (CGI/1.1, RFC 3875).
struct ScriptResponder {
    /// Why a script could not be started.
    struct Refusal: Error {
        /// 503 when descriptors, processes or memory have run out, 500 otherwise.
        let status: StatusCode
    }

    let site: Site
    let reaper: ProcessReaper

    /// A response that the script makes, which has been started in its own directory.
    ///
    /// It is executed by name from a descriptor of its directory, which the kernel has resolved
    /// beneath the docroot. It gets no arguments: a query string never becomes one (CVE-2012-1823).
    func start(
        _ request: borrowing RequestContext, _ script: RequestPath, extra: [UInt8]
    ) throws(Refusal) -> Response {
        let directory: Descriptor
        do throws(OpenRefusal) {
            directory = try site.docroot.parent(of: script)
        } catch {
            throw refusal(script, "its directory: \(error)", isExhausted: error == .exhausted)
        }
        let environment = ScriptEnvironment(request, script: script, extra: extra, site: site)
        let command = Array("./".utf8) + script.name
        let program = Program(
            path: command, arguments: [command], environment: environment.variables)
        do throws(SystemError) {
            let process = try RunningProcess.start(program, in: directory, reaper: reaper)
            let link = ProcessLink(process, ScriptHeadReader(site: site))
            return Response(.ok, content: .process(link), step: "Handle Script")
        } catch {
            throw refusal(script, "\(error)", isExhausted: error.isExhaustion)
        }
    }

    private func refusal(_ script: RequestPath, _ reason: String, isExhausted: Bool) -> Refusal {
        site.warn("Cannot run \(LogText.escaped(script.bytes)): \(reason)")
        return Refusal(status: isExhausted ? .serviceUnavailable : .internalServerError)
    }
}
