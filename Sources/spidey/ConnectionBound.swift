import SystemCalls

/// How many connections there may be at the same time, as far as descriptors allow it.
enum ConnectionBound {
    /// Descriptors that a server needs beside those of its connections: standard ones, listening
    /// sockets, docroot, logs, and some for what is open for a moment.
    private static let reserve = 32
    /// Descriptors of a process that keeps files open.
    private static let filesKept = 640

    /// The bound for a process of which each connection needs so many descriptors.
    ///
    /// When the limit of descriptors is too low for it, it is raised as far as it may be, and if
    /// that is not enough for what the user asked for, the user is told in one line.
    /// - Parameters:
    ///   - asked: what `--max-connections` said.
    ///   - standard: the bound when it said nothing.
    ///   - processes: that share the connections.
    ///   - keepsFiles: whether it keeps files open as well: up to 512, with listings and their like
    ///     640, or a quarter of what there may be.
    static func find(
        asked: Int?, standard: Int, descriptorsEach: Int, processes: Int = 1,
        keepsFiles: Bool = false
    ) -> Int {
        let wanted = asked ?? standard
        let connections = (wanted + processes - 1) / processes * descriptorsEach
        var limit = DescriptorLimit.current
        if keepsFiles || connections + reserve > limit {
            limit = DescriptorLimit.raise()
        }
        let reserve = reserve + (keepsFiles ? min(filesKept, limit / 4) : 0)
        if connections + reserve <= limit { return wanted }
        let possible = max(1, (limit - reserve) / descriptorsEach) * processes
        if asked != nil {
            StandardError.write(
                "spidey: --max-connections \(wanted): the limit of open files, \(limit), allows "
                    + "\(possible) (ulimit -n)\n")
        }
        return possible
    }
}
