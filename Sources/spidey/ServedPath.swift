import SpideyCore
import SystemCalls
import SystemPackage

/// What the command line names to be served: a directory, or one file.
struct ServedPath {
    /// The file, if it is one.
    let file: OnlyFile?
    /// The directory, or the one that the file is in.
    private let directory: String
    private let name: String
    /// Whether it was named by `-d`, and must be a directory.
    private let isDocroot: Bool

    /// Finds out what it is.
    /// - Throws: `ValidationError` when more than one is named; `Launch.Failure`, with status 66
    ///   when there is nothing to serve.
    init(_ command: SpideyCommand) throws {
        let (name, mayBeFile) = try command.served()
        self.name = name
        isDocroot = !mayBeFile
        do throws(SystemError) {
            let found = try mayBeFile ? Self.locate(name) : nil
            (directory, file) = found ?? (name, nil)
        } catch {
            throw Self.failure(error, name, isDocroot: false)
        }
        if file != nil { try refuseWhatNeedsADirectory(command) }
    }

    /// Opens the directory.
    /// - Throws: `Launch.Failure` with status 66.
    func open(runsScripts: Bool, by resolver: PathResolver) throws -> Docroot {
        do throws(SystemError) {
            return try Docroot(directory, runsScripts: runsScripts, by: resolver)
        } catch {
            throw Self.failure(error, name, isDocroot: isDocroot)
        }
    }

    /// Where the directory is, or the file: an absolute path.
    func path(in docroot: borrowing Docroot) -> String {
        guard let file else { return docroot.path }
        return docroot.path + (docroot.path == "/" ? "" : "/") + file.name
    }

    /// A file and its directory; nil for a directory.
    private static func locate(
        _ name: String
    ) throws(SystemError) -> (directory: String, file: OnlyFile?)? {
        let found = try Descriptor.locate(name)
        switch try found.status().kind {
        case .directory: return nil
        case .regular: break
        case .symbolicLink, .other: throw SystemError(call: "open", errno: .notDirectory)
        }
        let (folder, file) = split(name)
        let parent = try Descriptor.openDirectory(folder)
        if parent.status(ofEntry: Array(file.utf8))?.kind == .regular {
            return (folder, OnlyFile(name: file, file: file))
        }
        // A symbolic link that a user has named leads wherever it leads, and is followed once.
        guard let path = found.path else {
            throw SystemError(call: "readlink", errno: .noSuchFileOrDirectory)
        }
        let (otherFolder, other) = split(path)
        return (otherFolder, OnlyFile(name: file, file: other))
    }

    private static func split(_ path: String) -> (folder: String, file: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        let folder = path[..<slash]
        return (folder.isEmpty ? "/" : String(folder), String(path[path.index(after: slash)...]))
    }

    private func refuseWhatNeedsADirectory(_ command: SpideyCommand) throws {
        for (flag, isGiven) in [
            ("--index", !command.index.isEmpty), ("--spa", command.spa),
            ("--pretty", command.pretty),
        ] where isGiven {
            throw Launch.Failure(
                message: "\(flag) needs a directory: '\(name)' is a file", status: 64)
        }
    }

    private static func failure(
        _ error: SystemError, _ name: String, isDocroot: Bool
    ) -> Launch.Failure {
        let reason =
            switch error.errno {
            case .noSuchFileOrDirectory:
                "there is no '\(name)': name an existing directory" + (isDocroot ? "" : " or file")
            case .notDirectory where isDocroot: "'\(name)' is not a directory"
            case .notDirectory: "'\(name)' is neither a directory nor a file"
            case .permissionDenied: "'\(name)' may not be read by this user"
            default: "'\(name)' cannot be opened: \(error.errno)"
            }
        return Launch.Failure(message: (isDocroot ? "-d: " : "") + reason, status: 66)
    }
}
