import Foundation
import SystemCalls
import SystemPackage
import Testing

@Suite struct DescriptorTests {
    /// What the process has open under this number, by its inode; nil for nothing.
    private func identity(_ number: Int32) -> String? {
        try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(number)")
    }

    @Test func closesWithItsOwner() throws {
        var number: Int32 = -1
        var inside: String?
        do {
            let pipe = try Processes.pipe()
            number = pipe.reading.number
            inside = identity(number)
            #expect(inside?.hasPrefix("pipe:") == true)
        }
        #expect(identity(number) != inside)
    }

    /// Whoever takes one end closes the other: the reader sees the end of the file.
    @Test func takingAnEndClosesTheOther() throws {
        let reading = try Processes.pipe().takeReading()
        let buffer = ByteBuffer(initial: 8, maximum: 8)
        #expect(try buffer.read(from: reading) == .ended)
        let writing = try Processes.pipe().takeWriting()
        buffer.append([1])
        // SIGPIPE would end the test run: a socket says it without.
        let socket = try Descriptor.socketPair().takeWriting()
        #expect(try buffer.send(to: socket) == .ended)
        let isOpen = identity(writing.number) != nil
        #expect(isOpen)
    }

    @Test func nothingToReadIsAValue() throws {
        let pipe = try Processes.pipe()
        try pipe.reading.setNonBlocking()
        let buffer = ByteBuffer(initial: 8, maximum: 8)
        #expect(try buffer.read(from: pipe.reading) == .wouldBlock)
        let pair = try Descriptor.socketPair()
        #expect(try buffer.receive(from: pair.reading) == .wouldBlock)
    }

    @Test func aFullSocketIsAValue() throws {
        let pair = try Descriptor.socketPair()
        let buffer = ByteBuffer(initial: 1 << 20, maximum: 1 << 24)
        buffer.append([UInt8](repeating: 7, count: 1 << 24))
        var outcome = Transfer.moved(0)
        repeat { outcome = try buffer.send(to: pair.writing) } while outcome != .wouldBlock
        #expect(!buffer.isEmpty && buffer.count < 1 << 24)
    }

    @Test func otherErrorsNameTheirCall() throws {
        let directory = TemporaryDirectory()
        let descriptor = try Descriptor.openDirectory(directory.path)
        let buffer = ByteBuffer(initial: 8, maximum: 8)
        let expected = SystemError(call: "read", errno: .isDirectory)
        #expect(throws: expected) { try buffer.read(from: descriptor) }
        #expect(expected.description.hasPrefix("read: "))
    }

    @Test func duplicatesAreAboveTheStandardOnes() throws {
        let copy = try Descriptor.duplicate(1)
        let number = copy.number
        #expect(number > 2)
        try StandardDescriptors.ensureOpen()
        #expect(identity(0) != nil && identity(1) != nil && identity(2) != nil)
    }
}
