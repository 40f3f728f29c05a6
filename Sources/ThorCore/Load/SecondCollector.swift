/// Adds up the reports of each second over the processes of a run.
struct SecondCollector {
    private var processes: Int
    private var pending: [(report: SecondReport, parts: Int)] = []

    /// A collector for reports of so many processes.
    init(processes: Int) { self.processes = processes }

    /// Notes that one process will not report any more.
    mutating func lost() { processes -= 1 }

    /// Adds the report of one process.
    mutating func add(_ report: SecondReport) {
        if let place = pending.firstIndex(where: { $0.report.number == report.number }) {
            pending[place].report.add(report)
            pending[place].parts += 1
        } else {
            pending.append((report, 1))
            pending.sort { $0.report.number < $1.report.number }
        }
    }

    /// Removes the seconds that all processes have reported and returns them in order. A second is
    /// never returned before an earlier one.
    mutating func takeComplete() -> [SecondReport] {
        var complete: [SecondReport] = []
        while let first = pending.first, first.parts >= processes {
            complete.append(first.report)
            pending.removeFirst()
        }
        return complete
    }

    /// Removes all other seconds and returns them in order, when the processes have ended.
    mutating func takeRest() -> [SecondReport] {
        defer { pending.removeAll() }
        return pending.map(\.report)
    }
}
