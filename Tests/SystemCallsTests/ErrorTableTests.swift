import Glibc
import SystemPackage
import Testing

@testable import SystemCalls

/// For each call whose errors matter: every `errno`, and what the wrapper makes of it.
@Suite struct ErrorTableTests {
    /// What a transfer comes to, or that it throws the kernel's error.
    enum Outcome: Equatable, Sendable { case gives(Transfer), throwsIt }

    private func outcome(
        _ call: StaticString, _ kernel: FakeKernel, _ transfer: () throws(SystemError) -> Transfer
    ) -> Outcome {
        do throws(SystemError) {
            return .gives(try transfer())
        } catch {
            #expect(error.call == call.description)
            return .throwsIt
        }
    }

    /// The connection is over: the client has gone, or the network has.
    static let endings: [Errno] = [
        .brokenPipe, .connectionReset, .timedOut, .connectionAbort, .socketNotConnected,
    ]
    /// Everything else that the manual pages of the calls name, except for bugs of the caller.
    static let others: [Errno] = [
        .connectionRefused, .ioError, .noMemory, .noBufferSpace, .notPermitted, .permissionDenied,
        .invalidArgument, .overflow, .noSpace, .fileTooLarge, .noRouteToHost, .networkUnreachable,
        .networkDown, .hostIsDown, .messageTooLong, .isDirectory, .staleNFSFileHandle,
    ]

    /// `recv(2)`, `read(2)`: 0 is the end.
    @Test func receiving() {
        expect("recv", [.returns(5)], .gives(.moved(5)))
        expect("recv", [.returns(0)], .gives(.ended))
        expect("recv", [.fails(.wouldBlock)], .gives(.wouldBlock))
        expect(
            "recv", [.fails(.interrupted), .fails(.interrupted), .returns(1)], .gives(.moved(1)))
        expect("recv", [.fails(.interrupted), .fails(.wouldBlock)], .gives(.wouldBlock))
        for error in Self.endings {
            expect("recv", [.fails(error)], .gives(.ended))
            // A client wants to know that a response was cut short.
            expect("recv", [.fails(error)], .throwsIt, resetsEnd: false)
            expect("recv", [.fails(.interrupted), .fails(error)], .throwsIt, resetsEnd: false)
        }
        for error in Self.others {
            expect("recv", [.fails(error)], .throwsIt)
            expect("recv", [.fails(error)], .throwsIt, resetsEnd: false)
        }
    }

    /// What was received counts; what was not leaves the buffer as it is.
    private func expect(
        _ call: StaticString, _ answers: [FakeKernel.Answer], _ expected: Outcome,
        resetsEnd: Bool = true, location: SourceLocation = #_sourceLocation
    ) {
        let kernel = FakeKernel(answers)
        let buffer = ByteBuffer(initial: 16, maximum: 16)
        let found = outcome(call, kernel) { () throws(SystemError) in
            try buffer.readOnce(call, 16, resetsEnd) { _, _ in kernel.call() }
        }
        #expect(found == expected, "\(answers)", sourceLocation: location)
        #expect(kernel.calls == answers.count, sourceLocation: location)
        var count = 0
        if case .gives(.moved(let moved)) = expected { count = moved }
        #expect(buffer.count == count, sourceLocation: location)
    }

    /// `send(2)` and `sendfile(2)`: of the latter, 0 says that the file has become shorter.
    @Test(arguments: ["send", "sendfile"]) func sending(name: String) {
        let call: StaticString = name == "send" ? "send" : "sendfile"
        func expect(_ answers: [FakeKernel.Answer], _ expected: Outcome) {
            let kernel = FakeKernel(answers)
            let found = outcome(call, kernel) { () throws(SystemError) in
                try Transfer(call) { kernel.call() }
            }
            #expect(found == expected, "\(answers)")
            #expect(kernel.calls == answers.count)
        }
        expect([.returns(1 << 20)], .gives(.moved(1 << 20)))
        expect([.returns(0)], .gives(.ended))
        expect([.fails(.wouldBlock)], .gives(.wouldBlock))
        expect([.fails(.interrupted), .returns(3)], .gives(.moved(3)))
        for error in Self.endings { expect([.fails(error)], .gives(.ended)) }
        for error in Self.others { expect([.fails(error)], .throwsIt) }
    }

