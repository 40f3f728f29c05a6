package import SystemCalls

/// What every worker, child or thread of a server is doing, in memory that all of them share:
/// mapped before the first fork, so that each process sees all of it.
///
/// There is a place for each that serves connections. A place has one writer at a time, which
/// counts what it does; the process that supervises clears a place when its writer has ended,
/// however it ended. Bounds over all processes stand on it, and so do the shares of an event loop's
/// workers. A copy is the same board: it costs no reference count, which each request would pay.
public struct Scoreboard: Sendable {
    /// What is counted at each place.
    public enum Counter: Int, CaseIterable, Sendable {
        /// Open connections. Those without an exchange in one of the states below are idle.
        case connections
        /// Exchanges for which the server is working out the response.
        case working
        /// Exchanges that wait for a script's response.
        case script
        /// Exchanges whose response is being generated or sent.
        case sending
        /// Exchanges that have ended since the start.
        case requests
        /// Bytes of memory held by listings under construction.
        case listingBytes
    }

    /// One place: the counters of one process or thread.
    public struct Place: Sendable {
        /// The board that it belongs to.
        package let board: Scoreboard
        /// Its number, from 0.
        package let index: Int

        /// One of its counters. Only the place's current process or thread writes it.
        @inline(__always)
        package subscript(counter: Counter) -> Int {
            get { board.counters[index * Counter.allCases.count + counter.rawValue] }
            nonmutating set {
                board.counters[index * Counter.allCases.count + counter.rawValue] = newValue
            }
        }
    }

    /// The number of places, not counting the spare one.
    package let placeCount: Int
    /// The index of one more place, for a process that serves a connection in addition to its other
    /// work.
    package var spare: Int { placeCount }
    private let counters: SharedCounters
    /// The sums over all places of counters that have a limit, kept separately so that the limit is
    /// exact.
    private let sums: SharedCounters
    /// When a bound was last in the way, in nanoseconds of the clock; 0 for never.
    private let refusals: SharedCounters

    /// A board with all counters at 0.
    /// - Throws: `ENOMEM`.
    package init(places: Int) throws(SystemError) {
        placeCount = places
        counters = try SharedCounters(count: (places + 1) * Counter.allCases.count)
        sums = try SharedCounters(count: Counter.allCases.count)
        refusals = try SharedCounters(count: Counter.allCases.count)
    }

    /// Place number `index`.
    package func place(_ index: Int) -> Place {
        precondition(index >= 0 && index <= placeCount)
        return Place(board: self, index: index)
    }

    /// Whether every place serves a connection.
    package var isFull: Bool {
        (0..<placeCount).allSatisfy { place($0)[.connections] > 0 }
    }

    /// The sum of a counter over all places.
    package func total(_ counter: Counter) -> Int {
        (0...placeCount).reduce(0) { $0 + place($1)[counter] }
    }

    /// The writer of a place has ended: releases what it had reserved and resets all counters but
    /// that of its requests.
    package func clear(_ index: Int) {
        let place = place(index)
        sums.add(-place[.listingBytes], to: Counter.listingBytes.rawValue)
        for counter in Counter.allCases where counter != .requests { place[counter] = 0 }
    }

    // MARK: Bounds over all places

    /// Adds to a counter of a place unless the sum over all places would exceed a limit.
    /// - Returns: whether it was added.
    package func reserve(
        _ amount: Int, of counter: Counter, limit: Int, at place: Place
    ) -> Bool {
        guard sums.add(amount, to: counter.rawValue) <= limit else {
            sums.add(-amount, to: counter.rawValue)
            refusals[counter.rawValue] = Int(Instant.now.nanoseconds)
            return false
        }
        counters.add(amount, to: place.index * Counter.allCases.count + counter.rawValue)
        return true
    }

    /// Whether somebody was refused within the last `seconds` because of the bound on a counter.
    package func hasRefused(_ counter: Counter, within seconds: Double, at now: Instant) -> Bool {
        let last = refusals[counter.rawValue]
        return last > 0 && now < Instant(nanoseconds: Int64(last)).advanced(bySeconds: seconds)
    }

    /// Gives back what was reserved.
    package func release(_ amount: Int, of counter: Counter, at place: Place) {
        sums.add(-amount, to: counter.rawValue)
        counters.add(-amount, to: place.index * Counter.allCases.count + counter.rawValue)
    }
}
