import Foundation
import SystemCalls
import SystemPackage
import Testing

/// Programs that are executed only where they lie beneath a directory.
@Suite struct ScriptSpawnTests {
    private static let environment = ["PATH=/usr/bin:/bin"].map { Array($0.utf8) }

    /// Runs a script to its end.
    /// - Parameters:
    ///   - script: relative to `root`.
    ///   - directory: where its name is looked up; nil for the directory that holds it.
    private func run(
        _ script: String, beneath root: String, from directory: String? = nil,
        by resolver: PathResolver = PathResolver()
    ) throws(SystemError) -> String {
        let top = try Descriptor.openDirectory(root)
        let parts = script.split(separator: "/")
        let parent = parts.dropLast().joined(separator: "/")
        let place = try Descriptor.openDirectory(directory ?? "\(root)/\(parent)")
        while true {
            let input = try Processes.pipe()
            let output = try Processes.pipe()
            do throws(SystemError) {
                let process = try Processes.spawn(
                    script: Array(script.utf8), beneath: top, by: resolver,
                    name: Array(parts.last!.utf8), directory: place,
                    environment: Self.environment, input: input.reading, output: output.writing)
                // Its standard input ends.
                _ = input.takeWriting()
                return try read(output.takeReading(), until: process)
            } catch  where error.errno == .textFileBusy {
                // Another test has just forked, and that child has the file open for writing.
                continue
            }
        }
    }

    private func read(
        _ output: consuming Descriptor, until process: ProcessID
    ) throws(SystemError) -> String {
        let buffer = ByteBuffer(initial: 1024, maximum: 1 << 20)
        while case .moved = try buffer.read(from: output) {}
        _ = Processes.wait(process)
        return buffer.withBytes { bytes in
            String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
        }
    }

    private func outcome(_ script: String, _ root: String) -> Result<String, SystemError> {
        Result { () throws(SystemError) in try run(script, beneath: root) }
    }

    private func tree() throws -> TemporaryDirectory {
        let outer = TemporaryDirectory()
        let report = "#!/bin/sh\necho \"$0 $# $PWD $(basename \"$PWD\")\"; echo at $(pwd)\n"
        try outer.write("root/sub/run.sh", report, mode: 0o755)
        try outer.write("root/other/run.sh", "#!/bin/sh\necho other\n", mode: 0o755)
        try outer.link("root/other/link.sh", to: "../sub/run.sh")
        try outer.link("root/other/chain.sh", to: "link.sh")
        try outer.link("root/linked", to: "sub")
        try outer.write("outside.sh", "#!/bin/sh\necho outside\n", mode: 0o755)
        try outer.link("root/other/out.sh", to: "../../outside.sh")
        try outer.link("root/other/absolute.sh", to: outer.path + "/root/sub/run.sh")
        return outer
    }

    /// `$0` and the working directory are as if the name itself had been executed.
    static let scripts = [
        ("sub/run.sh", "./run.sh", "sub"), ("other/link.sh", "./link.sh", "other"),
        ("other/chain.sh", "./chain.sh", "other"), ("linked/run.sh", "./run.sh", "sub"),
        ("other/absolute.sh", "./absolute.sh", "other"),
    ]

    @Test(arguments: scripts, PathResolver.Means.both)
    func runsWhereItWasAskedFor(
        _ row: (script: String, name: String, directory: String), means: PathResolver.Means
    ) throws {
        let (script, name, directory) = row
        let outer = try tree()
        let output = try run(
            script, beneath: outer.path + "/root", by: PathResolver(means: means))
        #expect(output.hasPrefix("\(name) 0 "), "\(output)")
        #expect(output.hasSuffix("at \(outer.path)/root/\(directory)\n"), "\(output)")
    }

    /// Nothing that this process has open reaches a script, not even the directory it is found in.
    @Test func startsClean() throws {
        let outer = try tree()
        let root = outer.path + "/root"
        let list = "#!/bin/sh\nls -l /proc/self/fd\n"
        try outer.write("root/sub/list.sh", list, mode: 0o755)
        try outer.link("root/sub/link.sh", to: "list.sh")
        for script in ["sub/list.sh", "sub/link.sh"] {
            let output = try run(script, beneath: root)
            #expect(output.contains("2 -> "), "\(output)")
            #expect(!output.contains(root), "\(output)")
        }
    }

