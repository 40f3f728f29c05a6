import Testing

@testable import ThorCore

@Suite struct TextTests {
    static let durations: [(Double, String)] = [
        (0, "0 ns"), (7, "7 ns"), (999, "999 ns"), (999.7, "1.00 us"), (1000, "1.00 us"),
        (12_345, "12.3 us"), (999_499, "999 us"), (999_600, "1.00 ms"), (1_234_567, "1.23 ms"),
        (9_995_000, "10.0 ms"), (99_960_000, "100 ms"), (1_500_000_000, "1.50 s"),
        (3_600_000_000_000, "3600 s"),
    ]

    @Test(arguments: durations)
    func showsDurations(_ nanoseconds: Double, _ text: String) {
        #expect(Text.duration(nanoseconds) == text)
    }

    static let rates: [(Double, String)] = [
        (0, "0.00"), (0.5, "0.50"), (9.999, "10.0"), (12.34, "12.3"), (99.96, "100"),
        (1234.6, "1,235"), (1_234_567, "1,234,567"),
    ]

    @Test(arguments: rates)
    func showsRates(_ rate: Double, _ text: String) {
        #expect(Text.rate(rate) == text)
    }

    static let shares: [(Double, String)] = [
        (0, "0 %"), (1, "100 %"), (0.00001, "<0.01 %"), (0.999999, ">99.99 %"), (0.5, "50.0 %"),
        (0.0123, "1.23 %"), (0.995, "99.50 %"),
    ]

    @Test(arguments: shares)
    func showsShares(_ share: Double, _ text: String) {
        #expect(Text.percent(share) == text)
    }

    @Test func groupsDigits() {
        #expect(Text.grouped(0) == "0")
        #expect(Text.grouped(999) == "999")
        #expect(Text.grouped(1000) == "1,000")
        #expect(Text.grouped(12_345_678) == "12,345,678")
    }

    @Test func showsBytes() {
        #expect(Text.bytes(999) == "999 B")
        #expect(Text.bytes(1000) == "1.00 kB")
        #expect(Text.bytes(1_234_567_890) == "1.23 GB")
    }

    @Test(arguments: [(0.02, 2, "0.02"), (1.005, 1, "1.0"), (-0.04, 1, "0.0"), (-1.5, 1, "-1.5")])
    func roundsDecimals(_ value: Double, _ decimals: Int, _ text: String) {
        #expect(Text.fixed(value, decimals) == text)
    }

    // RFC 4648 section 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
    func base64(_ plain: String, _ encoded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(plain.utf8))
    }

    @Test(arguments: ["Zg=", "Z", "Zm9*", "=Zm9"])
    func refusesBase64(_ text: String) { #expect(Base64.decode(text) == nil) }

    // FIPS 180-4 examples, and a length on each side of a block's padding.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            String(repeating: "a", count: 1000),
            "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"
        ),
    ])
    func sha256(_ text: String, _ digest: String) {
        var whole = SHA256()
        whole.update(Array(text.utf8).span)
        #expect(hexadecimal(whole.finished()) == digest)
        var pieces = SHA256()
        for byte in text.utf8 { pieces.update([byte].span) }
        #expect(hexadecimal(pieces.finished()) == digest)
    }

    private func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { PercentEncoding.hexadecimal($0).lowercased() }.joined()
    }

    @Test func encodesForms() {
        #expect(PercentEncoding.encodeFormPart("a b&c=d/\u{E9}") == "a+b%26c%3Dd%2F%C3%A9")
    }
}
