/// Listings that became outdated by changes in their directory, with the names of the changed
/// entries: reading only the status of those renews a listing, which is cheaper than reading all.
struct OutdatedListings {
    /// The most listings, each with an open descriptor; beyond it all are dropped.
    private static let limit = 64
    /// The most changed names for each listing; with more, the listing is dropped.
    private static let nameLimit = 16

    private var listings: [[UInt8]: (listing: KeptListing, changed: Set<[UInt8]>)] = [:]

    /// Adds a listing that has become outdated.
    mutating func add(_ directory: [UInt8], _ listing: KeptListing, _ name: [UInt8]) {
        if listings.count >= Self.limit { listings.removeAll() }
        listings[directory] = (listing, [name])
    }

    /// Notes another change in a directory.
    mutating func note(_ directory: [UInt8], _ name: [UInt8]) {
        guard listings[directory] != nil else { return }
        listings[directory]?.changed.insert(name)
        if let count = listings[directory]?.changed.count, count > Self.nameLimit {
            listings[directory] = nil
        }
    }

    /// Removes a listing and returns it, to be renewed.
    mutating func take(_ directory: [UInt8]) -> (KeptListing, Set<[UInt8]>)? {
        listings.removeValue(forKey: directory).map { ($0.listing, $0.changed) }
    }

    /// Drops the listing of this directory, if there is one.
    mutating func remove(_ directory: [UInt8]) { listings[directory] = nil }

    /// Whether there are no listings.
    var isEmpty: Bool { listings.isEmpty }

    /// Drops all listings.
    mutating func removeAll() { listings.removeAll() }
}
