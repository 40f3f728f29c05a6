package import SystemCalls

/// A thread for each connection; the main one only accepts, counts and collects scripts.
package struct ThreadModel: ConcurrencyModel {
    /// The most descriptors that a connection needs: its socket, a script's input and output, and
    /// the script's pidfd.
    package static let descriptorsEach = 4

    private let maximumThreads: Int

    /// The model.
    /// - Parameter maximumThreads: connections served at the same time; more wait in the backlog.
    package init(maximumThreads: Int) { self.maximumThreads = maximumThreads }

    package var places: Int { maximumThreads }

    package var sharesReaper: Bool { true }

    package func serve(_ server: TCPServer) throws(SystemError) {
        var threads = ConnectionThreads(server, maximum: maximumThreads)
        try server.rehearse()
        try threads.accept(server, maximum: maximumThreads) { threads, socket, address in
            threads.serve(socket, address)
        }
        threads.reaper.settle()
    }
}
