import HTTPServer
import Sockets
package import SystemCalls

/// The directory that is served, and the only way from a path to a file in it.
///
/// Every lookup is one `openat2(2)` with `RESOLVE_BENEATH` from the directory's descriptor: the
/// kernel decides what lies inside, also while somebody swaps a directory for a symbolic link.
/// Nothing here compares path prefixes.
///
/// When the directory is removed and made again, or another one is put in its place, the new one is
/// served: `ServedDirectory`.
package struct Docroot: ~Copyable {
    /// What a path leads to.
    enum Resource: ~Copyable {
        /// A file to be served as it is.
        case file(Descriptor, FileStatus)
        /// A directory; it may turn out that it cannot be listed.
        case directory(Descriptor)
        /// An executable, and what followed its path in the request (with its leading slash).
        case script(RequestPath, extra: [UInt8])
        /// Nothing, or nothing inside the docroot.
        case nothing
        /// Something that this process may not read, an executable that it may not run, or what is
        /// neither file nor directory.
        case forbidden
        /// Descriptors or memory have run out.
        case exhausted
    }

    private let root: ServedDirectory
    private let runsScripts: Bool
    /// Of the file system that the directory is on.
    var traits: FileSystemTraits { root.traits }

    /// The absolute path, for scripts (`DOCUMENT_ROOT`) and the log; never shown to a client.
    package var path: String { root.path }

    /// Opens the directory.
    package init(_ path: String, runsScripts: Bool) throws(SystemError) {
        root = try ServedDirectory(path)
        self.runsScripts = runsScripts
    }

    /// How often another directory has taken the place of the one that was served.
    var generation: Int { root.generation }

    /// Looks whether that has happened, at most once a second. `resolve` does so too; for a process
    /// that only forks others.
    func refresh() { root.refreshNowAndThen() }

    /// The same, unless the look may have to wait: then it is left to `resolve`, which is called
    /// for every request in that case.
    func refreshWithoutWaiting() {
        if traits.isLocal { root.refreshNowAndThen() }
    }

    /// What `path` leads to, as the assignment dispatches: an executable regular file is a script,
    /// a readable one a static file, a readable directory a listing, all else is forbidden.
    func resolve(_ path: RequestPath) -> Resource {
        root.refreshNowAndThen()
        return lookUp(path, mayRefresh: true)
    }

    /// The same, unless a disk or another machine would have to be asked.
    func resolveWithoutWaiting(_ path: RequestPath) throws(WouldBlock) -> Resource {
        guard traits.isLocal else { throw WouldBlock(isRemote: true) }
        root.refreshNowAndThen()
        do throws(PromptRefusal) {
            let found = try root.descriptor.openBeneathIfCached(
                path.forLookup, asDirectory: path.isDirectoryForm)
            return classify(found, path, mayRefresh: true)
        } catch {
            switch error {
            case .refused(.notFound): return missing(path, mayRefresh: true)
            case .refused(.exhausted): return .exhausted
            case .disk, .refused: throw WouldBlock(isRemote: false)
            case .otherFileSystem: throw WouldBlock(isRemote: true)
            }
        }
    }

    /// Whether a path leads to another file system, which is not asked, or outside. May wait for
    /// the disk.
    func leadsElsewhere(_ path: RequestPath) -> Bool {
        root.descriptor.leadsElsewhere(path.forLookup)
    }

    /// What `path` is, followed wherever it leads: only to tell whether it is still the file that
    /// `resolve` found.
    func status(of path: RequestPath) -> FileStatus? {
        root.descriptor.statusFollowing(path.forLookup)
    }

    /// A descriptor of a directory to watch; nil when a symbolic link leads to it, or it is gone.
    func directory(_ path: ArraySlice<UInt8>) -> Descriptor? {
        try? root.descriptor.openDirectoryBeneath(path.isEmpty ? [.dot] : Array(path))
    }

    private func lookUp(_ path: RequestPath, mayRefresh: Bool) -> Resource {
        do throws(OpenRefusal) {
            let found = try root.descriptor.openBeneath(
                path.forLookup, asDirectory: path.isDirectoryForm)
            return classify(found, path, mayRefresh: mayRefresh)
        } catch {
            switch error {
            case .notFound: return missing(path, mayRefresh: mayRefresh)
            case .notADirectory: return scriptAbove(path)
            case .forbidden: return unreadable(path)
            case .exhausted: return .exhausted
            }
        }
    }

    private func missing(_ path: RequestPath, mayRefresh: Bool) -> Resource {
        guard mayRefresh, root.refreshAfterMiss() else { return .nothing }
        return lookUp(path, mayRefresh: false)
    }

    private func classify(
        _ found: consuming Descriptor, _ path: RequestPath, mayRefresh: Bool
    ) -> Resource {
        guard let status = try? found.status() else { return .forbidden }
        switch status.kind {
        case .directory:
            if status.isRemoved, mayRefresh, root.refreshAfterMiss() {
                return lookUp(path, mayRefresh: false)
            }
            return .directory(found)
        case .regular:
            switch execution(of: found, status) {
            case .none: return .file(found, status)
            case .possible: return .script(path, extra: [])
            case .refused: return .forbidden
            }
        case .symbolicLink, .other:
            return .forbidden
        }
    }

    /// Whether a file is a script.
    private enum Execution {
        /// It is none.
        case none
        /// It is one.
        case possible
        /// It is meant to be one, and this process may not run it: its mode names others, or the
        /// file system is mounted `noexec`. Nobody gets to see its source then.
        case refused
    }

    private func execution(of file: borrowing Descriptor, _ status: FileStatus) -> Execution {
        guard runsScripts, status.kind == .regular, status.hasExecuteBit else { return .none }
        return file.isExecutable ? .possible : .refused
    }

    /// What cannot be read may still be executed, by mode 0711: a script, or a directory whose
    /// files can be reached by name.
    private func unreadable(_ path: RequestPath) -> Resource {
        guard let found = try? root.descriptor.locateBeneath(path.forLookup),
            let status = try? found.status()
        else { return .forbidden }
        if status.kind == .directory, found.isExecutable { return .directory(found) }
        guard execution(of: found, status) == .possible else { return .forbidden }
        return .script(path, extra: path.isDirectoryForm ? [.slash] : [])
    }

    /// A file stands somewhere in the path, or at its end, where the path wants a directory: if it
    /// is a script, what follows is its PATH_INFO (RFC 3875 section 4.1.5).
    private func scriptAbove(_ path: RequestPath) -> Resource {
        let slashes = path.bytes.indices.filter { path.bytes[$0] == .slash }
        for end in slashes + [path.bytes.endIndex] {
            let candidate = path.prefix(end)
            guard let found = try? root.descriptor.locateBeneath(candidate.forLookup),
                let status = try? found.status()
            else { return .nothing }
            if status.kind == .directory { continue }
            switch execution(of: found, status) {
            case .none: return .nothing
            case .refused: return .forbidden
            case .possible:
                let extra = Array(path.bytes[end...]) + (path.isDirectoryForm ? [.slash] : [])
                return .script(candidate, extra: extra)
            }
        }
        return .nothing
    }

    /// Starts the script at `path` in its own directory, as `./NAME` and without arguments: a query
    /// string never becomes one (CVE-2012-1823). What lies outside of the docroot is not executed,
    /// whatever happens to names meanwhile.
    /// - Parameters:
    ///   - environment: `NAME=value` strings, complete.
    ///   - reaper: what ends the script when its owner has gone.
    /// - Throws: the call that failed: `Processes.spawn`.
    func start(
        _ path: RequestPath, environment: [[UInt8]], reaper: ProcessReaper
    ) throws(SystemError) -> RunningProcess {
        let directory = SharedFile(try root.descriptor.locateDirectoryBeneath(path.parent))
        return try RunningProcess.start(reaper: reaper) { (input, output) throws(SystemError) in
            try Processes.spawn(
                script: path.bytes, beneath: root.descriptor, name: path.name,
                directory: directory.descriptor, environment: environment, input: input,
                output: output)
        }
    }

    /// What a symbolic link at `path` leads to; nil when nowhere, or outside.
    func status(following path: RequestPath) -> FileStatus? {
        guard let target = try? root.descriptor.locateBeneath(path.forLookup) else { return nil }
        return try? target.status()
    }

    /// The same, unless a disk or another machine would have to be asked.
    func statusWithoutWaiting(
        following path: RequestPath
    ) throws(WouldBlock) -> FileStatus? {
        do throws(PromptRefusal) {
            let target = try root.descriptor.locateBeneathIfCached(path.forLookup)
            return try? target.status()
        } catch {
            switch error {
            case .refused: return nil
            case .disk: throw WouldBlock(isRemote: false)
            case .otherFileSystem: throw WouldBlock(isRemote: true)
            }
        }
    }
}
