/// The content of an error response: the status, one sentence that a person understands, a link to
/// the root, and a picture of Spidey.
///
/// Everything on the page follows from the status. It repeats nothing of the request and reveals
/// nothing about the server, so nothing needs escaping and nothing leaks.
package enum ErrorPage {
    /// The body of an error response, in UTF-8. The reason is the phrase that belongs to the status
    /// (RFC 9110 section 15); it goes into JSON unescaped, so it must not contain quotation marks.
    /// - Parameter home: the path of the site's start, which needs no escape in HTML.
    package static func render(
        status: UInt16, reason: StaticString, format: ErrorFormat, home: String = "/"
    ) -> [UInt8] {
        let reason = reason.description
        let sentence = sentence(for: status)
        switch format {
        case .html:
            return html(status: status, reason: reason, sentence: sentence, home: home)
        case .text:
            return Array("\(status) \(reason)\n\(sentence)\n".utf8)
        case .json:
            // Both strings are the program's own and hold nothing that JSON would escape.
            return Array(
                """
                {"status":\(status),"error":"\(reason)","message":"\(sentence)"}

                """.utf8)
        }
    }

    private static func html(
        status: UInt16, reason: String, sentence: String, home: String
    ) -> [UInt8] {
        var page: [UInt8] = []
        page.reserveCapacity(6144)
        page.append(contentsOf: PageStyle.beforeTitle)
        page.append(contentsOf: "\(status) \(reason)".utf8)
        page.append(contentsOf: PageStyle.afterTitle)
        page.append(contentsOf: ErrorPicture.style.utf8)
        page.append(contentsOf: style)
        page.append(contentsOf: ErrorPicture.drawing(of: ErrorKind(status: status)).utf8)
        page.append(
            contentsOf: """
                <p class=s>\(status)<h1>\(reason)</h1>
                <p>\(sentence)
                <p><a class=h href="\(home)">Back to the start</a></main>

                """.utf8)
        return page
    }

    private static let style = Array(
        """
        body{display:grid;min-height:100vh;padding:1.5rem;place-content:center;text-align:center}
        svg{width:min(21rem,100%);height:auto}
        p{max-width:26rem;margin:.5rem auto 1.5rem;color:var(--mute);text-wrap:balance}
        .s{margin:0;color:var(--hot);font-size:.9rem;font-weight:650;letter-spacing:.12em}
        .h{display:inline-block;padding:.5rem 1.25rem;border:1px solid var(--line);\
        border-radius:2rem;background:var(--card);color:var(--fg)}
        .h:hover{border-color:var(--hot);text-decoration:none}
        </style>
        <main>
        """.utf8)

    /// A sentence for a person who only followed a link. No jargon, no blame, no markup.
    private static func sentence(for status: UInt16) -> String {
        switch status {
        case 300...399: "What you are looking for is at another address."
        case 400: "Spidey could not make sense of this request. Typing the address again may help."
        case 401: "This part of the web is private. You need a name and a password to see it."
        case 403: "This is here, but it is not for everyone. Spidey has to keep it shut."
        case 404: "There is nothing at this address. It may have moved, or never have been here."
        case 405: "This page is fine, but it cannot be used in this way."
        case 406: "Spidey has this, but in no form that your program says it can read."
        case 408: "Nothing arrived for a while, so Spidey stopped waiting. Please try again."
        case 410: "This was here once, and is gone for good."
        case 411: "Spidey needs to know how much is coming before it starts."
        case 412: "This has changed in the meantime, so nothing was done."
        case 413: "This is more than Spidey can carry. Something smaller would work."
        case 414: "The address is far too long for Spidey to follow."
        case 415: "Spidey cannot use what was sent in this form."
        case 416: "Spidey has this, but not the part that was asked for."
        case 417: "Spidey cannot do what this request expects of it."
        case 421: "This request ended up at the wrong server."
        case 429: "That was a lot of requests. Please give Spidey a moment."
        case 431: "The request carries too much baggage. Clearing the cookies may help."
        case 500: "Something broke on the way to your page. It is not your fault."
        case 501: "Nobody has taught Spidey how to do this yet."
        case 502: "A script that should have answered said something Spidey could not understand."
        case 503: "Spidey has its hands full right now. Please try again in a moment."
        case 504: "A script took too long to answer, so Spidey stopped waiting."
        case 505: "Spidey does not speak this version of HTTP."
        case 400...499: "Spidey cannot answer this request the way it was asked."
        default: "Something went wrong on this side. It is not your fault."
        }
    }
}
