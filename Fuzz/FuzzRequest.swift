/// Feeds requests to the request parser: however they are cut the outcome is the same, and what was
/// accepted is accepted again, with the same meaning, after the writer has written it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzRequest(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = unsafe octets(start, count)
    _ = readEveryWay(input) { requestTranscript($0, tightLimits) }
    let transcript = readEveryWay(input) { requestTranscript($0) }
    for message in transcript.messages where message.isComplete {
        do throws(WireError) {
            let written = try message.writtenAsRequest()
            let again = requestTranscript([written])
            require(again.messages == [message] && again.unconsumed == 0, "no round trip")
        } catch {
            fatalError("what was read cannot be written: \(error)")
        }
    }
    return 0
}
