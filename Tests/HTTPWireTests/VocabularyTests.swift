import Testing

@testable import HTTPWire

/// The tables behind the parsers against the grammar that they stand for.
struct VocabularyTests {
    @Test("sets of octets are those of the grammar", arguments: UInt8.min...UInt8.max)
    func octetSets(_ octet: UInt8) {
        let character = Character(Unicode.Scalar(octet))
        let alphanumeric =
            character.isASCII && (character.isLetter || ("0"..."9").contains(character))
        #expect(ByteSet.token.contains(octet) == isToken(octet))
        #expect(ByteSet.target.contains(octet) == (octet > 32 && octet < 127 && octet != 35))
        #expect(
            ByteSet.registeredName.contains(octet)
                == (alphanumeric || "-._~!$&'()*+,;=".contains(character)))
        #expect(
            ByteSet.unreserved.contains(octet) == (alphanumeric || "-._~".contains(character)))
        #expect(
            ByteSet.addressLiteral.contains(octet)
                == (character.isASCII && (character.isHexDigit || ":.".contains(character))))
        #expect(octet.isDigit == ("0"..."9").contains(character))
        let hexadecimal = character.isASCII ? character.hexDigitValue : nil
        #expect(octet.hexadecimalValue.map(Int.init) == hexadecimal)
        let isLetter = character.isASCII && character.isLetter
        #expect(octet.lowercased == (isLetter ? character.lowercased().utf8.first : octet))
    }

    @Test("control characters are found wherever they are", arguments: UInt8.min...UInt8.max)
    func controls(_ octet: UInt8) {
        let isForbidden = (octet < 32 && octet != 9) || octet == 127
        for fill in [UInt8(0x20), 0x7E, 0x80, 0xFF, 0x09] {
            for position in 0..<20 {
                var octets = [UInt8](repeating: fill, count: 20)
                octets[position] = octet
                for start in 0...20 {
                    let expected = isForbidden && start <= position ? position : 20
                    #expect(octets.span.firstForbiddenControl(from: start) == expected)
                }
            }
        }
    }

    @Test("the first of two neighbours is found", arguments: UInt8.min...UInt8.max)
    func neighbours(_ octet: UInt8) {
        let isForbidden = (octet < 32 && octet != 9) || octet == 127
        for second in [UInt8(0x00), 0x0D, 0x1F, 0x7F] {
            let octets: [UInt8] = [0x61, 0x61, octet, second, 0x61, 0x61, 0x61, 0x61, 0x61]
            #expect(octets.span.firstForbiddenControl(from: 0) == (isForbidden ? 2 : 3))
        }
    }

    @Test("known names are found in any case and nothing else is", arguments: FieldName.allCases)
    func fieldNames(_ known: FieldName) {
        guard known != .other else { return }
        let spelling = Array("\(known.spelling)".utf8)
        func lookUp(_ name: [UInt8]) -> FieldName { FieldName(name.span, 0..<name.count) }
        #expect(lookUp(spelling) == known)
        #expect(lookUp(Array("\(known.spelling)".uppercased().utf8)) == known)
        for position in spelling.indices {
            var other = spelling
            other[position] = UInt8(ascii: "_")
            #expect(lookUp(other) == .other)
        }
        #expect(lookUp(spelling + [UInt8(ascii: "s")]) == .other)
        #expect(lookUp([UInt8(ascii: "x")] + spelling) == .other)
    }

    @Test("each error has a sentence of its own and a status")
    func errors() {
        var sentences = Set<String>()
        for error in WireError.allCases {
            let sentence = "\(error.explanation)"
            #expect(sentences.insert(sentence).inserted, "\(error)")
            #expect(sentence.hasSuffix(".") && sentence != "The request is malformed.")
            #expect((400...599).contains(error.status.rawValue))
        }
    }

    @Test("status codes know their names and whether they have content")
    func statusCodes() {
        #expect("\(StatusCode.ok.reasonPhrase)" == "OK")
        #expect("\(StatusCode.contentTooLarge.reasonPhrase)" == "Content Too Large")
        #expect("\(StatusCode(rawValue: 299).reasonPhrase)" == "")
        let without = [StatusCode.continue, .noContent, .notModified, .earlyHints]
        for code in without { #expect(code.forbidsContent) }
        #expect(!StatusCode.ok.forbidsContent && !StatusCode.resetContent.forbidsContent)
    }
}
