import HTTPServer
import Sockets
package import SystemCalls

/// The directory that is served, and the only way from a path to a file in it.
///
/// A lookup is one `openat2(2)` with `RESOLVE_BENEATH` from the directory's descriptor: the kernel
/// decides what lies inside, also while somebody swaps a directory for a symbolic link. Where that
/// does not decide, `PathResolver` does by descriptors. Nothing here compares path prefixes.
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
        /// Something that cannot be served. `forbidden` is also what this process may not run,
        /// though it is executable.
        case refused(OpenRefusal)
    }

    private let root: ServedDirectory
    private let resolver: PathResolver
    private let runsScripts: Bool
    /// The traits of the directory's file system.
    var traits: FileSystemTraits { root.traits }

    /// The absolute path, for scripts (`DOCUMENT_ROOT`) and the log; never shown to a client.
    package var path: String { root.path }

    /// Opens the directory.
    /// - Parameter resolver: how paths are resolved, and whether they may lead outside.
    package init(
        _ path: String, runsScripts: Bool, by resolver: PathResolver = PathResolver()
    ) throws(SystemError) {
        root = try ServedDirectory(path)
        self.resolver = resolver
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
                path.forLookup, by: resolver, asDirectory: path.isDirectoryForm)
            return classify(found, path, mayRefresh: true)
        } catch {
            switch error {
            case .refused(.notFound): return missing(path, mayRefresh: true)
            case .refused(.exhausted): return .refused(.exhausted)
            case .disk, .refused: throw WouldBlock(isRemote: false)
            case .otherFileSystem: throw WouldBlock(isRemote: true)
            }
        }
    }

    /// Whether a path leads to another file system, which is not asked, or outside. May wait for
    /// the disk.
    func leavesFileSystem(_ path: RequestPath) -> Bool {
        root.descriptor.leavesFileSystem(path.forLookup, by: resolver)
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
                path.forLookup, by: resolver, asDirectory: path.isDirectoryForm)
            return classify(found, path, mayRefresh: mayRefresh)
        } catch {
            switch error {
            case .notFound: return missing(path, mayRefresh: mayRefresh)
            case .notADirectory: return scriptAbove(path)
            case .forbidden: return unreadable(path)
            case .exhausted, .failed: return .refused(error)
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
        let status: FileStatus
        do throws(SystemError) {
            status = try found.status()
        } catch {
            return .refused(OpenRefusal(error.errno))
        }
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
            case .refused: return .refused(.forbidden)
            }
        case .symbolicLink, .other:
            return .refused(.forbidden)
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
        // A pattern: `==` of another module would look up its conformance, anew in each child.
        guard runsScripts, case .regular = status.kind, status.hasExecuteBit else { return .none }
        return file.isExecutable ? .possible : .refused
    }

    /// An unreadable file may still be executable (mode 0711): a script, or a directory whose files
    /// can be reached by name.
    private func unreadable(_ path: RequestPath) -> Resource {
        do throws(OpenRefusal) {
            let found = try locate(path)
            if found.status.kind == .directory, found.file.isExecutable {
                return .directory(found.file)
            }
            guard execution(of: found.file, found.status) == .possible else {
                return .refused(.forbidden)
            }
            return .script(path, extra: path.isDirectoryForm ? [.slash] : [])
        } catch {
            // It was there a moment ago.
            let isGone = error == .notFound || error == .notADirectory
            return .refused(isGone ? .forbidden : error)
        }
    }

    /// A component of the path that must be a directory is a file. If the file is a script, the
    /// rest of the path is its PATH_INFO (RFC 3875 section 4.1.5).
    private func scriptAbove(_ path: RequestPath) -> Resource {
        do throws(OpenRefusal) {
            let end = try endOfFile(path)
            let candidate = path.prefix(end)
            let found = try locate(candidate)
            switch execution(of: found.file, found.status) {
            case .none: return .nothing
            case .refused: return .refused(.forbidden)
            case .possible:
                let extra = Array(path.bytes[end...]) + (path.isDirectoryForm ? [.slash] : [])
                return .script(candidate, extra: extra)
            }
        } catch {
            let isGone = error == .notFound || error == .notADirectory
            return isGone ? .nothing : .refused(error)
        }
    }

    /// Where in a path the name of the file ends that stands in it: what is shorter are
    /// directories, what is longer is nothing, so that halving finds it.
    private func endOfFile(_ path: RequestPath) throws(OpenRefusal) -> Int {
        let ends = path.bytes.indices.filter { path.bytes[$0] == .slash } + [path.bytes.endIndex]
        var (low, high) = (0, ends.count - 1)
        while low < high {
            let middle = (low + high) / 2
            let isAbove = try isDirectory(path.prefix(ends[middle]))
            if isAbove { low = middle + 1 } else { high = middle }
        }
        return ends[low]
    }

    private func isDirectory(_ path: RequestPath) throws(OpenRefusal) -> Bool {
        do throws(OpenRefusal) {
            return try locate(path).status.kind == .directory
        } catch {
            guard error == .notADirectory else { throw error }
            return false
        }
    }

    /// A file that was found, with `O_PATH`.
    private struct Located: ~Copyable {
        let file: Descriptor
        let status: FileStatus
    }

    private func locate(_ path: RequestPath) throws(OpenRefusal) -> Located {
        let found = try root.descriptor.locateBeneath(path.forLookup, by: resolver)
        do throws(SystemError) {
            let status = try found.status()
            return Located(file: found, status: status)
        } catch {
            throw OpenRefusal(error.errno)
        }
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
        let directory = SharedFile(
            try root.descriptor.locateDirectoryBeneath(path.parent, by: resolver))
        return try RunningProcess.start(reaper: reaper) { (input, output) throws(SystemError) in
            try Processes.spawn(
                script: path.bytes, beneath: root.descriptor, by: resolver, name: path.name,
                directory: directory.descriptor, environment: environment, input: input,
                output: output)
        }
    }

    /// What a symbolic link at `path` leads to; nil when nowhere, or outside.
    func status(following path: RequestPath) -> FileStatus? { try? locate(path).status }

    /// The same without waiting: throws if the answer needs a disk or another machine.
    func statusWithoutWaiting(
        following path: RequestPath
    ) throws(WouldBlock) -> FileStatus? {
        do throws(PromptRefusal) {
            let target = try root.descriptor.locateBeneathIfCached(path.forLookup, by: resolver)
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
