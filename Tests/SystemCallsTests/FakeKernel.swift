import Glibc
import SystemPackage

/// A system call that gives these results, one after another.
///
/// The wrappers take the call as a closure, which the compiler puts in its place: what a test hands
/// over stands for the kernel and costs nothing elsewhere.
final class FakeKernel {
    /// What the kernel says.
    enum Answer: Sendable {
        case returns(Int)
        /// -1 and this `errno`.
        case fails(Errno)
    }

    private var answers: ArraySlice<Answer>
    /// How often it was called.
    private(set) var calls = 0

    init(_ answers: [Answer]) { self.answers = answers[...] }

    /// The next result. More calls than there are answers are a fault of the test.
    func call() -> Int {
        calls += 1
        switch answers.removeFirst() {
        case .returns(let value): return value
        case .fails(let error):
            errno = error.rawValue
            return -1
        }
    }
}
