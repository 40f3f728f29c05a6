import Foundation

/// A lease on a file, as file servers take them: to open the file, others have to wait until it
/// is given back (`fcntl(2)` `F_SETLEASE`).
final class Lease {
    private let descriptor: Int32
    // Macros that Glibc's module does not have.
    private static let setLease: Int32 = 1024
    private static let getLease: Int32 = 1025

    /// Whether the file system of the tests has leases.
    static let isPossible: Bool = {
        guard let folder = try? Folder(), (try? folder.file("a", "")) != nil else { return false }
        return (try? Lease(folder.site + "/a")) != nil
    }()

    /// Takes a write lease; throws where the file system has none.
    init(_ path: String) throws {
        // The kernel sends the holder SIGIO, which would end the tests.
        signal(SIGIO, SIG_IGN)
        descriptor = open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0, fcntl(descriptor, Self.setLease, Int32(F_WRLCK)) == 0 else {
            throw HarnessError("no lease on \(path): \(String(cString: strerror(errno)))")
        }
    }

    deinit { close(descriptor) }

    /// Whether somebody else wants to open the file.
    var isWanted: Bool { fcntl(descriptor, Self.getLease) != Int32(F_WRLCK) }

    /// Gives it back: those who wait can go on.
    func giveBack() { _ = fcntl(descriptor, Self.setLease, Int32(F_UNLCK)) }
}
