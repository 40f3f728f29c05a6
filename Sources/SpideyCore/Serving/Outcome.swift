import HTTPServer
import SystemCalls

/// What the dispatch of a request has come to.
enum Outcome: ~Copyable {
    /// A response.
    case response(Response)
    /// A representation: the response is selected from it, and a cache may keep it.
    case representation(Representation, Origin)
    /// Something has to be waited for.
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

/// What a representation was made from.
enum Origin {
    /// A file, in this state.
    case file(RequestPath, FileStatus)
    /// A directory, which is listed.
    case listing(RequestPath, KeptListing)
    /// A path at which there is nothing.
    case nothing(RequestPath)
}
