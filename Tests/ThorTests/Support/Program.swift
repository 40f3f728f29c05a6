import Foundation

/// What a program has printed and how it ended.
struct Ended {
    var status: Int32
    var output: Data
    var errors: String

    var text: String { String(decoding: output, as: UTF8.self) }
}

/// Running programs with a limit on their time, leaving nothing behind.
enum Program {
    /// Where the products of this build are: beside the test bundle.
    static var products: URL {
        // The bundle is the executable itself on Linux: .build/debug/NAME.xctest.
        let path = CommandLine.arguments.first { $0.hasSuffix(".xctest") }
        return URL(fileURLWithPath: path ?? Bundle.main.executablePath ?? "")
            .resolvingSymlinksInPath().deletingLastPathComponent()
    }

    /// The program under test, or one that an environment variable names.
    static func built(_ name: String, variable: String) -> URL? {
        if let path = ProcessInfo.processInfo.environment[variable] {
            return URL(fileURLWithPath: path)
        }
        let url = products.appendingPathComponent(name)
        return FileManager.default.isExecutableFile(atPath: url.path) ? url : nil
    }

    /// A program of the system.
    static func find(_ name: String) -> URL? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin"
        return (path.split(separator: ":").map(String.init) + ["/usr/sbin"])
            .map { URL(fileURLWithPath: $0).appendingPathComponent(name) }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }

    /// Runs a program to its end, or for `seconds` and then kills it.
    static func run(
        _ program: URL, _ arguments: [String], input: Data? = nil, seconds: Double = 30
    ) throws -> Ended {
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        let directory = try TemporaryDirectory()
        let output = directory.file("output")
        let errors = directory.file("errors")
        for file in [output, errors] { try Data().write(to: URL(fileURLWithPath: file)) }
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: errors))
        let inputFile = directory.file("input")
        try (input ?? Data()).write(to: URL(fileURLWithPath: inputFile))
        process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: inputFile))
        try process.run()
        let limit = DispatchWorkItem { kill(process.processIdentifier, SIGKILL) }
        DispatchQueue.global().asyncAfter(deadline: .now() + seconds, execute: limit)
        process.waitUntilExit()
        limit.cancel()
        return Ended(
            status: process.terminationStatus,
            output: try Data(contentsOf: URL(fileURLWithPath: output)),
            errors: String(
                decoding: try Data(contentsOf: URL(fileURLWithPath: errors)), as: UTF8.self))
    }
}

/// The thor of this build.
func thor(_ arguments: String..., input: Data? = nil, seconds: Double = 30) throws -> Ended {
    guard let program = Program.built("thor", variable: "THOR_BINARY") else {
        throw CocoaError(.fileNoSuchFile)
    }
    return try Program.run(program, arguments, input: input, seconds: seconds)
}

/// A directory that goes away with its owner.
final class TemporaryDirectory {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "thor-tests-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { path + "/" + name }

    func write(_ name: String, _ content: Data) throws -> String {
        try content.write(to: URL(fileURLWithPath: file(name)))
        return file(name)
    }
}
