/// What the fuzz targets share: the input that libFuzzer makes, and what to do with what it finds.
///
/// The targets compile the sources of HTTPWire and the transcripts of its tests into one module, so
/// that the very same comparison runs here on made-up input and there on the table of cases.

/// The octets that libFuzzer hands over.
func octets(_ start: UnsafePointer<UInt8>, _ count: Int) -> [UInt8] {
    unsafe Array(UnsafeBufferPointer(start: start, count: count))
}

/// Stops the fuzzer, which then keeps the input.
func require(_ condition: Bool, _ property: String) {
    if !condition { fatalError(property) }
}

/// Limits so small that made-up input goes beyond them.
var tightLimits: WireLimits {
    var limits = WireLimits()
    limits.requestLine = 48
    limits.fieldSectionBytes = 96
    limits.fieldLines = 4
    limits.content = 64
    limits.chunkExtensionBytes = 12
    limits.trailerBytes = 32
    limits.trailerLines = 2
    limits.leadingEmptyLines = 1
    limits.informationalResponses = 1
    return limits
}

/// Checks that input is read alike however it is cut, and that the parser keeps its promises.
///
/// - Parameters:
///   - input: the input; its last two octets choose where it is cut.
///   - read: reads pieces of it.
/// - Returns: what was read.
func readEveryWay(_ input: [UInt8], _ read: ([[UInt8]]) -> Transcript) -> Transcript {
    let whole = read([input])
    require(whole.violations.isEmpty, whole.violations.joined(separator: ", "))
    guard let last = input.last else { return whole }
    let choice = Int(last) << 8 | Int(input[input.count / 2])
    require(read(cut(input, at: choice % input.count)) == whole, "a cut changed the outcome")
    if input.count <= 256 {
        require(read(crumbs(input)) == whole, "octet by octet the outcome is another")
    }
    for message in whole.messages {
        require(areClean(message.fields + message.trailers), "a line break in a field")
    }
    return whole
}
