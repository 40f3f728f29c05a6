import Testing

@testable import HTTPWire

/// Conditional requests, RFC 9110 section 13, of a representation with the tag `"a,b"` (or another
/// one), modified at 08:49:37.
struct PreconditionsTests {
    private static let modified = 784_111_777
    private static let now = 1_767_225_600

    struct Case: Sendable, CustomTestStringConvertible {
        let section: String
        let lines: [String]
        var expected: PreconditionOutcome
        var method = "GET"
        var etag: EntityTag? = EntityTag(octets("a,b"))
        var hasDate = true
        var testDescription: String { "\(section): \(method) \(lines)" }

        init(
            _ section: String, _ lines: String..., gives expected: PreconditionOutcome,
            method: String = "GET"
        ) {
            (self.section, self.lines, self.expected) = (section, lines, expected)
            self.method = method
        }

        func of(_ etag: EntityTag?, hasDate: Bool = true) -> Case {
            var other = self
            (other.etag, other.hasDate) = (etag, hasDate)
            return other
        }

        func with(_ method: String, gives expected: PreconditionOutcome) -> Case {
            var other = self
            (other.method, other.expected) = (method, expected)
            return other
        }
    }

    static let ifMatch: [Case] = [
        Case("13.1.1 the same tag", "If-Match: \"a,b\"", gives: .perform),
        Case("13.1.1 another tag", "If-Match: \"a\"", gives: .failed),
        Case("13.1.1 in a list", "If-Match: \"x\", \"a,b\",\"y\"", gives: .perform),
        Case("13.1.1 in the second line", "If-Match: \"x\"", "If-Match: \"a,b\"", gives: .perform),
        Case("13.1.1 anything", "If-Match: *", gives: .perform),
        Case("13.1.1 anything, without a tag", "If-Match: *", gives: .perform).of(nil),
        Case("13.1.1 a tag, but there is none", "If-Match: \"a,b\"", gives: .failed).of(nil),
        Case("8.8.3.2 weak in the request", "If-Match: W/\"a,b\"", gives: .failed),
        Case("8.8.3.2 both weak", "If-Match: W/\"a,b\"", gives: .failed)
            .of(EntityTag(octets("a,b"), isWeak: true)),
        Case("8.8.3.2 weak here", "If-Match: \"a,b\"", gives: .failed)
            .of(EntityTag(octets("a,b"), isWeak: true)),
        Case("13.1.1 malformed matches nothing", "If-Match: a,b", gives: .failed),
        Case("13.1.1 empty matches nothing", "If-Match:", gives: .failed),
        Case("13.2.2 the list is no *", "If-Match: *, \"a\"", gives: .failed),
        Case("13.2.2 two lines are no *", "If-Match: *", "If-Match: \"a\"", gives: .failed),
    ]

    static let ifNoneMatch: [Case] = [
        Case("13.1.2 the same tag", "If-None-Match: \"a,b\"", gives: .notModified),
        Case("13.1.2 another tag", "If-None-Match: \"a\"", gives: .perform),
        Case("13.1.2 a prefix", "If-None-Match: \"a,\"", gives: .perform),
        Case("13.1.2 the case counts", "If-None-Match: \"A,B\"", gives: .perform),
        Case("13.1.2 anything", "If-None-Match: *", gives: .notModified),
        Case("13.1.2 anything, without a tag", "If-None-Match: *", gives: .notModified).of(nil),
        Case("13.1.2 a tag, but there is none", "If-None-Match: \"a,b\"", gives: .perform).of(nil),
        Case("13.1.2 in a list", "If-None-Match: \"x\" ,W/\"y\",, \"a,b\"", gives: .notModified),
        Case(
            "5.3 in the third line", "If-None-Match: \"x\"", "If-None-Match:",
            "If-None-Match: \"a,b\"", gives: .notModified),
        Case("8.8.3.2 weak in the request", "If-None-Match: W/\"a,b\"", gives: .notModified),
        Case("8.8.3.2 weak here", "If-None-Match: \"a,b\"", gives: .notModified)
            .of(EntityTag(octets("a,b"), isWeak: true)),
        Case("8.8.3.2 both weak", "If-None-Match: W/\"a,b\"", gives: .notModified)
            .of(EntityTag(octets("a,b"), isWeak: true)),
        Case("8.8.3 W is upper case", "If-None-Match: w/\"a,b\"", gives: .perform),
        Case("8.8.3 nothing behind W/", "If-None-Match: W/", gives: .perform),
        Case("8.8.3 obs-text", "If-None-Match: \"\u{e9}\"", gives: .notModified)
            .of(EntityTag([0xe9])),
        Case("8.8.3 empty", "If-None-Match: \"\"", gives: .notModified).of(EntityTag([])),
        Case("8.8.3 no backslash", "If-None-Match: \"a\\\"", gives: .notModified)
            .of(EntityTag(octets("a\\"))),
        Case("8.8.3 a space ends it", "If-None-Match: \"a b\"", gives: .perform),
        Case("8.8.3 without quotes", "If-None-Match: a,b", gives: .perform),
        Case("8.8.3 never closed", "If-None-Match: \"a,b", gives: .perform),
        Case("8.8.3 closed twice", "If-None-Match: \"a,b\"\"", gives: .perform),
        Case("8.8.3 more behind it", "If-None-Match: \"a,b\" x", gives: .perform),
        Case("8.8.3 after garbage", "If-None-Match: x y z, \"a,b\"", gives: .notModified),
        Case("8.8.3 after one never closed", "If-None-Match: \"x y, \"a,b\"", gives: .notModified),
        Case("13.1.2 the list is no *", "If-None-Match: *, \"x\"", gives: .perform),
        Case("13.1.2 * need not be first", "If-None-Match: \"a,b\", *", gives: .notModified),
    ]

