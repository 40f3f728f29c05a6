import HTTPServer
import SystemCalls

/// The result of dispatching a request.
enum Outcome: ~Copyable {
    /// A response.
    case response(Response)
    /// A representation. The response is selected from it, and a cache may keep it.
    case representation(Representation, Origin)
    /// Work that may wait must be done first.
    case needs(Work)

    /// The answer to a request.
    consuming func answer(to request: Request) -> Answer {
        switch consume self {
        case .response(let response): .response(response)
        case .representation(let representation, _):
            representation.answer(to: request)
        case .needs(let work): .needs(work)
        }
    }
}

/// The origin of a representation.
enum Origin {
    /// A file, in this state.
    case file(RequestPath, FileStatus)
    /// A listed directory.
    case listing(RequestPath, KeptListing)
    /// A path that does not exist.
    case nothing(RequestPath)
}
