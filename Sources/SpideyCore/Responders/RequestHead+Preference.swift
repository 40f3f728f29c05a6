import HTTPWire
import SystemCalls

extension RequestHead {
    /// The index of the offer that the client likes best (RFC 9110 section 12.5.1); nil if it
    /// accepts none of them.
    /// - Parameter offers: made only if there is something to negotiate: it takes memory in each
    ///   forked child.
    func preferred(_ offers: @autoclosure () -> AcceptField) -> Int? {
        // Most clients take anything: then there is nothing to negotiate.
        if acceptsAnything { return 0 }
        var accept = offers()
        for line in fields.lines where line.known == .accept {
            accept.read(fields.bytes.span.extracting(line.value))
        }
        return accept.best
    }
}
