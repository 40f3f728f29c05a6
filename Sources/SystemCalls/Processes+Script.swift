import CLinux
import Glibc
import SystemPackage

/// Starting scripts, which clients name.
extension Processes {
    /// How often a file is looked up whose name leads elsewhere a moment later.
    private static let attempts = 16

    /// The same for a script, which is executed only if it lies beneath a directory, whatever
    /// happens to files and links meanwhile: `execveat(2)`.
    ///
    /// The file is located first, and the new process compares it with the one that it is about to
    /// execute; of a symbolic link it executes the file that was located. What it cannot decide is
    /// what an interpreter opens: that opens the script itself, by the path in its arguments, when
    /// it has been started. Arguments and working directory are as if the name had been executed,
    /// so that `$0` is `./NAME`.
    /// - Parameters:
    ///   - script: where it lies, relative to `root`.
    ///   - resolver: how it is located, and whether it may lie outside of `root`.
    ///   - name: its last component.
    ///   - directory: where `name` is looked up.
    /// - Throws: also `ESTALE` when files change too fast, and what `openat2` says of a path that
    ///   leads outside, such as `EXDEV`.
    package static func spawn(
        script: [UInt8], beneath root: borrowing Descriptor, by resolver: PathResolver,
        name: [UInt8], directory: borrowing Descriptor, environment: [[UInt8]],
        input: borrowing Descriptor, output: borrowing Descriptor
    ) throws(SystemError) -> ProcessID {
        for _ in 1..<attempts {
            do throws(SystemError) {
                return try spawnOnce(
                    script, root, resolver, name, directory, environment, input, output)
            } catch  where error.errno == .staleNFSFileHandle && error.call == "execveat" {
                continue
            }
        }
        return try spawnOnce(script, root, resolver, name, directory, environment, input, output)
    }

    private static func spawnOnce(
        _ script: [UInt8], _ root: borrowing Descriptor, _ resolver: PathResolver,
        _ name: [UInt8], _ directory: borrowing Descriptor, _ environment: [[UInt8]],
        _ input: borrowing Descriptor, _ output: borrowing Descriptor
    ) throws(SystemError) -> ProcessID {
        let located = try locate(script, root, resolver)
        let isLink = directory.status(ofEntry: name)?.kind == .symbolicLink
        let opened = isLink ? try? root.openBeneath(script, by: resolver) : nil
        var what = unsafe clinux_program()
        unsafe (what.located, what.directory) = (located.number, directory.number)
        unsafe (what.standard_input, what.standard_output) = (input.number, output.number)
        switch opened {
        case .some(let opened): unsafe what.opened = opened.number
        case .none: unsafe what.opened = isLink ? Int32(clinux_unreadable) : -1
        }
        let command = Array("./".utf8) + name
        return try unsafe withCString(command) { (path) throws(SystemError) in
            unsafe what.path = path
            return try unsafe spawn(&what, [command], environment)
        }
    }

    private static func locate(
        _ script: [UInt8], _ root: borrowing Descriptor, _ resolver: PathResolver
    ) throws(SystemError) -> Descriptor {
        do throws(Errno) {
            return try resolver.open(script, beneath: root, clinux_o_path() | O_CLOEXEC)
        } catch {
            throw SystemError(call: "openat2", errno: error)
        }
    }
}
