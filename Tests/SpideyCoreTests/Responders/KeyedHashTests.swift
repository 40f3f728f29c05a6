import Testing

@testable import SpideyCore

@Suite struct KeyedHashTests {
    /// Octets 0, 1, 2 and so on under the key of octets 0 to 15, as OpenSSL 3 computes their hash.
    static let vectors: [(count: Int, hash: String)] = [
        (0, "A3817F04BA25A8E66DF67214C7550293"), (1, "DA87C1D86B99AF44347659119B22FC45"),
        (7, "A1F1EBBED8DBC153C0B84AA61FF08239"), (8, "3B62A9BA6258F5610F83E264F31497B4"),
        (9, "264499060AD9BAABC47F8B02BB6D71ED"), (15, "5493E99933B0A8117E08EC0F97CFC3D9"),
        (16, "6EE2A4CA67B054BBFD3315BF85230577"), (63, "5150D1772F50834A503E069A973FBD7C"),
        (1000, "24DAFA789AE03D86536A4B57372F0BA6"),
    ]

    @Test(arguments: vectors) func published(count: Int, hash: String) {
        let octets = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        let keyed = KeyedHash(key: (0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908))
        let digest = keyed.digest(of: octets.span)
        let text = [digest.0, digest.1].map { half in
            let digits = String(half.byteSwapped, radix: 16, uppercase: true)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
        #expect(text == hash)
    }

    /// Two servers do not share a key.
    @Test func keysDiffer() {
        let octets: [UInt8] = [1, 2, 3]
        let (one, other) = (KeyedHash(), KeyedHash())
        #expect(one.digest(of: octets.span) == one.digest(of: octets.span))
        #expect(one.digest(of: octets.span) != other.digest(of: octets.span))
    }
}
