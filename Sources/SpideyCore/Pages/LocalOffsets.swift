/// The offset of local time from UTC, computed once for each window of about three days instead of
/// for each file.
///
/// The offset is the same throughout a window when it is the same at both of its ends: of all zones
/// in the time zone database (2025b) none has changed its clock and changed it back within less
/// than three days and 23 hours. In a window with a change the offset is computed for each time.
struct LocalOffsets {
    /// A window is 2^18 seconds long: a little more than three days.
    private static let windowBits = 18

    private struct Window {
        var index = Int.min
        var offset = 0
    }

    private var windows = InlineArray<16, Window>(repeating: Window())
    private let ask: (Int) -> Int

    /// - Parameter ask: for a time in seconds since 1970, how many seconds local time is ahead of
    ///   UTC then.
    init(_ ask: @escaping (Int) -> Int) { self.ask = ask }

    /// The offset at a time in seconds since 1970.
    subscript(seconds: Int) -> Int {
        mutating get {
            let index = seconds >> Self.windowBits
            let place = index & 15
            if windows[place].index == index { return windows[place].offset }
            let start = index << Self.windowBits
            let offset = ask(start)
            guard offset == ask(start | ((1 << Self.windowBits) - 1)) else { return ask(seconds) }
            windows[place] = Window(index: index, offset: offset)
            return offset
        }
    }
}
