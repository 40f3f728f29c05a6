import SystemCalls

/// The most connections at the same time that the limit of descriptors allows.
enum ConnectionBound {
    /// Descriptors that a server needs besides those of its connections: standard ones, listening
    /// sockets, docroot, logs, and some for files that are open briefly.
    private static let reserve = 32
    /// Descriptors of a process that keeps files open.
    private static let filesKept = 640

    /// The bound for processes in which each connection needs `descriptorsEach` descriptors.
    ///
    /// If the soft limit of descriptors is too low, it is raised to the hard limit. If that does
    /// not suffice for `asked`, one line warns the user.
    /// - Parameters:
    ///   - asked: the value of `--max-connections`, nil if not given.
    ///   - standard: the default.
    ///   - processes: the number of processes that share the connections.
    ///   - keepsFiles: whether a process also keeps files open: up to 640, listings included, or a
    ///     quarter of the limit.
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
