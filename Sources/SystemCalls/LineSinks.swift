import CLinux

/// The logs of a server, as its waits see them: lines that found no room leave when there is some.
///
/// Where no lines wait, each of these costs a look at a flag for each log.
package struct LineSinks: Sendable {
    /// Seconds that a process waits for room when it ends while the server goes on: its place may
    /// be wanted.
    package static let childSeconds = 0.1
    /// Seconds that a process waits for room when the server ends.
    package static let lastSeconds = 1.0

    private let sinks: [LineSink]

    /// These logs.
    package init(_ sinks: [LineSink] = []) { self.sinks = sinks }

    /// Whether lines wait for room.
    package var areWaiting: Bool {
        for sink in sinks where sink.waiting != nil { return true }
        return false
    }

    /// Adds the logs that have lines waiting at the end of a set.
    package func add(to poll: inout PollSet) {
        for sink in sinks {
            if let number = sink.waiting { poll.add(number, .writable) }
        }
    }

    /// Writes lines that wait, as many as there is room for.
    package func flush() {
        for sink in sinks { sink.flush() }
    }

    /// In a forked child: forgets the lines that wait, which its parent writes.
    package func forget() {
        for sink in sinks { sink.forget() }
    }

    /// Writes the lines that wait before this process ends, as `LineSink.settle`.
    /// - Parameter seconds: how long to wait for room in each log.
    package func settle(seconds: Double) {
        for sink in sinks { sink.settle(seconds: seconds) }
    }

    // MARK: epoll(7)

    /// Has an epoll set report the logs that have lines waiting when they have room. For one wait
    /// only: SIGHUP may put another file under the number of a log, and an epoll set would keep the
    /// one that it was given.
    /// - Returns: the descriptors, for `unwatch`.
    func watch(in epoll: Int32, token: UInt64) -> [Int32] {
        guard areWaiting else { return [] }
        let numbers = sinks.compactMap(\.waiting)
        // One that cannot be added is written to before its next line.
        for number in numbers { _ = retrying { clinux_epoll_add_writable(epoll, number, token) } }
        return numbers
    }

    /// Ends what `watch` began.
    func unwatch(_ numbers: [Int32], in epoll: Int32) {
        for number in numbers { _ = retrying { clinux_epoll_remove(epoll, number) } }
    }
}
