import Testing

@testable import HTTPWire

@Suite struct AcceptFieldTests {
    static let offers = ["text/html", "text/plain", "application/json"]

    /// Field values (one per field line) and the offer that they choose.
    static let cases: [([String], String?)] = [
        ([], "text/html"),
        ([""], "text/html"),
        ([" , ,\t"], "text/html"),
        (["*/*"], "text/html"),
        (["text/plain"], "text/plain"),
        (["TEXT/Plain"], "text/plain"),
        (["application/json"], "application/json"),
        (["application/*"], "application/json"),
        (["text/*"], "text/html"),
        (["text/*, text/html;q=0.5"], "text/plain"),
        (["text/html;q=0.5, application/json;q=0.5"], "text/html"),
        (["text/html;q=0.5, application/json;q=0.501"], "application/json"),
        (["*/*;q=0.1, text/plain;q=0.2"], "text/plain"),
        (["text/html;q=0"], nil),
        (["text/html;q=0, */*"], "text/plain"),
        (["*/*;q=0"], nil),
        (["image/png"], nil),
        (["text/html;q=0.000, text/plain;q=0.001"], "text/plain"),
        // Several lines are one list, section 5.3.
        (["text/html;q=0.3", "text/plain;q=0.4"], "text/plain"),
        // What a browser sends.
        (
            [
                "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,"
                    + "image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7"
            ], "text/html"
        ),
        (["application/json, text/plain, */*"], "text/plain"),
        (["image/avif,image/webp,*/*;q=0.5"], "text/html"),
        // Parameters: the nearest there is, but the plain range outranks it.
        (["application/json;charset=utf-8"], "application/json"),
        (["text/html;level=1;q=0.1, text/html;q=0.9, text/plain;q=0.5"], "text/html"),
        (["text/html ; level=\"a,b;q=0\\\"\" ; q=0.4 , text/plain;q=0.3"], "text/html"),
        (["text/html;;q=0.4;, text/plain;q=0.3"], "text/html"),
        (["text/html;Q=0.1, text/plain;q=0.3"], "text/plain"),
        // Malformed parts are skipped on their own.
        (["text/html;q=2, text/plain"], "text/plain"),
        (["text/html;q=1.001, text/plain"], "text/plain"),
        (["text/html;q=0.5555, text/plain"], "text/plain"),
        (["text/html;q=-1, text/plain"], "text/plain"),
        (["text/html;q=, text/plain"], "text/plain"),
        (["text/html;q=.5, text/plain"], "text/plain"),
        (["text/html;q=1., text/plain;q=0.2"], "text/html"),
        (["text/html x, text/plain"], "text/plain"),
        (["text, text/plain"], "text/plain"),
        (["/html, text/plain"], "text/plain"),
        (["text/, text/plain"], "text/plain"),
        (["*/html, text/plain"], "text/plain"),
        (["*, text/plain"], "text/plain"),
        (["text/html;a=\"never closed, text/plain"], "text/html"),
        (["text/html;a=\"\\"], "text/html"),
        (["garbage"], "text/html"),
        (["text /html, text/ plain, application/json"], "application/json"),
    ]

    @Test(arguments: cases) func chooses(_ values: [String], _ expected: String?) {
        var field = AcceptField(offers: Self.offers)
        for value in values { field.read(Array(value.utf8).span) }
        #expect(field.best.map { Self.offers[$0] } == expected)
    }

    @Test func readsNoMoreRangesThanItSays() {
        var field = AcceptField(offers: Self.offers)
        let ignored = Array(
            repeating: "image/png", count: AcceptField.maximumRanges
        ).joined(separator: ",")
        field.read(Array((ignored + ",text/plain").utf8).span)
        #expect(field.best == nil)
    }

    @Test func anyBytesAtAllGiveAnAnswer() {
        var generator = SystemRandomNumberGenerator()
        let alphabet = Array("text/hml,;q=01.*\"\\ \t".utf8) + [0, 0xff]
        for _ in 0..<2000 {
            let value = (0..<Int.random(in: 0..<40, using: &generator)).map { _ in
                alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
            }
            var field = AcceptField(offers: Self.offers)
            field.read(value.span)
            #expect(field.best.map { Self.offers.indices.contains($0) } ?? true)
        }
    }

    @Test func offersNothingForNoOffers() {
        #expect(AcceptField(offers: []).best == nil)
    }
}
