import Testing

@testable import ThorCore

@Suite struct CSVReaderTests {
    private func records(_ text: String) throws(CSVReader.Problem) -> [[String]] {
        var reader = CSVReader(Array(text.utf8))
        var records: [[String]] = []
        while let record = try reader.next() { records.append(record) }
        return records
    }

    @Test(
        arguments: [
            ("", []), ("\n\n", []), ("a", [["a"]]), ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
            ("a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]), ("a,,\n", [["a", "", ""]]),
            (",\n", [["", ""]]), ("\"a\",b", [["a", "b"]]), ("\"a,b\",c", [["a,b", "c"]]),
            ("\"say \"\"hi\"\"\",\"\"", [["say \"hi\"", ""]]),
            ("\"two\nlines\",x\ny,z", [["two\nlines", "x"], ["y", "z"]]),
            ("a\n\r\n\nb\n", [["a"], ["b"]]), ("\u{FEFF}a,b", [["a", "b"]]),
            ("a b , c", [["a b ", " c"]]), ("ä,\u{1F577}", [["ä", "\u{1F577}"]]),
            ("a\rb,c", [["a\rb", "c"]]), ("a\r", [["a\r"]]),
        ] as [(String, [[String]])])
    func reads(_ text: String, _ expected: [[String]]) throws {
        #expect(try records(text) == expected)
    }

    @Test(arguments: [
        ("a\nb\"c", 2, "a quote inside"), ("a\n\"b\nc\"d", 3, "text behind"),
        ("x\n\n\"never", 3, "never closed"), ("\"a\"\"", 1, "never closed"),
    ])
    func refuses(_ text: String, _ line: Int, _ what: String) {
        do throws(CSVReader.Problem) {
            _ = try records(text)
            Issue.record("\(text) was read")
        } catch {
            #expect(error.line == line)
            #expect(error.what.contains(what))
        }
    }

    @Test func linesAreWhereRecordsBegin() throws {
        var reader = CSVReader(Array("h\n\n\"a\nb\"\nc".utf8))
        var lines: [Int] = []
        while try reader.next() != nil { lines.append(reader.line) }
        #expect(lines == [1, 3, 5])
    }

    /// What Thor writes it reads again.
    @Test(arguments: ["plain", "a,b", "\"", "two\r\nlines", "", "ends with \""])
    func quotingComesBack(_ field: String) throws {
        #expect(try records(CSV.line([field, "x"])) == [[field, "x"]])
    }
}
