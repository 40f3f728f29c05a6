import HTTPWire
import Sockets
import SystemCalls

/// Starts scripts (CGI/1.1, RFC 3875).
struct ScriptResponder {
    let site: Site

    /// The script, running in its own directory; nil when it cannot be started.
    ///
    /// `Docroot.start` says how it is executed.
    func start(
        _ request: borrowing RequestContext, _ script: RequestPath, extra: [UInt8]
    ) -> ProcessPipes? {
        do {
            let environment = ScriptEnvironment(request, script: script, extra: extra, site: site)
            let input = try Processes.pipe()
            let output = try Processes.pipe()
            let process = try site.docroot.start(
                script, environment: environment.variables, input: input.reading,
                output: output.writing)
            return try ProcessPipes(
                process: process, input: input.takeWriting(), output: output.takeReading())
        } catch {
            site.warn("Cannot run \(LogText.escaped(script.bytes)): \(error)")
            return nil
        }
    }
}
