import Testing

@testable import HTTPWire

/// How a head arrives.
enum Arrival: CaseIterable { case whole, octetByOctet }

/// The head of a request with these field lines, in Latin-1, read by the parser.
func parsedHead(
    _ method: String, _ lines: [String], _ arrival: Arrival = .whole
) throws -> RequestHead {
    let text = (["\(method) / HTTP/1.1", "Host: a"] + lines + ["", ""]).joined(separator: "\r\n")
    let input = octets(text)
    var parser = RequestParser()
    let first = arrival == .whole ? input.count : 1
    for count in first...input.count {
        let step = try parser.next(input.span.extracting(..<count))
        #expect(step.event == (count == input.count ? .head : .needMoreBytes))
    }
    return parser.head
}
