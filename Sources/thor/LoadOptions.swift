import ArgumentParser
import ThorCore

/// The options that make `thor URL` measure. The declaration of each says what it sets in the run's
/// settings; `HelpText` explains them.
struct LoadOptions: ParsableArguments {
    @Option(
        name: .customShort("c", allowingJoined: true), help: .init(valueName: "CONNECTIONS"),
        transform: Setting.count(1...1_000_000) { $0.connectionsPerProcess = $1 })
    var connections: Setting?
    @Option(
        name: [.customShort("d", allowingJoined: true), .long], help: .init(valueName: "TIME"),
        transform: Setting.reader(TimeValue.init) { $0.duration = $1.nanoseconds })
    var duration: Setting?
    @Option(
        name: [.customShort("R", allowingJoined: true), .long], help: .init(valueName: "RATE"),
        transform: Setting.reader(RateValue.init) { $0.rate = $1.rate })
    var rate: Setting?
    @Option(
        help: .init(valueName: "KIND"),
        transform: Setting.reader(ArrivalsValue.init) { $0.arrivals = $1.arrivals })
    var arrivals: Setting?
    // The next argument is the value whatever it begins with, so that -1 gets a message about
    // seeds.
    @Option(
        parsing: .unconditional, help: .init(valueName: "N"),
        transform: Setting.count(0...Int.max) { $0.seed = UInt64($1) })
    var seed: Setting?
    @Option(
        help: .init(valueName: "N"), transform: Setting.count(1...1000) { $0.pipeline = $1 })
    var pipeline: Setting?
    @Flag var close = false
    @Option(help: .init(valueName: "TIME"), transform: TimeValue.init) var drain: TimeValue?
    @Option(help: .init(valueName: "WHAT"), transform: BodyCheckValue.init) var expectBody:
        BodyCheckValue?
    @Flag var summary = false

    @Option(help: .init(valueName: "FILE")) var json: String?
    @Option(help: .init(valueName: "FILE")) var csv: String?
    @Option(help: .init(valueName: "FILE")) var hlog: String?
    @Flag var quiet = false

    /// The settings that were given.
    private var given: [Setting] {
        let closing = close ? Setting { $0.keepsAlive = false } : nil
        return [connections, duration, rate, arrivals, seed, pipeline, closing].compactMap { $0 }
    }

    /// Whether any of these options was given.
    var isMeasuring: Bool {
        !given.isEmpty || drain != nil || expectBody != nil || summary
            || json != nil || csv != nil || hlog != nil || quiet
    }

    /// Sets the settings that were given in `run`, whose number of processes is set already.
    func set(_ run: inout RunSettings) {
        for setting in given { setting.change(&run) }
    }

    /// Refuses options that exclude each other. Not called `validate`, because ArgumentParser would
    /// call that before `-h` has a chance.
    func check() throws {
        if rate == nil, arrivals != nil || seed != nil {
            throw ValidationError("--arrivals and --seed need an open loop: add -R")
        }
        var run = RunSettings()
        set(&run)
        if !run.keepsAlive, run.pipeline > 1 {
            throw ValidationError("--close and --pipeline exclude each other")
        }
    }
}
