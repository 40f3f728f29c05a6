// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target is held to the same language: Swift 6 mode, strict memory safety (each unsafe
/// expression is marked), no implicit existential, imports that stay internal unless said otherwise.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    // The modules are one program: without this, generic code of one is not specialised in another,
    // and each forked child would instantiate metadata anew.
    .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
    .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release)),
]

/// Spidey forks a process per connection, and the cost of a fork grows with the mappings to copy. A
/// static executable has few mappings and no relocated pages (figures in
/// docs/decisions/0001-cheap-forks.md).
let cheapToFork: [LinkerSetting] = [
    .unsafeFlags(
        [
            "-static-executable", "-use-ld=lld",
            // Room around the code for pages of 2 MB: SystemCalls/ProgramCode.swift.
            "-Xlinker", "-z", "-Xlinker", "max-page-size=2097152",
            "-Xlinker", "-l_FoundationCollections", "-Xlinker", "-l_FoundationCShims",
        ], .when(configuration: .release))
]

/// Thor also starts for single requests: without shared Swift libraries a start takes a third of
/// the time. The C library stays shared, because name resolution loads plug-ins.
let quickToStart: [LinkerSetting] = [
    .unsafeFlags(
        [
            "-static-stdlib", "-use-ld=lld",
            "-Xlinker", "-l_FoundationCollections", "-Xlinker", "-l_FoundationCShims",
        ], .when(configuration: .release))
]

let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let histogram = Target.Dependency.product(name: "Histogram", package: "hdrhistogram-swift")
let arguments = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "spidey-and-thor",
    products: [
        .executable(name: "spidey", targets: ["spidey"]),
        .executable(name: "thor", targets: ["thor"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", exact: "0.2.0"),
    ],
    targets: [
        .target(name: "CLinux"),
        .target(name: "CResolver"),
        .target(name: "CZlib", linkerSettings: [.linkedLibrary("z")]),
        .target(name: "SystemCalls", dependencies: ["CLinux", system], swiftSettings: strict),
        .target(name: "HTTPWire", swiftSettings: strict),
        .target(name: "Sockets", dependencies: ["SystemCalls", system], swiftSettings: strict),
        .target(
            name: "HTTPServer", dependencies: ["Sockets", "HTTPWire", "SystemCalls", system],
            swiftSettings: strict),
        .target(
            name: "SpideyCore",
            dependencies: ["HTTPServer", "Sockets", "HTTPWire", "SystemCalls", system, logging],
            swiftSettings: strict),
        .target(
            name: "ThorCore",
            dependencies: [
                "Sockets", "HTTPWire", "SystemCalls", "CResolver", "CZlib", system, logging,
                histogram,
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "spidey",
            dependencies: [
                "SpideyCore", "HTTPServer", "Sockets", "HTTPWire", "SystemCalls", system, logging,
                arguments,
            ],
            swiftSettings: strict, linkerSettings: cheapToFork),
        .executableTarget(
            name: "thor", dependencies: ["ThorCore", arguments],
            swiftSettings: strict, linkerSettings: quickToStart),
        .testTarget(name: "SystemCallsTests", dependencies: ["SystemCalls"]),
        .testTarget(name: "HTTPWireTests", dependencies: ["HTTPWire"]),
        .testTarget(name: "SocketsTests", dependencies: ["Sockets", "SystemCalls"]),
        .testTarget(
            name: "HTTPServerTests",
            dependencies: ["HTTPServer", "HTTPWire", "Sockets", "SystemCalls"]),
        .testTarget(
            name: "SpideyCoreTests",
            dependencies: [
                "SpideyCore", "HTTPServer", "Sockets", "HTTPWire", "SystemCalls", logging,
            ]),
        .testTarget(name: "SpideyTests"),
        .testTarget(name: "ThorCoreTests", dependencies: ["ThorCore", "HTTPWire", "SystemCalls"]),
        .testTarget(name: "ThorTests"),
        .testTarget(name: "TidyTests"),
    ]
)
