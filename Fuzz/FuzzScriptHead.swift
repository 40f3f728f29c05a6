/// Feeds scripts' output to the parser of its head, as `FuzzRequest` does, and reads dates on the
/// way.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzScriptHead(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = unsafe octets(start, count)
    _ = readEveryWay(input) { scriptTranscript($0, tightLimits) }
    let transcript = readEveryWay(input) { scriptTranscript($0) }
    for message in transcript.messages where message.isComplete {
        do throws(WireError) {
            let again = scriptTranscript([try message.writtenAsScriptHead()])
            require(again.messages == [message], "no round trip")
        } catch {
            fatalError("what was read cannot be written: \(error)")
        }
        for field in message.fields { checkDate(field.value) }
    }
    return 0
}

/// A date that was read and then written is the same instant.
private func checkDate(_ octets: [UInt8]) {
    guard let instant = HTTPDate.parse(octets.span) else { return }
    var written: [UInt8] = []
    HTTPDate.format(secondsSinceEpoch: instant, into: &written)
    let clamped = min(max(instant, HTTPDate.earliest), HTTPDate.latest)
    require(HTTPDate.parse(written.span) == clamped, "a date does not survive")
}
