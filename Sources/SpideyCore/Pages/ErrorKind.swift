/// A kind of error in everyday terms. All statuses of a kind share one picture.
enum ErrorKind: CaseIterable {
    /// The request makes no sense.
    case confused
    /// The resource exists, but not for everyone.
    case guarded
    /// Nothing is there.
    case lost
    /// The resource exists, but not for this method or in this form.
    case unfit
    /// The client or a script took too long.
    case asleep
    /// A part of the request is too large.
    case oversized
    /// The server or a script failed.
    case broken
    /// The request needs something that is not implemented.
    case unbuilt
    /// The server has too much to do.
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