    @Test(arguments: ["other/out.sh", "../outside.sh"], PathResolver.Means.both)
    func nothingOutsideIsExecuted(script: String, means: PathResolver.Means) throws {
        let outer = try tree()
        #expect(throws: SystemError(call: "openat2", errno: .improperLink)) {
            try run(
                script, beneath: outer.path + "/root", from: outer.path + "/root/other",
                by: PathResolver(means: means))
        }
    }

    /// Unless links may lead outside.
    @Test(arguments: PathResolver.Means.both) func outside(means: PathResolver.Means) throws {
        let outer = try tree()
        let resolver = PathResolver(links: .outside, means: means)
        let output = try run("other/out.sh", beneath: outer.path + "/root", by: resolver)
        #expect(output == "outside\n")
    }

    /// The name has come to mean another file than the one that was found.
    @Test func anotherFileIsNotExecuted() throws {
        let outer = try tree()
        #expect(throws: SystemError(call: "execveat", errno: .staleNFSFileHandle)) {
            try run("sub/run.sh", beneath: outer.path + "/root", from: outer.path + "/root/other")
        }
    }

    /// The first line of a file, as the kernel reads it, and as this module does for a script that
    /// a symbolic link leads to.
    static let beginnings: [String] = [
        "#!/bin/echo\n", "#!/bin/echo a b\n", "#! /bin/echo \t a b \t \n", "#!\t/bin/echo\t-n\n",
        "#!/bin/echo", "#!/bin/echo a b", "#!/bin/echo  ", "#!/bin/echo a b  ", "#!/bin/echo\0 a\n",
        "#!/bin/echo a\0b\n", "#!", "#!\n", "#!  \t\n", "#!  ", "#", "", "echo\n",
        "\n#!/bin/echo\n",
        "#!/bin/echo\r\n", "#!/no/such\n", "#!echo\n", "#!/\n", "#!/etc/passwd\n",
        "#!/bin/echo " + String(repeating: "x", count: 242) + "\n",
        "#!/bin/echo " + String(repeating: "x", count: 243) + "\n",
        "#!/bin/echo " + String(repeating: "x", count: 244) + "\n",
        "#!/bin/echo " + String(repeating: "x", count: 400) + "\n",
        "#!" + String(repeating: " ", count: 243) + "/bin/echo\n",
        "#!" + String(repeating: " ", count: 244) + "/bin/echo\n",
        "#!" + String(repeating: " ", count: 245) + "/bin/echo\n",
        "#!" + String(repeating: " ", count: 300) + "/bin/echo\n",
        "#!/bin/" + String(repeating: "x", count: 300) + "\n", "#!/bin/echo\necho \t b\n",
        "\u{7f}ELF",
    ]

    @Test(arguments: beginnings) func linesAreReadAsTheKernelReadsThem(line: String) throws {
        let directory = TemporaryDirectory()
        try directory.write("run", line, mode: 0o755)
        try directory.link("link", to: "run")
        let byName = outcome("run", directory.path)
        let byLink = outcome("link", directory.path)
        switch (byName, byLink) {
        case (.success(let one), .success(let other)):
            #expect(one.contains("./run"), "\(one)")
            #expect(one.replacing("./run", with: "./link") == other)
        case (.failure(let one), .failure(let other)):
            // Where no interpreter is named and nothing follows, kernels differ in the error.
            let isBare = line.wholeMatch(of: /#! */) != nil
            #expect(one.errno == other.errno || isBare, "\(one), \(other)")
        default: Issue.record("\(byName), \(byLink)")
        }
    }

    /// A binary behind a symbolic link is executed by its descriptor, with the same arguments.
    @Test func binaries() throws {
        let directory = TemporaryDirectory()
        let echo = try Data(contentsOf: URL(fileURLWithPath: "/bin/sh").resolvingSymlinksInPath())
        let file = directory.path + "/binary"
        try echo.write(to: URL(fileURLWithPath: file))
        chmod(file, 0o755)
        try directory.link("link", to: "binary")
        // A shell without a command reads its standard input, which has ended.
        #expect(try run("binary", beneath: directory.path) == "")
        #expect(try run("link", beneath: directory.path) == "")
    }

    /// What cannot be executed, the call that says so, and its error.
    static let failures: [(String, SystemError)] = [
        ("none", SystemError(call: "openat2", errno: .noSuchFileOrDirectory)),
        ("sub", SystemError(call: "execveat", errno: .permissionDenied)),
        ("plain", SystemError(call: "execveat", errno: .permissionDenied)),
        ("to-plain", SystemError(call: "execveat", errno: .permissionDenied)),
        ("noformat", SystemError(call: "execveat", errno: .execFormatError)),
        ("to-noformat", SystemError(call: "execveat", errno: .execFormatError)),
        ("nointerpreter", SystemError(call: "execveat", errno: .noSuchFileOrDirectory)),
        ("to-nointerpreter", SystemError(call: "execve", errno: .noSuchFileOrDirectory)),
    ]

    @Test(arguments: failures) func namesTheCallThatFailed(script: String, error: SystemError)
        throws
    {
        let directory = TemporaryDirectory()
        try directory.write("sub/file", "")
        try directory.write("plain", "#!/bin/sh\n", mode: 0o644)
        try directory.write("noformat", "echo\n", mode: 0o755)
        try directory.write("nointerpreter", "#!/no/such\n", mode: 0o755)
        for name in ["plain", "noformat", "nointerpreter"] {
            try directory.link("to-" + name, to: name)
        }
        #expect(throws: error) { try run(script, beneath: directory.path) }
    }

    /// A working directory that is none, and a descriptor of nothing.
    @Test func namesWhatComesBeforeExecuting() throws {
        let directory = TemporaryDirectory()
        try directory.write("run", "#!/bin/sh\n", mode: 0o755)
        let root = try Descriptor.openDirectory(directory.path)
        let file = try Descriptor.openForReading(directory.path + "/run")
        let pipe = try Processes.pipe()
        #expect(throws: SystemError(call: "fchdir", errno: .notDirectory)) {
            try Processes.spawn(
                script: Array("run".utf8), beneath: root, by: PathResolver(),
                name: Array("run".utf8), directory: file, environment: [], input: pipe.reading,
                output: pipe.writing)
        }
        #expect(throws: SystemError(call: "fchdir", errno: .notDirectory)) {
            try Processes.spawn(
                path: Array("/bin/sh".utf8), directory: file, arguments: [[0x78]],
                environment: [], input: pipe.reading, output: pipe.writing)
        }
    }
}
