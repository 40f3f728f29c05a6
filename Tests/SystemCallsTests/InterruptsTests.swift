import Glibc
import SystemPackage
import Testing

@testable import SystemCalls

@Suite struct InterruptsTests {
    /// Fails with the given errors, one after another, and then succeeds.
    private func call(_ errors: [Errno], result: Int32) -> (Result<Int32, Errno>, calls: Int) {
        var calls = 0
        let outcome = retrying {
            calls += 1
            guard calls > errors.count else {
                errno = errors[calls - 1].rawValue
                return Int32(-1)
            }
            return result
        }
        return (outcome, calls)
    }

    static let cases: [([Errno], Result<Int32, Errno>, Int)] = [
        ([], .success(7), 1),
        ([.interrupted], .success(7), 2),
        ([.interrupted, .interrupted, .interrupted], .success(7), 4),
        ([.wouldBlock], .failure(.wouldBlock), 1),
        ([.interrupted, .badFileDescriptor], .failure(.badFileDescriptor), 2),
    ]

    @Test(arguments: cases)
    func retriesInterruptionsOnly(
        errors: [Errno], expected: Result<Int32, Errno>, calls: Int
    ) {
        let (outcome, made) = call(errors, result: 7)
        #expect(outcome == expected)
        #expect(made == calls)
    }
}
