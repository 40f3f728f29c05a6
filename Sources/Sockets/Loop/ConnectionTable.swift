import SystemCalls

/// The connections of one event loop, by slot: a few bytes for one at rest, a driver for one that
/// is not.
///
/// It owns the sockets of those at rest. A slot's generation changes when its connection ends, and
/// every token carries it, so that a stale event, of a connection that is over, is recognised.
struct ConnectionTable: ~Copyable {
    /// What is kept of a connection. Contains no reference, so that copying it costs no reference
    /// counting.
    struct Slot {
        /// The socket of a connection at rest, owned by the table; -1 while the driver has it.
        fileprivate(set) var resting: Int32 = -1
        /// Distinguishes this connection from earlier ones in the same slot.
        fileprivate(set) var generation: UInt32 = 0
        /// Whether the slot holds a connection.
        fileprivate(set) var isUsed = false
        /// Whether the socket is registered with `epoll(7)`.
        var isRegistered = false
        /// Whether the slot is queued for a turn.
        var isQueued = false
        /// Whether the driver's job is queued for a thread or under way.
        var hasJob = false
        fileprivate(set) var address: SocketAddress
        fileprivate(set) var state: RestingState?
        /// When its rest began; nil while it is not at rest.
        var restsSince: Instant? { resting >= 0 ? state?.since : nil }
        /// The process whose descriptors are registered, by number; 0 for none.
        var process: Int32 = 0
    }

    private(set) var slots: [Slot] = []
    /// The driver of each slot's connection; nil while the connection is at rest.
    private(set) var drivers: [ConnectionDriver?] = []
    private var free: [Int32] = []
    /// The number of connections.
    private(set) var count = 0

    init() {}

    deinit {
        for slot in slots where slot.resting >= 0 { _ = Descriptor(adopting: slot.resting) }
    }

    subscript(index: Int) -> Slot {
        _read { yield slots[index] }
        _modify { yield &slots[index] }
    }

    /// Adds a connection with its driver. Returns its slot.
    mutating func insert(_ driver: ConnectionDriver, _ address: SocketAddress) -> Int {
        count += 1
        let index: Int
        if let last = free.popLast() {
            index = Int(last)
        } else {
            index = slots.count
            slots.append(Slot(address: address))
            drivers.append(nil)
        }
        slots[index].isUsed = true
        slots[index].address = address
        drivers[index] = driver
        return index
    }

    /// Removes a connection that is over.
    mutating func remove(_ index: Int) {
        precondition(slots[index].isUsed && slots[index].resting == -1)
        count -= 1
        let generation = slots[index].generation &+ 1
        slots[index] = Slot(address: slots[index].address)
        slots[index].generation = generation
        drivers[index] = nil
        free.append(Int32(index))
    }

    /// Puts a connection at rest: stores its socket and state, and returns its driver for reuse.
    mutating func rest(_ index: Int) -> ConnectionDriver? {
        guard let driver = drivers[index] else { return nil }
        let state = driver.restingState
        guard let socket = driver.transport.takeSocket() else { return nil }
        slots[index].resting = socket.release()
        slots[index].state = state
        // The kernel may reuse the number for another process.
        slots[index].process = 0
        drivers[index] = nil
        return driver
    }

    /// Resumes a connection at rest in `driver`.
    mutating func wake(_ index: Int, with driver: ConnectionDriver) {
        guard slots[index].resting >= 0, drivers[index] == nil, let state = slots[index].state
        else { preconditionFailure("not at rest") }
        driver.transport = Transport(Descriptor(adopting: slots[index].resting))
        slots[index].resting = -1
        slots[index].state = nil
        driver.resume(slots[index].address, state)
        drivers[index] = driver
    }

    /// The slot that an event belongs to; nil when its connection is over.
    func find(_ token: EventToken) -> Int? {
        let index = token.slot
        guard index < slots.count, slots[index].isUsed,
            slots[index].generation == token.generation
        else { return nil }
        return index
    }

    /// The token that events of this slot carry.
    func token(_ index: Int, _ source: ReadinessSource) -> EventToken {
        EventToken(slot: index, generation: slots[index].generation, source: source)
    }
}

/// What an event carries: which connection, and which of its descriptors.
struct EventToken {
    /// The number that stands for the loop's own descriptors instead of a connection's.
    private static let loopMark: UInt64 = 7
    /// Bits for the source.
    private static let sourceBits: UInt64 = 3

    let raw: UInt64

    init(raw: UInt64) { self.raw = raw }

    init(slot: Int, generation: UInt32, source: ReadinessSource) {
        raw = UInt64(generation) << 32 | UInt64(slot) << Self.sourceBits | source.rawValue
    }

    /// A descriptor of the loop's own, by number.
    static func loop(_ number: Int) -> EventToken {
        EventToken(raw: UInt64(number) << sourceBits | loopMark)
    }

    var slot: Int { Int(raw & 0xffff_ffff) >> Int(Self.sourceBits) }
    var generation: UInt32 { UInt32(raw >> 32) }
    /// Which descriptor is ready; nil when it is one of the loop's own.
    var source: ReadinessSource? { ReadinessSource(rawValue: raw & Self.loopMark) }
}