    private static let date = "Sun, 06 Nov 1994 08:49:37 GMT"
    private static let before = "Sun, 06 Nov 1994 08:49:36 GMT"
    private static let after = "Sun, 06 Nov 1994 08:49:38 GMT"

    static let dates: [Case] = [
        Case("13.1.3 the same date", "If-Modified-Since: \(date)", gives: .notModified),
        Case("13.1.3 an earlier one", "If-Modified-Since: \(before)", gives: .perform),
        Case("13.1.3 a later one", "If-Modified-Since: \(after)", gives: .notModified),
        Case(
            "13.1.3 one in the future", "If-Modified-Since: Sat, 01 Jan 2089 00:00:00 GMT",
            gives: .notModified),
        Case(
            "5.6.7 rfc850-date", "If-Modified-Since: Sunday, 06-Nov-94 08:49:37 GMT",
            gives: .notModified),
        Case(
            "5.6.7 rfc850-date, earlier", "If-Modified-Since: Sunday, 06-Nov-94 08:49:36 GMT",
            gives: .perform),
        Case(
            "5.6.7 asctime-date", "If-Modified-Since: Sun Nov  6 08:49:37 1994",
            gives: .notModified),
        Case("13.1.3 no date", "If-Modified-Since: yesterday", gives: .perform),
        Case("13.1.3 no date", "If-Modified-Since: 784111777", gives: .perform),
        Case("13.1.3 an impossible date", "If-Modified-Since: \(after) GMT", gives: .perform),
        Case("13.1.3 a list", "If-Modified-Since: \(date), \(date)", gives: .perform),
        Case(
            "13.1.3 two lines", "If-Modified-Since: \(date)", "If-Modified-Since: \(date)",
            gives: .perform),
        Case("13.1.3 no date here", "If-Modified-Since: \(after)", gives: .perform)
            .of(nil, hasDate: false),
        Case("13.1.4 the same date", "If-Unmodified-Since: \(date)", gives: .perform),
        Case("13.1.4 an earlier one", "If-Unmodified-Since: \(before)", gives: .failed),
        Case("13.1.4 a later one", "If-Unmodified-Since: \(after)", gives: .perform),
        Case("13.1.4 no date", "If-Unmodified-Since: never", gives: .perform),
        Case("13.1.4 a list", "If-Unmodified-Since: \(before), \(before)", gives: .perform),
        Case("13.1.4 no date here", "If-Unmodified-Since: \(before)", gives: .perform)
            .of(nil, hasDate: false),
    ]

