import SystemCalls

/// How many connections there may be at the same time, as far as descriptors allow it.
enum ConnectionBound {
    /// Descriptors that a server needs beside those of its connections: standard ones, listening
    /// sockets, docroot, logs, and some for what is open for a moment.
    private static let reserve = 32

    /// The bound for a process of which each connection needs so many descriptors.
    ///
    /// When the limit of descriptors is too low for it, it is raised as far as it may be, and if
    /// that is not enough for what the user asked for, the user is told in one line.
    /// - Parameters:
    ///   - asked: what `--max-connections` said.
    ///   - standard: the bound when it said nothing.
    ///   - processes: that share the connections.
    static func find(
        asked: Int?, standard: Int, descriptorsEach: Int, processes: Int = 1
    ) -> Int {
        let wanted = asked ?? standard
        let needed = (wanted + processes - 1) / processes * descriptorsEach + reserve
        var limit = OwnResources.descriptorLimit
        if needed > limit { limit = OwnResources.raiseDescriptorLimit() }
        if needed <= limit { return wanted }
        let possible = max(1, (limit - reserve) / descriptorsEach) * processes
        if asked != nil {
            StandardError.write(
                "spidey: --max-connections \(wanted): the limit of open files, \(limit), allows "
                    + "\(possible) (ulimit -n)\n")
        }
        return possible
    }
}
