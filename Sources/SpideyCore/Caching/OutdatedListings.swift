/// Listings that were kept until something in their directory changed, with the names of what has:
/// a look at those makes them true again, which is cheaper than a look at everything.
struct OutdatedListings {
    /// Listings at most, each with an open descriptor; beyond it all are given up.
    private static let limit = 64
    /// Names for each at most: beyond it everything may as well be looked at.
    private static let nameLimit = 16

    private var listings: [[UInt8]: (listing: KeptListing, changed: Set<[UInt8]>)] = [:]

    /// Adds a listing that is not true any more.
    mutating func add(_ directory: [UInt8], _ listing: KeptListing, _ name: [UInt8]) {
        if listings.count >= Self.limit { listings.removeAll() }
        listings[directory] = (listing, [name])
    }

    /// Something else has changed in a directory.
    mutating func note(_ directory: [UInt8], _ name: [UInt8]) {
        guard listings[directory] != nil else { return }
        listings[directory]?.changed.insert(name)
        if let count = listings[directory]?.changed.count, count > Self.nameLimit {
            listings[directory] = nil
        }
    }

    /// Takes a listing out, to be made true again.
    mutating func take(_ directory: [UInt8]) -> (KeptListing, Set<[UInt8]>)? {
        listings.removeValue(forKey: directory).map { ($0.listing, $0.changed) }
    }

    /// Gives the listing of this directory up, if there is one.
    mutating func remove(_ directory: [UInt8]) { listings[directory] = nil }

    /// Whether there is none.
    var isEmpty: Bool { listings.isEmpty }

    /// Gives all of them up.
    mutating func removeAll() { listings.removeAll() }
}
