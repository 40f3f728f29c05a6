package import Logging

extension TargetURL {
    /// The assignment's messages about a URL.
    package func log(_ log: Logger) {
        log.debug("URL: \(text)")
        log.debug("HOST: \(host)")
        log.debug("PORT: \(port)")
        log.debug("PATH: \(path)")
    }
}
