internal import SystemCalls

/// A process that generates load: its parent's view of it, and the work that it does.
///
/// The worker writes lines of JSON to a pipe: `"ready"` when its connections are open, one report a
/// second if asked to, and its result. When all workers are ready the parent sends them the common
/// start.
final class LoadWorker {
    /// The process.
    let process: ProcessID
    /// Whether it waits for the start, its connections open.
    private(set) var isReady = false
    /// What it has measured; nil until it has finished.
    private(set) var result: LoadResult?
    /// Whether it has closed its end of the pipe.
    private(set) var isGone = false
    private let output: Descriptor
    private let buffer = ByteBuffer(initial: 64 * 1024, maximum: 16 * 1024 * 1024)

    /// Whether its result has arrived.
    var isFinished: Bool { result != nil }
    /// The descriptor that is readable when ``receive()`` has something to take.
    var descriptorNumber: Int32 { output.number }

    /// Forks worker number `number`, from 0, which reads the start from `start`.
    ///
    /// - Throws: `SystemError` of `pipe2(2)` or `fork(2)`.
    init(_ plan: LoadPlan, number: Int, start: borrowing Pipe) throws(SystemError) {
        let pipe = try Processes.pipe()
        let parent = ProcessID.current
        switch try Processes.fork() {
        case .child:
            Processes.dieWithParent(parent)
            Processes.exitNow(Self.work(plan, number, start.reading, pipe.writing))
        case .parent(let process):
            self.process = process
            output = pipe.takeReading()
        }
    }

    /// Receives once what the worker has sent.
    ///
    /// - Returns: the reports of seconds among it.
    /// - Throws: `SystemError` of `read(2)`.
    func receive() throws(SystemError) -> [SecondReport] {
        if try buffer.read(from: output) == .ended {
            isGone = true
            return []
        }
        var reports: [SecondReport] = []
        while let line = takeLine() {
            guard let json = try? JSON(parsing: line) else { continue }
            if json.string == "ready" {
                isReady = true
            } else if json["schema"] != nil {
                result = try? LoadResult(json: json)
            } else if let report = try? SecondReport(json: json) {
                reports.append(report)
            }
        }
        return reports
    }

    private func takeLine() -> [UInt8]? {
        let line: [UInt8]? = buffer.withBytes { bytes in
            guard let end = bytes.indices.first(where: { bytes[$0] == 0x0A }) else { return nil }
            return (0..<end).map { bytes[$0] }
        }
        if let line { buffer.consume(line.count + 1) }
        return line
    }

    /// Kills the process, which has nothing left to do, and waits for its end.
    func wait() {
        Processes.kill(process)
        _ = Processes.wait(process)
    }

    // MARK: In the worker

    /// A start in nanoseconds as eight octets, the lowest first.
    static func encode(_ start: Int64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: start >> ($0 * 8)) }
    }

    private static func work(
        _ plan: LoadPlan, _ number: Int, _ start: borrowing Descriptor,
        _ output: borrowing Descriptor
    ) -> Int32 {
        do throws(SystemError) {
            Timers.makeExact()
            DescriptorLimit.raise()
            var engine = try LoadEngine(plan: plan, stop: .signals(try SignalDescriptor.stops()))
            try engine.connectAhead()
            try send(.string("ready"), output)
            guard let begin = try receiveStart(start) else { return ExitStatus.system }
            let before = ResourceUsage.current
            try engine.run(start: begin, process: number) { report in
                try? send(report.json, output)
            }
            try send(engine.result(since: before).json, output)
            return ExitStatus.success
        } catch {
            StandardError.line("thor: process \(number): \(error)")
            return ExitStatus.system
        }
    }

    private static func receiveStart(
        _ descriptor: borrowing Descriptor
    ) throws(SystemError) -> Int64? {
        let buffer = ByteBuffer(initial: 8, maximum: 8)
        while buffer.count < 8 {
            guard case .moved = try buffer.read(from: descriptor) else { return nil }
        }
        return buffer.withBytes { bytes in
            bytes.indices.reduce(Int64(0)) { $0 | Int64(bytes[$1]) << ($1 * 8) }
        }
    }

    private static func send(
        _ message: JSON, _ output: borrowing Descriptor
    ) throws(SystemError) {
        try output.writeAll(Array((message.text(indented: false) + "\n").utf8))
    }
}
