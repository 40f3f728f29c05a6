import Testing

@testable import SpideyCore

@Suite struct ErrorPageTests {
    static let statuses: [UInt16] =
        [301, 308] + Array(400...431) + [451, 499] + Array(500...511) + [599]

    @Test(arguments: statuses) func htmlIsOneSmallPageWithAPicture(_ status: UInt16) {
        let page = ErrorPage.render(status: status, reason: "Some Reason", format: .html)
        #expect(page.count < 5000)
        #expect(String(validating: page, as: UTF8.self) != nil)
        let tokens = HTMLToken.tokenize(page)
        #expect(tokens.contains(.text("\(status) Some Reason")))
        #expect(tokens.contains(.start("a", ["class": "h", "href": "/"])))
        var ids: Set<String> = []
        for case .start(let name, let attributes) in tokens {
            #expect(name != "script" && name != "img")
            if let id = attributes["id"] { #expect(ids.insert(id).inserted) }
            if name == "use" {
                #expect(ids.contains(String((attributes["href"] ?? "#").dropFirst())))
            }
        }
        #expect(tokens.filter { $0 == .end("svg") }.count == 1)
        #expect(tokens.filter { $0 == .end("g") }.count == tokens.filter(isGroup).count)
    }

    private func isGroup(_ token: HTMLToken) -> Bool {
        if case .start("g", _) = token { true } else { false }
    }

    @Test(arguments: statuses) func textAndJSONSayTheSame(_ status: UInt16) {
        let text = String(
            decoding: ErrorPage.render(status: status, reason: "Some Reason", format: .text),
            as: UTF8.self)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == 3 && lines[2].isEmpty)
        #expect(lines[0] == "\(status) Some Reason")
        let json = ErrorPage.render(status: status, reason: "Some Reason", format: .json)
        #expect(
            String(decoding: json, as: UTF8.self)
                == "{\"status\":\(status),\"error\":\"Some Reason\",\"message\":\"\(lines[1])\"}\n")
        // One sentence that needs no escaping in HTML or in JSON.
        #expect(!lines[1].utf8.contains { Array("<>&\"\\".utf8).contains($0) || $0 < 0x20 })
        #expect(lines[1].hasSuffix("."))
    }

    @Test func everyKindHasItsOwnPictureAndAStatus() {
        let drawings = Set(ErrorKind.allCases.map(ErrorPicture.drawing(of:)))
        #expect(drawings.count == ErrorKind.allCases.count)
        #expect(Set(Self.statuses.map(ErrorKind.init(status:))).count == ErrorKind.allCases.count)
    }

    @Test func formatsAreThoseNegotiated() {
        for (format, type) in zip(ErrorFormat.allCases, ErrorFormat.mediaTypes) {
            #expect(format.contentType.hasPrefix(type))
        }
        #expect(ErrorFormat.allCases.count == ErrorFormat.mediaTypes.count)
    }
}
