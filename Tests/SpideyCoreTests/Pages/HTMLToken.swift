/// A tokenizer for the HTML that Spidey writes, after the states of the HTML standard that matter:
/// what it reports as a tag is what a browser would take for one.
enum HTMLToken: Equatable {
    case text(String)
    case start(String, [String: String])
    case end(String)

    static func tokenize(_ bytes: [UInt8]) -> [HTMLToken] {
        // Scalars, since a name may put a combining mark behind our quotation mark.
        let page = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
        var tokens: [HTMLToken] = []
        var index = 0
        var text = ""
        func flush() {
            if !text.isEmpty { tokens.append(.text(decoded(text))) }
            text = ""
        }
        while index < page.count {
            guard page[index] == "<", index + 1 < page.count,
                page[index + 1].properties.isAlphabetic
                    || "/!".unicodeScalars.contains(page[index + 1])
            else {
                text.unicodeScalars.append(page[index])
                index += 1
                continue
            }
            flush()
            let isEnd = page[index + 1] == "/"
            index += isEnd ? 2 : 1
            let name = word(page, &index, until: " \n\t/>")
            let attributes = attributes(page, &index)
            tokens.append(isEnd ? .end(name) : .start(name, attributes))
            if !isEnd, name == "style" || name == "title" {
                // Raw text, and escapable raw text: nothing is a tag until its own end tag.
                let end = "</\(name)>".unicodeScalars
                while index < page.count, !page[index...].starts(with: end) {
                    text.unicodeScalars.append(page[index])
                    index += 1
                }
                flush()
            }
        }
        flush()
        return tokens
    }

    private static func attributes(
        _ page: [Unicode.Scalar], _ index: inout Int
    ) -> [String: String] {
        var attributes: [String: String] = [:]
        while index < page.count, page[index] != ">" {
            if " \n\t/".unicodeScalars.contains(page[index]) {
                index += 1
                continue
            }
            let name = word(page, &index, until: " \n\t/>=")
            var value = ""
            if index < page.count, page[index] == "=" {
                index += 1
                if index < page.count, page[index] == "\"" || page[index] == "'" {
                    let quote = String(page[index])
                    index += 1
                    value = word(page, &index, until: quote)
                    index += 1
                } else {
                    value = word(page, &index, until: " \n\t>")
                }
            }
            attributes[name] = decoded(value)
        }
        index += 1
        return attributes
    }

    private static func word(
        _ page: [Unicode.Scalar], _ index: inout Int, until stops: String
    ) -> String {
        var word = ""
        while index < page.count, !stops.unicodeScalars.contains(page[index]) {
            word.unicodeScalars.append(page[index])
            index += 1
        }
        return word
    }

    private static func decoded(_ text: String) -> String {
        var output = ""
        var rest = Array(text.unicodeScalars)[...]
        let references = [
            ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"),
        ]
        while let first = rest.first {
            if first == "&",
                let found = references.first(where: { rest.starts(with: $0.0.unicodeScalars) })
            {
                output += found.1
                rest = rest.dropFirst(found.0.unicodeScalars.count)
            } else {
                output.unicodeScalars.append(first)
                rest = rest.dropFirst()
            }
        }
        return output
    }
}