    /// What `accept` comes to.
    enum Accepted: Equatable, Sendable { case nothing, exhausted(Errno), throwsIt }

    static let acceptances: [(Errno, Accepted)] =
        [
            .wouldBlock, .connectionAbort, .notPermitted, .networkDown, .protocolError,
            .protocolNotAvailable, .hostIsDown, Errno(rawValue: ENONET), .noRouteToHost,
            .notSupportedOnSocket, .networkUnreachable, .addressFamilyNotSupported,
            .connectionReset, .timedOut,
        ].map { ($0, .nothing) }
        + [.tooManyOpenFiles, .tooManyOpenFilesInSystem, .noBufferSpace, .noMemory].map {
            ($0, .exhausted($0))
        }
        + [.badFileDescriptor, .invalidArgument, .notSocket, .badAddress].map { ($0, .throwsIt) }

    /// `accept4(2)`: "treat them like EAGAIN by retrying", says its manual page of the network's.
    @Test(arguments: acceptances) func accepting(error: Errno, expected: Accepted) {
        for answers in [[FakeKernel.Answer.fails(error)], [.fails(.interrupted), .fails(error)]] {
            let kernel = FakeKernel(answers)
            #expect(accepted(kernel) == expected, "\(error)")
            #expect(kernel.calls == answers.count)
        }
    }

    private func accepted(_ kernel: FakeKernel) -> Accepted? {
        do throws(SystemError) {
            switch try Acceptance({ _ in Int32(kernel.call()) }) {
            case .connection: return nil
            case .nothing: return .nothing
            case .exhausted(let error): return .exhausted(error)
            }
        } catch {
            #expect(error.call == "accept4")
            return .throwsIt
        }
    }

    /// A connection, after an interruption, with its client's address.
    @Test func anAcceptedConnection() throws {
        let number = try Descriptor.duplicate(0).release()
        let kernel = FakeKernel([.fails(.interrupted), .returns(Int(number))])
        let expected = SocketAddress.loopback(.ipv4, port: 4711)
        let acceptance = try Acceptance { storage in
            unsafe expected.withSockaddr { address, length in
                unsafe withUnsafeMutableBytes(of: &storage) {
                    unsafe $0.copyMemory(
                        from: UnsafeRawBufferPointer(start: address, count: Int(length)))
                }
            }
            return Int32(kernel.call())
        }
        guard case .connection(let socket, let address) = consume acceptance else {
            Issue.record("no connection")
            return
        }
        let owned = socket.number
        #expect(owned == number && address == expected)
    }

    static let refusals: [(Errno, OpenRefusal)] =
        [
            .noSuchFileOrDirectory, .improperLink, .tooManySymbolicLinkLevels, .fileNameTooLong,
            .noSuchProcess, .invalidArgument, .illegalByteSequence,
        ].map { ($0, .notFound) }
        + [(.notDirectory, .notADirectory)]
        + [
            .permissionDenied, .notPermitted, .noSuchAddressOrDevice,
            .operationNotSupportedByDevice,
        ].map { ($0, .forbidden) }
        + [
            .tooManyOpenFiles, .tooManyOpenFilesInSystem, .noMemory, .noBufferSpace,
            .resourceTemporarilyUnavailable, .textFileBusy,
        ].map { ($0, .exhausted) }
        + [
            .ioError, .staleNFSFileHandle, .overflow, .socketNotConnected, .timedOut,
            .connectionAbort, .noFunction, .isDirectory, .hostIsDown,
            Errno(rawValue: EUCLEAN), Errno(rawValue: EREMOTEIO), Errno(rawValue: ENOMEDIUM),
        ].map { ($0, .failed($0)) }

    /// `openat2(2)`, where waiting is allowed and where it is not.
    @Test(arguments: refusals) func opening(error: Errno, expected: OpenRefusal) {
        #expect(OpenRefusal(error) == expected)
        switch error {
        case .resourceTemporarilyUnavailable: #expect(PromptRefusal(error) == .disk)
        case .improperLink: #expect(PromptRefusal(error) == .otherFileSystem)
        default: #expect(PromptRefusal(error) == .refused(expected))
        }
        let isOfName = error == .invalidArgument
        #expect(OpenRefusal(reading: error) == (isOfName ? .failed(error) : expected))
    }
}