    static let order: [Case] = [
        Case(
            "13.2.2 step 1 before 2", "If-Unmodified-Since: \(before)", "If-Match: \"a,b\"",
            gives: .perform),
        Case(
            "13.2.2 step 1 before 2", "If-Match: \"x\"", "If-Unmodified-Since: \(after)",
            gives: .failed),
        Case(
            "13.2.2 step 1 before 3", "If-None-Match: \"a,b\"", "If-Match: \"x\"",
            gives: .failed),
        Case(
            "13.2.2 step 1, then 3", "If-Match: \"a,b\"", "If-None-Match: \"a,b\"",
            gives: .notModified),
        Case(
            "13.2.2 step 2, then 3", "If-Unmodified-Since: \(date)", "If-None-Match: \"a,b\"",
            gives: .notModified),
        Case(
            "13.2.2 step 2 before 4", "If-Modified-Since: \(date)",
            "If-Unmodified-Since: \(before)", gives: .failed),
        Case(
            "13.2.2 step 2, then 4", "If-Unmodified-Since: \(date)", "If-Modified-Since: \(date)",
            gives: .notModified),
        Case(
            "13.1.3 ignored with If-None-Match", "If-Modified-Since: \(date)",
            "If-None-Match: \"x\"", gives: .perform),
        Case(
            "13.1.3 ignored with If-None-Match", "If-Modified-Since: \(before)",
            "If-None-Match: \"a,b\"", gives: .notModified),
        Case(
            "13.1.3 ignored with a malformed If-None-Match", "If-Modified-Since: \(date)",
            "If-None-Match: x", gives: .perform),
        Case(
            "13.1.3 ignored with If-None-Match, without a tag", "If-Modified-Since: \(date)",
            "If-None-Match: \"a,b\"", gives: .perform
        ).of(nil),
        Case("13.2.2 nothing to evaluate", "Accept: */*", gives: .perform),
    ]

    /// Section 13.1.2: 304 is for GET and HEAD.
    static let methods: [Case] =
        ifNoneMatch.filter { $0.expected == .notModified }.flatMap {
            [$0.with("HEAD", gives: .notModified), $0.with("PUT", gives: .failed)]
        }
        + dates.filter { $0.expected == .notModified }.flatMap {
            [$0.with("HEAD", gives: .notModified), $0.with("POST", gives: .perform)]
        } + ifMatch.map { $0.with("DELETE", gives: $0.expected) }

    @Test(arguments: ifMatch + ifNoneMatch + dates + order + methods, Arrival.allCases)
    func table(_ row: Case, _ arrival: Arrival) throws {
        let head = try parsedHead(row.method, row.lines, arrival)
        let validators = Validators(
            etag: row.etag, lastModified: row.hasDate ? Self.modified : nil)
        #expect(head.evaluatePreconditions(validators, now: Self.now) == row.expected)
        let isNamed = row.lines.contains { $0.hasPrefix("If-") }
        #expect(head.isConditional == isNamed)
    }

    // MARK: If-Range

    /// Values of If-Range, and whether a range is sent; with a strong date and without.
    static let rangeCases: [(section: String, lines: [String], Bool, Bool)] = [
        ("13.1.5 absent", [], true, true),
        ("13.1.5 the same tag", ["If-Range: \"a,b\""], true, true),
        ("13.1.5 another tag", ["If-Range: \"a\""], false, false),
        ("13.1.5 a weak tag", ["If-Range: W/\"a,b\""], false, false),
        ("13.1.5 no list", ["If-Range: \"a,b\", \"a,b\""], false, false),
        ("13.1.5 no *", ["If-Range: *"], false, false),
        ("13.1.5 nothing", ["If-Range:"], false, false),
        ("13.1.5 two lines", ["If-Range: \"a,b\"", "If-Range: \"a,b\""], false, false),
        ("13.1.5 the same date", ["If-Range: \(date)"], true, false),
        ("13.1.5 an earlier date", ["If-Range: \(before)"], false, false),
        ("13.1.5 a later date is no match", ["If-Range: \(after)"], false, false),
        ("13.1.5 the date otherwise", ["If-Range: Sun Nov  6 08:49:37 1994"], true, false),
        ("13.1.5 no date", ["If-Range: now"], false, false),
    ]

    @Test(arguments: rangeCases, Arrival.allCases)
    func ifRange(
        _ row: (section: String, lines: [String], Bool, Bool), _ arrival: Arrival
    ) throws {
        let head = try parsedHead("GET", row.lines + ["Range: bytes=0-"], arrival)
        for isDateStrong in [true, false] {
            let validators = Validators(
                etag: EntityTag(octets("a,b")), lastModified: Self.modified,
                isDateStrong: isDateStrong)
            let expected = isDateStrong ? row.2 : row.3
            #expect(head.allowsRange(validators, now: Self.now) == expected, "\(row.section)")
        }
        guard !row.lines.isEmpty else { return }
        // Section 13.1.5: a weak tag of the representation's is no better, nor is none.
        for etag in [EntityTag(octets("a,b"), isWeak: true), nil] {
            #expect(!head.allowsRange(Validators(etag: etag), now: Self.now))
        }
    }
}
