import SystemCalls

/// The responses of a cache, by key and by directory, within bounds.
///
/// When room is needed, the first response is evicted that was not requested since the hand last
/// passed it (the CLOCK algorithm: Corbató, "A paging experiment with the Multics system", 1968).
final class KeptResponses {
    /// The limits over all responses.
    struct Bounds {
        /// Bytes of memory; one response may take an eighth of them.
        var weight: Int
        /// Open descriptors.
        var descriptors: Int
        /// 404 responses, of which clients can cause any number.
        var missing: Int
    }

    private let bounds: Bounds
    private var byKey: [UInt64: CachedResponse] = [:]
    private var byDirectory: [[UInt8]: [CachedResponse]] = [:]
    /// All responses, in the order in which the hand passes them.
    private var ring: [CachedResponse] = []
    private var hand = 0
    private let seed = UInt64.random(in: 0 ... .max)

    /// The approximate memory in bytes.
    private(set) var weight = 0
    /// The number of descriptors kept open.
    private(set) var descriptors = 0
    /// The number of 404 responses.
    private(set) var missing = 0

    /// An empty set of responses.
    init(within bounds: Bounds) { self.bounds = bounds }

    /// The number of responses.
    var count: Int { ring.count }

    /// Whether there are no responses.
    var isEmpty: Bool { ring.isEmpty }

    /// Whether another 404 response may be kept.
    var hasRoomForMissing: Bool { missing < bounds.missing }

    // MARK: Finding

    /// Finds the response to a request for this path and marks it as wanted.
    func find(_ key: Span<UInt8>) -> CachedResponse? {
        guard let response = byKey[hash(key)] else { return nil }
        let known = response.key
        guard key.isEqual(to: known.span) else { return nil }
        response.isWanted = true
        return response
    }

    /// The responses affected by a change in this directory.
    func responses(in directory: [UInt8]) -> [CachedResponse] { byDirectory[directory] ?? [] }

    /// FNV-1a with a secret start, so that clients cannot choose colliding keys. Of two responses
    /// whose keys collide, the later one is kept.
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

    /// Keeps a response in place of the one with the same key, if it fits within the bounds.
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

    /// Removes a response, if it is kept.
    func remove(_ response: CachedResponse) {
        guard byKey[hash(of: response)] === response else { return }
        let directory = Array(response.directory)
        byDirectory[directory]?.removeAll { $0 === response }
        if byDirectory[directory]?.isEmpty == true { byDirectory[directory] = nil }
        unlink(response)
    }

    /// Removes the responses affected by a change in this directory.
    func removeAll(in directory: [UInt8]) {
        for response in byDirectory.removeValue(forKey: directory) ?? [] { unlink(response) }
    }

    /// Removes all responses.
    func removeAll() {
        byKey.removeAll()
        byDirectory.removeAll()
        ring.removeAll()
        (hand, weight, descriptors, missing) = (0, 0, 0, 0)
    }

    /// Removes a response from all indexes but that of its directory.
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

    /// The next response that was not requested since the hand last passed it.
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
