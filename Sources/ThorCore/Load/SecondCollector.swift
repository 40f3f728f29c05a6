/// Adds up the reports of a second that come from several processes.
struct SecondCollector {
    private var processes: Int
    private var pending: [(report: SecondReport, parts: Int)] = []

    init(processes: Int) { self.processes = processes }

    /// A process will report no more.
    mutating func lost() { processes -= 1 }

    mutating func add(_ report: SecondReport) {
        if let place = pending.firstIndex(where: { $0.report.number == report.number }) {
            pending[place].report.add(report)
            pending[place].parts += 1
        } else {
            pending.append((report, 1))
            pending.sort { $0.report.number < $1.report.number }
        }
    }

    /// The seconds that all processes have reported, in order.
    mutating func takeComplete() -> [SecondReport] {
        var complete: [SecondReport] = []
        while let first = pending.first, first.parts >= processes {
            complete.append(first.report)
            pending.removeFirst()
        }
        return complete
    }

    /// What is left when all processes have ended.
    mutating func takeRest() -> [SecondReport] {
        defer { pending.removeAll() }
        return pending.map(\.report)
    }
}
