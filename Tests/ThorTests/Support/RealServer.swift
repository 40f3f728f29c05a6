import Foundation
import Testing

/// A real server on a free port, with a directory of its own, until it is released.
final class RealServer: @unchecked Sendable {
    /// Which server, and how it is told to run.
    enum Kind: String, CaseIterable, Sendable, CustomTestStringConvertible {
        case spidey, spideyForking, python, nginx

        var testDescription: String { rawValue }

        /// Whether it is there to be tested with.
        var program: URL? {
            switch self {
            case .spidey, .spideyForking: Program.built("spidey", variable: "SPIDEY_BINARY")
            case .python: Program.find("python3")
            case .nginx: Program.find("nginx")
            }
        }
    }

    let port: UInt16
    let directory: TemporaryDirectory
    private let process = Process()

    var url: String { "http://127.0.0.1:\(port)" }

    /// Starts the server over a directory with `1k.txt`, `1m.bin` and an empty file.
    init(_ kind: Kind) throws {
        // A process without a program takes all the tests with it.
        guard let program = kind.program else { throw CocoaError(.fileNoSuchFile) }
        directory = try TemporaryDirectory()
        port = ScriptedServer.closedPort
        let root = directory.file("root")
        try FileManager.default.createDirectory(
            atPath: root, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o755])
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: directory.path)
        _ = try directory.write("root/1k.txt", Data(repeating: 120, count: 1024))
        _ = try directory.write("root/1m.bin", Data(repeating: 121, count: 1 << 20))
        _ = try directory.write("root/empty.txt", Data())
        process.executableURL = program
        process.arguments = try Self.arguments(kind, directory, root, port)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        process.currentDirectoryURL = URL(fileURLWithPath: root)
        try process.run()
        _ = eventually { answers() }
    }

    deinit {
        process.terminate()
        let limit = DispatchWorkItem { [process] in kill(process.processIdentifier, SIGKILL) }
        DispatchQueue.global().asyncAfter(deadline: .now() + 3, execute: limit)
        process.waitUntilExit()
        limit.cancel()
    }

    /// Stops or continues all that the server is, as a signal does.
    func signal(_ number: Int32) {
        kill(process.processIdentifier, number)
    }

    private func answers() -> Bool {
        (try? thor("--timeout", "2s", "\(url)/1k.txt").status) == 0
    }

    private static func arguments(
        _ kind: Kind, _ directory: TemporaryDirectory, _ root: String, _ port: UInt16
    ) throws -> [String] {
        switch kind {
        case .spidey: return ["-d", root, "-p", "\(port)"]
        case .spideyForking: return ["-f", "-d", root, "-p", "\(port)"]
        case .python:
            return [
                "-m", "http.server", "--bind", "127.0.0.1", "--directory", root, "\(port)",
            ]
        case .nginx:
            let places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map {
                "\($0)_temp_path \(directory.file($0));"
            }
            let configuration = """
                daemon off; master_process off; pid \(directory.file("pid"));
                error_log /dev/null;
                events { worker_connections 1024; }
                http { access_log off; keepalive_requests 100000; \(places.joined(separator: " "))
                    server { listen 127.0.0.1:\(port); root \(root); } }
                """
            let file = try directory.write("nginx.conf", Data(configuration.utf8))
            return ["-c", file, "-e", "/dev/null", "-p", directory.path]
        }
    }
}
