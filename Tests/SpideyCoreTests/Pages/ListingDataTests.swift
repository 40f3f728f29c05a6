import Testing

@testable import SpideyCore

@Suite struct ListingDataTests {
    private func page(
        _ path: [String], _ entries: [(String, ListingEntry)], hidden: Int = 0, isCut: Bool = false
    ) -> String {
        var data = ListingData()
        var page: [UInt8] = []
        data.appendTop(path.map { Array($0.utf8) }, to: &page)
        for (name, entry) in entries {
            let bytes = Array(name.utf8)
            data.append(entry, name: bytes.span, to: &page)
        }
        var summary = ListingSummary()
        summary.hidden = hidden
        summary.isCut = isCut
        data.appendBottom(summary, to: &page)
        return String(decoding: page, as: UTF8.self)
    }

    @Test func root() {
        #expect(
            page([], []) == """
                {"path":"/","parent":null,"entries":[
                ],"directories":0,"files":0,"size":0,"shown":0,"total":0,"truncated":false}

                """)
    }

    @Test func entriesOfAllKinds() {
        let found = page(
            ["a b", "\"c\""],
            [
                ("d e", .init(kind: .directory, size: 4096, modified: 0)),
                ("<f>.txt", .init(kind: .file, size: 1234, modified: 784_111_777)),
                ("g", .init(kind: .file, isLink: true, size: 1, modified: 1_000_000_000)),
                ("run", .init(kind: .script, size: 10, modified: -1)),
                ("fifo", .init(kind: .other, size: 7, modified: .max)),
            ], hidden: 3)
        #expect(
            found == #"""
                {"path":"/a b/\"c\"/","parent":"../","entries":[
                {"name":"d e","href":"./d%20e/","type":"directory",\#
                "modified":"1970-01-01T00:00:00Z"},
                {"name":"<f>.txt","href":"./%3Cf%3E.txt","type":"file","size":1234,\#
                "modified":"1994-11-06T08:49:37Z"},
                {"name":"g","href":"./g","type":"file","link":true,"size":1,\#
                "modified":"2001-09-09T01:46:40Z"},
                {"name":"run","href":"./run","type":"script","size":10,\#
                "modified":"1969-12-31T23:59:59Z"},
                {"name":"fifo","type":"special","modified":"9999-12-30T23:59:59Z"}
                ],"directories":1,"files":4,"size":1245,"shown":5,"total":8,"truncated":true}

                """#)
    }

    /// What was not read to its end has no total.
    @Test func cutShort() {
        let found = page([], [("a", .init(kind: .file, size: 2, modified: 0))], isCut: true)
        #expect(found.contains(#""shown":1,"total":null,"truncated":true"#))
    }
}
