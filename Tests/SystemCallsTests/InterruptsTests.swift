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

    static let transfers: [(Int, Errno?, Transfer)] = [
        (5, nil, .moved(5)), (0, nil, .ended), (-1, .wouldBlock, .wouldBlock),
        (-1, .brokenPipe, .ended), (-1, .connectionReset, .ended), (-1, .timedOut, .ended),
    ]

    @Test(arguments: transfers)
    func transfersAreClassified(result: Int, error: Errno?, expected: Transfer) throws {
        let transfer = try Transfer("read") {
            if let error { errno = error.rawValue }
            return result
        }
        #expect(transfer == expected)
    }

    @Test func unexpectedErrorsAreThrown() {
        #expect(throws: SystemError(call: "read", errno: .ioError)) {
            _ = try Transfer("read") {
                errno = EIO
                return -1
            }
        }
    }
}
