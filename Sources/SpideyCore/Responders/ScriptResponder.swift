import HTTPWire
import Sockets
import SystemCalls

/// Starts scripts (CGI/1.1, RFC 3875).
struct ScriptResponder {
    let site: Site

    /// The script, running in its own directory; nil when it cannot be started.
    ///
    /// It is executed by name from a descriptor of its directory, which the kernel has resolved
    /// beneath the docroot. It gets no arguments: a query string never becomes one (CVE-2012-1823).
    func start(
        _ request: borrowing RequestContext, _ script: RequestPath, extra: [UInt8]
    ) -> ProcessPipes? {
        do {
            let directory = try site.docroot.parent(of: script)
            let environment = ScriptEnvironment(request, script: script, extra: extra, site: site)
            let input = try Processes.pipe()
            let output = try Processes.pipe()
            let command = Array("./".utf8) + script.name
            let process = try Processes.spawn(
                path: command, directory: directory, arguments: [command],
                environment: environment.variables, input: input.reading, output: output.writing)
            return try ProcessPipes(
                process: process, input: input.takeWriting(), output: output.takeReading())
        } catch {
            site.warn("Cannot run \(LogText.escaped(script.bytes)): \(error)")
            return nil
        }
    }
}
