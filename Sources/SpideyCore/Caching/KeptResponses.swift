import SystemCalls

/// The responses of a cache, by key and by directory, within bounds.
///
/// When room is needed, the first one goes that was not asked for since the last time round (the
/// CLOCK algorithm: Corbató, "A paging experiment with the Multics system", 1968).
final class KeptResponses {
    /// What all of them together may take.
    struct Bounds {
        /// Bytes of memory; an eighth of them for one response.
        var weight: Int
        /// Descriptors that are kept open.
        var descriptors: Int
        /// Answers that there is nothing: clients can ask for anything.
        var missing: Int
    }

    private let bounds: Bounds
    private var byKey: [UInt64: CachedResponse] = [:]
    private var byDirectory: [[UInt8]: [CachedResponse]] = [:]
    /// All of them, in the order in which the hand passes them when room is needed.
    private var ring: [CachedResponse] = []
    private var hand = 0
    private let seed = UInt64.random(in: 0 ... .max)

    /// Bytes of memory that they take, about.
    private(set) var weight = 0
    /// Descriptors that they keep open.
    private(set) var descriptors = 0
    /// How many of them say that there is nothing.
    private(set) var missing = 0

    /// None.
    init(within bounds: Bounds) { self.bounds = bounds }

    /// How many there are.
    var count: Int { ring.count }

    /// Whether there is none.
    var isEmpty: Bool { ring.isEmpty }

    /// Whether another answer that there is nothing may be kept.
    var hasRoomForMissing: Bool { missing < bounds.missing }

    // MARK: Finding

    /// The response to a request for this path, which it is asked for now.
    func find(_ key: Span<UInt8>) -> CachedResponse? {
        guard let response = byKey[hash(key)] else { return nil }
        let known = response.key
        guard key.isEqual(to: known.span) else { return nil }
        response.isWanted = true
        return response
    }

    /// Those that a change in this directory concerns.
    func responses(in directory: [UInt8]) -> [CachedResponse] { byDirectory[directory] ?? [] }

    /// FNV-1a with a secret start, so that clients cannot choose which keys collide; of two that do
    /// the later one is kept.
    private func hash(_ key: Span<UInt8>) -> UInt64 {
        var hash = seed
        for index in key.indices { hash = (hash ^ UInt64(key[index])) &* 0x100_0000_01b3 }
        return hash ^ hash >> 32
    }

    private func hash(of response: CachedResponse) -> UInt64 {
        let key = response.key
        return hash(key.span)
    }

    // MARK: Keeping

    /// Keeps a response in place of the one with the same key, if there can be room for it.
    func insert(_ response: CachedResponse) {
        guard response.weight <= bounds.weight / 8 else { return }
        let key = hash(of: response)
        if let old = byKey[key] { remove(old) }
        if response.holdsDescriptor {
            guard descriptors < bounds.descriptors || makeRoomForDescriptor() else { return }
        }
        while weight + response.weight > bounds.weight, let victim = nextVictim() {
            remove(victim)
        }
        byKey[key] = response
        byDirectory[Array(response.directory), default: []].append(response)
        response.place = ring.count
        ring.append(response)
        weight += response.weight
        if response.holdsDescriptor { descriptors += 1 }
        if response.isMissing { missing += 1 }
    }

    /// Keeps a response no longer, if it is one of these.
    func remove(_ response: CachedResponse) {
        guard byKey[hash(of: response)] === response else { return }
        let directory = Array(response.directory)
        byDirectory[directory]?.removeAll { $0 === response }
        if byDirectory[directory]?.isEmpty == true { byDirectory[directory] = nil }
        unlink(response)
    }

    /// Keeps none of those that a change in this directory concerns.
    func removeAll(in directory: [UInt8]) {
        for response in byDirectory.removeValue(forKey: directory) ?? [] { unlink(response) }
    }

    /// Keeps none.
    func removeAll() {
        byKey.removeAll()
        byDirectory.removeAll()
        ring.removeAll()
        (hand, weight, descriptors, missing) = (0, 0, 0, 0)
    }

    /// Takes a response out of everything but its directory.
    private func unlink(_ response: CachedResponse) {
        byKey[hash(of: response)] = nil
        let last = ring.removeLast()
        if last !== response {
            ring[response.place] = last
            last.place = response.place
        }
        weight -= response.weight
        if response.holdsDescriptor { descriptors -= 1 }
        if response.isMissing { missing -= 1 }
    }

    /// The next one that was not asked for since the hand came by last.
    private func nextVictim() -> CachedResponse? {
        for _ in 0..<2 * ring.count {
            if hand >= ring.count { hand = 0 }
            let response = ring[hand]
            if !response.isWanted { return response }
            response.isWanted = false
            hand += 1
        }
        return nil
    }

    private func makeRoomForDescriptor() -> Bool {
        for _ in 0..<2 * ring.count {
            guard let victim = nextVictim() else { return false }
            let isEnough = victim.holdsDescriptor
            remove(victim)
            if isEnough { return true }
        }
        return false
    }
}
