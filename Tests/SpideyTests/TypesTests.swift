import Foundation
import Testing

/// Types of files by their names and contents (RFC 9110 section 8.3, decision 0019).
@Suite struct TypesTests {
    private static let utf8 = Array("gr\u{fc}n \u{1f577}\n".utf8)
    private static let latin = [UInt8]("gr".utf8) + [0xfc, 0x6e, 0x0a]
    private static let text = "text/plain; charset=utf-8"
    private static let binary = "application/octet-stream"

    /// So many bytes of text, then these.
    private static func behind(_ count: Int, _ bytes: [UInt8]) -> [UInt8] {
        [UInt8](repeating: 0x78, count: count) + bytes
    }

    /// Name, content and type.
    private static let files: [(name: String, content: [UInt8], type: String)] = [
        ("README", utf8, text), ("Makefile", Array("all:\n\techo\n".utf8), text),
        ("LICENSE", Array("Free\u{c}".utf8), text), ("x.log.1", utf8, text),
        ("a.yaml", utf8, text), ("a.swift", utf8, text), ("a.md", utf8, text),
        ("a.rs", utf8, text), ("a.bak", utf8, text), ("empty", [], text),
        ("a.txt", utf8, text), ("a.csv", utf8, "text/csv; charset=utf-8"),
        ("latin.txt", latin, "text/plain"), ("latin.csv", latin, "text/csv"),
        ("latin", latin, binary), ("zero", [0x61, 0, 0x62], binary),
        ("escape", Array("\u{1b}[1mbold".utf8), text), ("bell", [0x61, 7], binary),
        ("overlong", [0xc0, 0xaf], binary), ("surrogate", [0xed, 0xa0, 0x80], binary),
        ("a.html", utf8, "text/html; charset=utf-8"), ("latin.html", latin, "text/html"),
        ("meta.html", Array("<meta charset=iso-8859-1>x".utf8), "text/html"),
        ("mark.html", [0xef, 0xbb, 0xbf, 0x78], "text/html"),
        ("far.html", behind(1024, Array("<meta charset=x>".utf8)), "text/html; charset=utf-8"),
        ("a.xml", Array("<?xml version='1.0' encoding='utf-8'?><a/>".utf8), "application/xml"),
        ("a.json", utf8, "application/json"), ("a.png", utf8, "image/png"),
        // Of a large file only its first page is examined, which may cut a character in two.
        ("large", behind(20_000, latin), text),
        ("cut", behind(4095, [0xc3, 0xbc] + behind(20_000, [])), text),
        ("large.txt", behind(300_000, []), text),
        ("large-latin.txt", latin + behind(20_000, []), "text/plain"),
        ("broken", behind(4095, [0xfc] + behind(20_000, [])), binary),
        // One of up to 16 KB is examined whole.
        ("edge", behind(16_379, latin), binary), ("edge.txt", behind(16_379, latin), "text/plain"),
        ("over", behind(16_380, latin), text), ("end", behind(16_383, [0xc3]), binary),
    ]

    private func build(_ folder: Folder) throws {
        for (name, content, _) in Self.files { try folder.file(name, bytes: content) }
    }

    /// GET and HEAD, again and again: in event mode from the cache as well.
    @Test(arguments: Model.all) func table(model: Model) throws {
        try withSite(model, build: build) { server throws in
            for round in 0..<3 {
                for (name, content, type) in Self.files {
                    for method in round == 0 ? ["HEAD", "GET"] : ["GET", "HEAD"] {
                        let reply = try server.request(method, "/" + name)
                        #expect(reply.status == 200 && reply["Content-Type"] == type, "\(name)")
                        #expect(reply["Content-Length"] == "\(content.count)")
                        #expect(reply.body == (method == "GET" ? content : []))
                        #expect(reply["Content-Disposition"] == nil)
                        #expect(reply["X-Content-Type-Options"] == "nosniff")
                    }
                }
            }
        }
    }

    /// A file that becomes another kind has another type with the next request.
    @Test(arguments: Model.all) func changes(model: Model) throws {
        try withSite(model) {
            try $0.file("notes", bytes: Self.utf8)
        } use: { server throws in
            for (content, type) in [
                (Self.utf8, Self.text), (Self.latin, Self.binary), ([0, 1], Self.binary),
                (Self.behind(40_000, []), Self.text), (Self.utf8, Self.text),
            ] {
                try server.folder.file("notes", bytes: content)
                for method in ["GET", "HEAD", "GET"] {
                    #expect(try server.request(method, "/notes")["Content-Type"] == type)
                }
            }
        }
    }

    @Test(arguments: Model.all) func chosen(model: Model) throws {
        let flags = [
            "--type", "md=text/markdown", "--type", ".swift=application/octet-stream", "--type",
            "old=text/plain;charset=iso-8859-1", "--type", "png=image/x-mine",
        ]
        try withSite(model, flags) { folder in
            for name in ["a.md", "a.swift", "A.SWIFT", "a.old", "a.png", "a.txt"] {
                try folder.file(name, bytes: Self.utf8)
            }
        } use: { server throws in
            for (name, type) in [
                ("a.md", "text/markdown; charset=utf-8"), ("a.swift", Self.binary),
                ("A.SWIFT", Self.binary), ("a.old", "text/plain;charset=iso-8859-1"),
                ("a.png", "image/x-mine"), ("a.txt", Self.text),
            ] {
                #expect(try server.get("/" + name)["Content-Type"] == type, "\(name)")
            }
        }
    }

    /// Files whose size says nothing are examined as they are read.
    @Test(arguments: Model.all) func generated(model: Model) throws {
        try withServer(model, ["-d", "/proc", "--no-cgi"], folder: Folder()) { server throws in
            for method in ["GET", "HEAD"] {
                #expect(try server.request(method, "/version")["Content-Type"] == Self.text)
                let zeroes = try server.request(method, "/1/cmdline")
                #expect(zeroes["Content-Type"] == Self.binary)
            }
        }
    }
}
