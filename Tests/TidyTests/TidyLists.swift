/// What the tidy tests compare the sources with. A change here is a decision: say why in the
/// commit.
enum TidyLists {
    /// The modules that a target's files may import. Imports point down only
    /// (docs/ARCHITECTURE.md).
    static let imports: [String: Set<String>] = [
        "HTTPWire": [],
        "SystemCalls": ["CLinux", "Glibc", "Synchronization", "SystemPackage"],
        "Sockets": ["Synchronization", "SystemCalls", "SystemPackage"],
        "HTTPServer": ["HTTPWire", "Sockets", "Synchronization", "SystemCalls", "SystemPackage"],
        "SpideyCore": [
            "HTTPServer",
            "HTTPWire", "Logging", "Sockets", "Synchronization", "SystemCalls", "SystemPackage",
        ],
        "ThorCore": [
            "CResolver", "CZlib", "HTTPWire", "Histogram", "Logging", "Sockets", "SystemCalls",
            "SystemPackage",
        ],
        "spidey": [
            "ArgumentParser", "HTTPServer", "HTTPWire", "Logging", "Sockets", "SpideyCore",
            "SystemCalls",
            "SystemPackage",
        ],
        "thor": [
            "ArgumentParser", "HTTPWire", "Logging", "Sockets", "SystemCalls", "SystemPackage",
            "ThorCore",
        ],
    ]

    /// The files that contain the word `unsafe`: the boundary to the system, the place where the
    /// wire format copies many bytes at once, and what Thor hands to the resolver and to zlib.
    static let unsafeFiles: Set<String> = [
        "HTTPWire/UnsafeOctets.swift",
        "SystemCalls/ByteBuffer.swift",
        "SystemCalls/ChangeNotices.swift",
        "SystemCalls/Clock.swift",
        "SystemCalls/Descriptor+LocalSocket.swift",
        "SystemCalls/Descriptor+Logs.swift",
        "SystemCalls/Descriptor+Writing.swift",
        "SystemCalls/Directories.swift",
        "SystemCalls/Epoll.swift",
        "SystemCalls/Files.swift",
        "SystemCalls/FilesBeneath.swift",
        "SystemCalls/HeldSignals.swift",
        "SystemCalls/NonBlockingFiles.swift",
        "SystemCalls/Octets.swift",
        "SystemCalls/PollSet.swift",
        "SystemCalls/ProcessEnvironment.swift",
        "SystemCalls/Processes.swift",
        "SystemCalls/ResourceUsage.swift",
        "SystemCalls/SharedCounters.swift",
        "SystemCalls/SocketAddress.swift",
        "SystemCalls/SocketTable.swift",
        "SystemCalls/SpanCopying.swift",
        "SystemCalls/StreamSockets.swift",
        "SystemCalls/ThreadOrders.swift",
        "SystemCalls/Threads.swift",
        "SystemCalls/Timers.swift",
        "ThorCore/Client/NameResolution.swift",
        "ThorCore/Results/Deflate.swift",
    ]

    /// Files that may call `fatalError`, and why.
    static let fatalErrors: [String: String] = [
        "SystemCalls/ByteBuffer.swift": "memory has run out, and nothing can be said about it"
    ]

    /// Swift files of more than 400 lines, and why they are not two.
    static let longFiles: [String: String] = [:]

    /// Declarations that need no comment of their own: what a protocol of the standard library or
    /// of swift-log asks for is described there.
    static let witnesses: [String] = [
        "let rawValue", "init(rawValue:", "static func < (", "static func == (", "var logLevel",
        "var metadata", "subscript(metadataKey", "func log(event:", "func hash(into",
        "func makeIterator(", "mutating func next(", "var description", "static var configuration",
        "static let configuration", "func serve(_ server: TCPServer)", "var places: Int",
        "var sharesReaper: Bool",
    ]
}
