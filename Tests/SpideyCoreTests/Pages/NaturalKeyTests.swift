import Testing

@testable import SpideyCore

/// Keys agree with the comparison of names wherever they decide.
@Suite struct NaturalKeyTests {
    private static func key(_ name: [UInt8], isFolder: Bool = false, skipped: Int = 0) -> NaturalKey
    {
        NaturalKey(name.span, isFolder: isFolder, skipped: skipped)
    }

    private static func agrees(_ left: [UInt8], _ right: [UInt8], skipped: Int = 0) -> Bool {
        let keys = (key(left, skipped: skipped), key(right, skipped: skipped))
        if keys.0 == keys.1 { return true }
        return (keys.0 < keys.1) == NaturalOrder.precedes(left, right)
    }

    @Test(arguments: NaturalOrderTests.ordered) func keysOfOrderedNames(_ names: [String]) {
        for left in names {
            for right in names where left != right {
                #expect(Self.agrees(Array(left.utf8), Array(right.utf8)), "\(left) \(right)")
            }
        }
        // They are short, so the keys decide all but what only bytes tell apart.
        let keys = names.map { Self.key(Array($0.utf8)) }
        #expect(zip(keys, keys.dropFirst()).allSatisfy { $0 <= $1 })
    }

    /// Names of the file system hold no NUL; else anything.
    @Test func anyNames() {
        let alphabet = Array("0019aAbB. ~\u{1}".utf8) + [0x80, 0xff, 0x2f, 0x3a]
        var generator = SystemRandomNumberGenerator()
        let names = (0..<300).map { _ in
            (0..<Int.random(in: 1...24, using: &generator)).map { _ in
                alphabet.randomElement(using: &generator)!
            }
        }
        for left in names {
            for right in names where !Self.agrees(left, right) {
                Issue.record("\(left) \(right)")
            }
        }
    }

    @Test func longRunsOfDigits() {
        let names = [
            "12345678", "123456789", "1234567890", "999999999", "00000000001", "100000000",
        ]
        .map { Array("a\($0)b".utf8) }
        for left in names {
            for right in names { #expect(Self.agrees(left, right)) }
        }
        #expect(Self.key(names[0]) < Self.key(names[1]))
    }

    @Test func foldersComeFirst() {
        let folder = Self.key(Array("zebra".utf8), isFolder: true)
        let file = Self.key(Array("ant".utf8))
        #expect(folder < file && folder.isFolder && !file.isFolder)
        #expect(Self.key([0xff], isFolder: true) < Self.key([0x01]))
    }

    @Test func whatIsSkippedIsCommonToAll() {
        let texts = ["IMG_20260101_1.jpg", "IMG_20260101_12.jpg", "IMG_20260102_3.jpg"]
        var names: [UInt8] = []
        var prefix = CommonPrefix()
        #expect(prefix.withoutDigits(of: names.span) == 0)
        for (index, text) in texts.enumerated() {
            let start = names.count
            names += Array(text.utf8)
            prefix.take(start..<names.count, of: names.span)
            #expect(prefix.withoutDigits(of: names.span) == [18, 13, 4][index])
        }
        let keys = texts.map { Self.key(Array($0.utf8), skipped: 4) }
        #expect(keys[0] < keys[1] && keys[1] < keys[2])
    }
}
