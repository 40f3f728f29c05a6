/// What went wrong, as a person would sort it: each mood has a picture, and the statuses of one
/// mood share it.
enum ErrorMood: CaseIterable {
    /// The request makes no sense.
    case confused
    /// The answer exists, but not for everyone.
    case guarded
    /// Nothing is there.
    case lost
    /// The thing exists, but not for this method or in this form.
    case unfit
    /// Somebody took too long.
    case asleep
    /// Too much of something.
    case oversized
    /// The server, or a script of its, fell over.
    case broken
    /// Asked for what has not been built.
    case unbuilt
    /// The server has its hands full.
    case overloaded

    init(status: UInt16) {
        switch status {
        case 401, 403, 407, 451, 511: self = .guarded
        case 300...399, 404, 410, 421: self = .lost
        case 405, 406, 412, 415, 416, 417, 426, 428: self = .unfit
        case 408, 425, 504: self = .asleep
        case 413, 414, 431, 507: self = .oversized
        case 501, 505: self = .unbuilt
        case 429, 503: self = .overloaded
        case 500...599: self = .broken
        default: self = .confused
        }
    }
}
