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
        "SystemCalls/PathResolver.swift",
        "SystemCalls/PathWalk.swift",
        "SystemCalls/PollSet.swift",
        "SystemCalls/ProcessEnvironment.swift",
        "SystemCalls/Processes+Script.swift",
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

    /// Functions with more than 30 lines between their braces. The first are tables, with a line
    /// for each name; the others are sequences of steps, to be read from top to bottom.
    static let longFunctions: Set<String> = [
        "HTTPWire/FieldName+Lookup.swift: func candidate",
        "HTTPWire/FieldName.swift: var spelling",
        "HTTPWire/StatusCode+ReasonPhrase.swift: var reasonPhrase",
        "HTTPWireTests/MessageWriterTests.swift: func refusals",
        "ThorCoreTests/LoadResultTests.swift: func sampleResult",
        "ThorTests/AnythingGoesTests.swift: func answer",
        "ThorTests/CompareCommandTests.swift: func mistakes",

        "Sockets/Supervision/WorkerSupervisor.swift: func run",
        "SocketsTests/ConnectionTableTests.swift: func randomLives",
        "SocketsTests/TimerWheelTests.swift: func againstDictionary",
        "SpideyCoreTests/Pages/HTMLToken.swift: func tokenize",
        "SpideyTests/ClockStepTests.swift: func steps",
        "SpideyTests/CrowdTests.swift: func slowReadersAndScripts",
        "SpideyTests/ErrorTests.swift: func nothingIsEchoed",
        "SpideyTests/Harness/Child.swift: init",
        "SpideyTests/Harness/Reply.swift: func take",
        "SpideyTests/ListingTests.swift: func fiftyThousandEntries",
        "SystemCallsTests/ByteBufferTests.swift: func behavesLikeAnArray",
        "ThorTests/ReportTests.swift: func otherToolsReadEqualCounts",
        "ThorTests/Support/JSONSchema.swift: func problems",
    ]

    /// Types that other threads may have although the compiler cannot see why, and why.
    static let uncheckedSendable: [String: String] = [
        "HTTPServer/BaseHandler.swift: Work": job,
        "HTTPServer/Connection+Work.swift: FileJob": job,
        "HTTPServer/Connection+Work.swift: ProducerJob": job,
        "HTTPServer/ContentProducer.swift: ContentProducer":
            "either its connection or its job uses it",
        "Sockets/Loop/ConnectionDriver.swift: Job": job,
        "Sockets/Transport/TCPServer.swift: TCPServer":
            "only its sockets change, in the main thread",
        "SpideyCore/Listings/ListingStream.swift: ListingStream":
            "either its connection or its job uses it",
        "SpideyCore/Responders/GeneratedFileStream.swift: GeneratedFileStream":
            "either its connection or its job uses it",
        "SpideyCore/Serving/SpideyServer.swift: SpideyServer":
            "its cache is used by the thread of its loop only",
        "SystemCalls/SharedCounters.swift: SharedCounters": "its memory is atomic counters",
        "SystemCalls/ThreadOrders.swift: ThreadOrders": "the C side's fields are atomic",
        "SystemCalls/Threads.swift: Guarded": "its value is touched under its lock",
        "SystemCalls/Threads.swift: Semaphore":
            "sem_post(3) and sem_wait(3) may be called anywhere",
        "ThorCore/Load/BodyPattern.swift: BodyPattern":
            "an expression made of text has no parser of its own",
    ]

    private static let job = "nobody reads its result before it has been done"

    /// Lines of C at most, but for blank ones and comments, in files of the sources: what Swift
    /// cannot say. A file may have a few fewer.
    static let linesOfC: [String: Int] = [
        "CLinux/code.c": 86,
        "CLinux/events.c": 235,
        "CLinux/first.c": 57,
        "CLinux/include/CLinux.h": 70,
        "CLinux/include/CLinuxCode.h": 2,
        "CLinux/include/CLinuxEvents.h": 33,
        "CLinux/include/CLinuxFirst.h": 6,
        "CLinux/include/CLinuxLogs.h": 6,
        "CLinux/include/CLinuxWaiting.h": 23,
        "CLinux/logs.c": 50,
        "CLinux/shims.c": 219,
        "CLinux/spawn.c": 153,
        "CLinux/waiting.c": 136,
        "CResolver/include/CResolver.h": 5,
        "CResolver/resolver.c": 22,
        "CZlib/czlib.c": 11,
        "CZlib/include/CZlib.h": 6,
    ]

    /// Shell scripts that do not begin with `set -euo pipefail` (`set -eu` in sh), and why.
    static let laxScripts: [String: String] = [
        "experiments/aa.sh": sourcesLib, "experiments/all": sourcesLib,
        "experiments/costs.sh": sourcesLib, "experiments/latency.sh": sourcesLib,
        "experiments/peers.sh": sourcesLib, "experiments/slowed.sh": sourcesLib,
        "experiments/throughput.sh": sourcesLib,
        "www/cgi-bin/count.sh": example, "www/cgi-bin/env.sh": example,
        "www/cgi-bin/time.sh": example,
    ]
    private static let sourcesLib = "lib.sh, which it reads first, sets it"
    private static let example = "an example of a script, as short as it can be"
}
