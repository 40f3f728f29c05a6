/// A set of ASCII octets: two words, so that membership is a shift and not a load.
///
/// The constants are written out, because a table that is computed at the first use would cost a
/// once-check on every lookup; a test compares them with the grammar of the RFCs.
struct ByteSet: Sendable {
    /// Bit n stands for octet n.
    let low: UInt64
    /// Bit n stands for octet 64 + n.
    let high: UInt64

    /// Whether the octet is a member; octets beyond ASCII never are.
    @inline(__always)
    func contains(_ octet: UInt8) -> Bool {
        let word = octet < 64 ? low : high
        return octet < 128 && (word &>> UInt64(octet & 63)) & 1 == 1
    }

    /// `tchar` of RFC 9110 section 5.6.2.
    static var token: ByteSet {
        ByteSet(low: 0x03ff_6cfa_0000_0000, high: 0x57ff_ffff_c7ff_fffe)
    }

    /// Visible ASCII but `#`: what a request target may hold. Wider than RFC 3986, because browsers
    /// send `|`, `^` and the like as they are; without `#`, because a fragment never leaves the
    /// client and two readers would disagree on where the query ends.
    static var target: ByteSet {
        ByteSet(low: 0xffff_fff6_0000_0000, high: 0x7fff_ffff_ffff_ffff)
    }

    /// `unreserved` and `sub-delims` of RFC 3986: `reg-name` without its percent-encoded octets.
    static var registeredName: ByteSet {
        ByteSet(low: 0x2bff_7fd2_0000_0000, high: 0x47ff_fffe_87ff_fffe)
    }

    /// `unreserved` of RFC 3986 section 2.3.
    static var unreserved: ByteSet {
        ByteSet(low: 0x03ff_6000_0000_0000, high: 0x47ff_fffe_87ff_fffe)
    }

    /// What may stand between the brackets of an IPv6 address.
    static var addressLiteral: ByteSet {
        ByteSet(low: 0x07ff_4000_0000_0000, high: 0x0000_007e_0000_007e)
    }
}
