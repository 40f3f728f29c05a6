import Foundation
import Testing

/// What stands for something else gives way as soon as that appears, and is nobody else's answer.
/// In an event loop the second request of a pair is mostly answered from the cache.
@Suite struct SubstituteTests {
    private static let page = ["Accept: text/html"]

    /// A listing that a client gets because it does not take HTML is not for those who do.
    @Test(arguments: Model.all) func listingsOfOthers(model: Model) throws {
        try withSite(model, ["--spa"]) {
            try $0.file("index.html", "<p>start")
            try $0.file("sub/x.txt", "x")
        } use: { server throws in
            for accept in ["text/plain", "*/*;q=0", "text/html;q=0"] {
                for _ in 0..<3 { _ = try server.get("/sub/", ["Accept: \(accept)"]) }
                #expect(try server.get("/sub/", Self.page).text == "<p>start", "\(accept)")
            }
        }
    }

    /// What was missing is served once something that stands for it is there.
    @Test(arguments: Model.all) func pagesThatAppear(model: Model) throws {
        try withSite(model, ["--pretty", "--spa"]) {
            try $0.file("sub/x.txt", "x")
        } use: { server throws in
            for _ in 0..<2 {
                #expect(try server.get("/about", Self.page).status == 404)
                #expect(try server.get("/sub/", Self.page).text.contains("x.txt"))
            }
            try server.folder.file("about.html", "<p>about")
            #expect(try server.get("/about", Self.page).text == "<p>about")
            #expect(try server.get("/other", Self.page).status == 404)
            try server.folder.file("index.html", "<p>start")
            #expect(try server.get("/other", Self.page).text == "<p>start")
            #expect(try server.get("/sub/", Self.page).text == "<p>start")
        }
    }

    /// Only a path that ends with its name and one slash has a page one level up.
    @Test(arguments: Model.all) func manySlashes(model: Model) throws {
        try withSite(model, ["--pretty", "--hidden"]) {
            try $0.file("about.html", "<p>about")
            try $0.file("...html", "<p>dots")
        } use: { server throws in
            #expect(try server.get("/about/")["Location"] == "../about")
            for target in ["/about//", "/about/x/..", "/about/./"] {
                #expect(try server.get(target).status == 404, "\(target)")
            }
            #expect(try server.get("/...html").text == "<p>dots")
        }
    }

    /// The one file that is served is that file, also when a directory has taken its name.
    @Test(arguments: Model.all) func oneFileOnly(model: Model) throws {
        let folder = try Folder()
        try folder.file("a.txt", "alone")
        try withServer(model, folder: folder, argument: folder.site + "/a.txt") { server throws in
            #expect(try server.get("/a.txt").text == "alone")
            #expect(try server.get("/").text == "alone")
            try FileManager.default.removeItem(atPath: folder.site + "/a.txt")
            try folder.file("a.txt/in", "inside")
            for target in ["/", "/a.txt", "/a.txt/", "/a.txt/in"] {
                #expect(try server.get(target).status == 404, "\(target)")
            }
        }
    }

    /// How long a file may be kept says nothing of what is sent in its place.
    @Test(arguments: Model.all) func freshnessOfErrors(model: Model) throws {
        let flags = ["--spa", "--header", "/assets/** Cache-Control: max-age=31536000"]
        try withSite(model, flags) {
            try $0.file("index.html", "<p>start")
            try $0.file("assets/app.js", "app()")
            try $0.file("assets/dir/x.js", "x()")
        } use: { server throws in
            #expect(try server.get("/assets/app.js")["Cache-Control"] == "max-age=31536000")
            for (target, status) in [
                ("/assets/none.js", 404), ("/assets/dir", 301), ("/assets/route", 200),
            ] {
                let reply = try server.get(target, Self.page)
                #expect(reply.status == status, "\(target)")
                #expect(reply["Cache-Control"] == "no-cache", "\(target)")
            }
            let failed = try server.get("/assets/app.js", ["If-Match: \"none\""])
            #expect(failed.status == 412 && failed["Cache-Control"] != "max-age=31536000")
        }
    }
}
