import HTTPServer
import Sockets
package import SystemCalls

/// The directory that is served, and the only way from a path to a file in it.
///
/// Every lookup is one `openat2(2)` with `RESOLVE_BENEATH` from the directory's descriptor: the
/// kernel decides what is inside, even while a directory is being replaced by a symbolic link.
/// Nothing here compares path prefixes.
///
/// If the directory is removed and created again, or replaced by another one, the new one is
/// served: `ServedDirectory`.
package struct Docroot: ~Copyable {
    /// What a path resolves to.
    enum Resource: ~Copyable {
        /// A file that is served as it is.
        case file(Descriptor, FileStatus)
        /// A directory, which may not be readable.
        case directory(Descriptor)
        /// An executable, and what followed its path in the request (with its leading slash).
        case script(RequestPath, extra: [UInt8])
        /// No file, or a file outside the docroot.
        case nothing
        /// A file that this process may not read, an executable that it may not run, or neither a
        /// file nor a directory.
        case forbidden
        /// Descriptors or memory have run out.
        case exhausted
    }

    private let root: ServedDirectory
    private let runsScripts: Bool
    /// The traits of the directory's file system.
    var traits: FileSystemTraits { root.traits }

    /// The absolute path, for scripts (`DOCUMENT_ROOT`) and the log; never shown to a client.
    package var path: String { root.path }

    /// Opens the directory.
    package init(_ path: String, runsScripts: Bool) throws(SystemError) {
        root = try ServedDirectory(path)
        self.runsScripts = runsScripts
    }

    /// How often the served directory has been replaced by another one.
    var generation: Int { root.generation }

    /// Checks for a replacement, at most once a second. `resolve` does so too; this is for a
    /// process that only forks others.
    func refresh() { root.refreshPeriodically() }

    /// The same, but skips the check on a remote file system, where it may wait: there `resolve` is
    /// called for every request and does it.
    func refreshWithoutWaiting() {
        if traits.isLocal { root.refreshPeriodically() }
    }

    /// What `path` resolves to, by the assignment's dispatch: an executable regular file is a
    /// script, a readable one a static file, a readable directory a listing; anything else is
    /// forbidden.
    func resolve(_ path: RequestPath) -> Resource {
        root.refreshPeriodically()
        return lookUp(path, mayRefresh: true)
    }

    /// The same without waiting: throws if the answer needs a disk or another machine.
    func resolveWithoutWaiting(_ path: RequestPath) throws(WouldBlock) -> Resource {
        guard traits.isLocal else { throw WouldBlock(isRemote: true) }
        root.refreshPeriodically()
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

    /// Whether a path resolves to another file system, without accessing it, or outside. May wait
    /// for the disk.
    func leavesFileSystem(_ path: RequestPath) -> Bool {
        root.descriptor.leavesFileSystem(path.forLookup)
    }

    /// The status of `path`, following every symbolic link, even outside. Use it only to check that
    /// the path is still the file that `resolve` found.
    func status(of path: RequestPath) -> FileStatus? {
        root.descriptor.statusFollowing(path.forLookup)
    }

    /// A descriptor of a directory to watch; nil if the path contains a symbolic link or does not
    /// exist.
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
        /// Not a script.
        case none
        /// A script that can be run.
        case possible
        /// A script that this process may not run, because its mode allows only others or the file
        /// system is mounted `noexec`. Its source is not served.
        case refused
    }

    private func execution(of file: borrowing Descriptor, _ status: FileStatus) -> Execution {
        guard runsScripts, status.kind == .regular, status.hasExecuteBit else { return .none }
        return file.isExecutable ? .possible : .refused
    }

    /// An unreadable file may still be executable (mode 0711): a script, or a directory whose files
    /// can be reached by name.
    private func unreadable(_ path: RequestPath) -> Resource {
        guard let found = try? root.descriptor.locateBeneath(path.forLookup),
            let status = try? found.status()
        else { return .forbidden }
        if status.kind == .directory, found.isExecutable { return .directory(found) }
        guard execution(of: found, status) == .possible else { return .forbidden }
        return .script(path, extra: path.isDirectoryForm ? [.slash] : [])
    }

    /// A component of the path that must be a directory is a file. If the file is a script, the
    /// rest of the path is its PATH_INFO (RFC 3875 section 4.1.5).
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
    /// string never becomes one (CVE-2012-1823). A file outside of the docroot is not executed,
    /// even if names change meanwhile.
    /// - Parameters:
    ///   - environment: `NAME=value` strings, complete.
    ///   - reaper: ends the script when its owner is dropped.
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

    /// The status of the file that a symbolic link at `path` resolves to; nil if it does not exist
    /// or is outside.
    func status(following path: RequestPath) -> FileStatus? {
        guard let target = try? root.descriptor.locateBeneath(path.forLookup) else { return nil }
        return try? target.status()
    }

    /// The same without waiting: throws if the answer needs a disk or another machine.
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
