/// Feeds responses to the response parser, as `FuzzRequest` does. The first octet chooses the
/// method of the request: H for HEAD, C for CONNECT, anything else for GET.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzResponse(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let data = unsafe octets(start, count)
    let method: Method =
        switch data.first {
        case UInt8(ascii: "H"): .head
        case UInt8(ascii: "C"): .connect
        default: .get
        }
    let input = Array(data.dropFirst())
    _ = readEveryWay(input) { responseTranscript($0, to: method, tightLimits) }
    let transcript = readEveryWay(input) { responseTranscript($0, to: method) }
    for message in transcript.messages where message.isComplete {
        do throws(WireError) {
            let written = try message.writtenAsResponse()
            let again = responseTranscript([written], to: method)
            require(again.messages == [message], "no round trip")
        } catch {
            fatalError("what was read cannot be written: \(error)")
        }
    }
    return 0
}
