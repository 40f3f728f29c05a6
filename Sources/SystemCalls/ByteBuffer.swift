import Glibc

/// A queue of bytes between a descriptor and a parser: filled at the end, consumed at the front.
///
/// The memory is allocated at the first use, so an idle connection has none. It is not initialised,
/// so pages of it take memory only when bytes are stored in them. Its size doubles when it does not
/// suffice, up to `maximum`.
@safe package final class ByteBuffer {
    /// The limit of bytes held.
    package private(set) var maximum: Int
    private let initial: Int
    private var base: UnsafeMutableRawPointer?
    private var capacity = 0
    private var start = 0
    private var end = 0

    /// An empty buffer without memory.
    /// - Parameters:
    ///   - initial: bytes allocated at the first use, at least 1.
    ///   - maximum: the limit of bytes held, at least `initial`.
    package init(initial: Int, maximum: Int) {
        precondition(initial > 0 && maximum >= initial)
        self.initial = initial
        self.maximum = maximum
    }

    deinit { unsafe free(base) }

    /// Whether the last read or receive returned as many bytes as it asked for, so that there may
    /// be more.
    package private(set) var lastReadWasFull = false

    /// Records for `lastReadWasFull` a transfer into this buffer that no system call made.
    package func noteRead(full: Bool) { lastReadWasFull = full }

    /// The number of bytes held.
    package var count: Int { end - start }

    /// Whether no bytes are held.
    package var isEmpty: Bool { end == start }

    /// The number of bytes that can be added before `maximum` is reached.
    package var room: Int { maximum - count }

    /// Calls `body` with the bytes held, which are valid only during that call.
    package func withBytes<R, E: Error>(
        _ body: (Span<UInt8>) throws(E) -> R
    ) throws(E) -> R {
        let held = unsafe UnsafeRawBufferPointer(
            start: base.map { unsafe $0 + start }, count: count)
        return try unsafe body(held.bindMemory(to: UInt8.self).span)
    }

    /// Gives the memory back, and sets how many bytes it may hold from now on. It must be empty.
    package func setMaximum(_ maximum: Int) {
        precondition(isEmpty && maximum >= initial)
        releaseIfEmpty()
        self.maximum = maximum
    }

    /// Removes `count` bytes from the front, at most those held.
    package func consume(_ count: Int) {
        precondition(count >= 0 && count <= self.count)
        start += count
        if start == end {
            start = 0
            end = 0
        }
    }

    /// Removes `count` bytes from the end, at most those held.
    package func removeLast(_ count: Int) {
        precondition(count >= 0 && count <= self.count)
        end -= count
    }

    /// Removes all bytes and keeps the memory.
    package func removeAll() {
        start = 0
        end = 0
    }

    /// Frees the memory if no bytes are held.
    package func releaseIfEmpty() {
        guard isEmpty, unsafe base != nil else { return }
        unsafe free(base)
        unsafe base = nil
        capacity = 0
    }

    /// Frees the memory if no bytes are held and it is larger than `limit` bytes.
    package func trim(above limit: Int) {
        if capacity > limit { releaseIfEmpty() }
    }

    /// Adds bytes at the end. Traps when there are more than `room`.
    package func append(_ bytes: Span<UInt8>) {
        guard !bytes.isEmpty else { return }
        unsafe bytes.withUnsafeBufferPointer { source in
            let target = unsafe reserve(source.count)
            unsafe target.copyMemory(from: source.baseAddress!, byteCount: source.count)
        }
        end += bytes.count
    }

    /// Adds the bytes of an array at the end. Traps when there are more than `room`.
    package func append(_ bytes: [UInt8]) {
        append(bytes.span)
    }

    /// Reads once from a pipe, a socket or a file and adds the bytes: `read(2)`. There must be
    /// room.
    /// - Parameter limit: bytes to read at most; never more than `room`.
    /// - Returns: `ended` also when the connection was reset.
    package func read(
        from descriptor: borrowing Descriptor, limit: Int = .max
    ) throws(SystemError) -> Transfer {
        try unsafe readOnce("read", limit) { target, count in
            unsafe Glibc.read(descriptor.number, target, count)
        }
    }

    /// Receives once from a socket without waiting and adds the bytes: `recv(2)` `MSG_DONTWAIT`.
    /// There must be room.
    /// - Parameters:
    ///   - limit: bytes to receive at most; never more than `room`.
    ///   - resetsEnd: whether a reset returns `ended`. If not, it is thrown: to a client, a
    ///     response that a reset cut short is not a response that ended.
    package func receive(
        from socket: borrowing Descriptor, limit: Int = .max, resetsEnd: Bool = true
    ) throws(SystemError) -> Transfer {
        try unsafe readOnce("recv", limit, resetsEnd) { target, count in
            unsafe recv(socket.number, target, count, Int32(MSG_DONTWAIT))
        }
    }

    /// Reads once from a file at `offset` and adds the bytes: `pread(2)`. There must be room.
    /// - Parameter limit: bytes to read at most; never more than `room`.
    /// - Returns: `ended` at or behind the end of the file.
    package func read(
        from file: borrowing Descriptor, at offset: Int, limit: Int
    ) throws(SystemError) -> Transfer {
        try unsafe readOnce("pread", limit) { target, count in
            unsafe pread(file.number, target, count, off_t(offset))
        }
    }

    /// Sends as many of the bytes held as the socket has room for, and removes them: `send(2)`,
    /// without waiting and without SIGPIPE.
    /// - Parameters:
    ///   - limit: the most bytes to send.
    ///   - more: whether other bytes will be sent directly afterwards, so that the kernel may wait
    ///     to fill a segment (`MSG_MORE`).
    /// - Returns: `moved(0)` when the buffer is empty.
    package func send(
        to socket: borrowing Descriptor, limit: Int = .max, more: Bool = false
    ) throws(SystemError) -> Transfer {
        let flags = MSG_DONTWAIT | MSG_NOSIGNAL | (more ? MSG_MORE : 0)
        return try unsafe writeOnce("send", limit) { source, count in
            unsafe Glibc.send(socket.number, source, count, Int32(flags))
        }
    }

    /// Writes as many of the bytes held as a pipe or a file has room for, and removes them:
    /// `write(2)`. Waits if the descriptor does.
    /// - Returns: `moved(0)` when the buffer is empty.
    package func write(to descriptor: borrowing Descriptor) throws(SystemError) -> Transfer {
        try unsafe writeOnce("write") { source, count in
            unsafe Glibc.write(descriptor.number, source, count)
        }
    }

    func readOnce(
        _ call: StaticString, _ limit: Int, _ resetsEnd: Bool = true,
        _ body: (UnsafeMutableRawPointer, Int) -> Int
    ) throws(SystemError) -> Transfer {
        let wanted = min(limit, room)
        precondition(wanted > 0, "no room to read into")
        let space = min(wanted, max(initial, capacity - end))
        let target = unsafe reserve(space)
        let outcome = try Transfer(call, resetsEnd: resetsEnd) { unsafe body(target, space) }
        if case .moved(let count) = outcome {
            end += count
            lastReadWasFull = count == space
        }
        return outcome
    }

    private func writeOnce(
        _ call: StaticString, _ limit: Int = .max, _ body: (UnsafeRawPointer, Int) -> Int
    ) throws(SystemError) -> Transfer {
        guard unsafe base != nil, !isEmpty else { return .moved(0) }
        let source = unsafe UnsafeRawPointer(base! + start)
        let outcome = try Transfer(call) { unsafe body(source, min(limit, count)) }
        if case .moved(let sent) = outcome { consume(sent) }
        return outcome
    }

    /// Memory for `extra` more bytes behind the ones held.
    private func reserve(_ extra: Int) -> UnsafeMutableRawPointer {
        if unsafe base == nil || capacity - end < extra { makeRoom(extra) }
        return unsafe base! + end
    }

    private func makeRoom(_ extra: Int) {
        precondition(extra <= room, "buffer limit exceeded")
        let held = count
        if unsafe base != nil, capacity - held >= extra {
            unsafe memmove(base!, base! + start, held)
        } else {
            var wanted = max(initial, capacity)
            while wanted - held < extra { wanted = min(wanted * 2, maximum) }
            guard let fresh = unsafe malloc(wanted) else { fatalError("out of memory") }
            if let old = unsafe base {
                unsafe fresh.copyMemory(from: old + start, byteCount: held)
                unsafe free(old)
            }
            unsafe base = fresh
            capacity = wanted
        }
        start = 0
        end = held
    }
}
