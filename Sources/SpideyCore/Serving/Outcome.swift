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

    /// The same, which holds as long as there is nothing of these names beside the file.
    consuming func holding(whileAbsent names: [[UInt8]]) -> Outcome {
        if names.isEmpty { return self }
        switch consume self {
        case .representation(let representation, .file(let path, let status, _)):
            return .representation(representation, .file(path, status, absent: names))
        case let other: return other
        }
    }

    /// The same, of whose end there is no notice.
    consuming func asSubstitute(_ origin: Origin = .substitute) -> Outcome {
        switch consume self {
        case .representation(let representation, _): .representation(representation, origin)
        case let other: other
        }
    }
}

/// The origin of a representation.
enum Origin {
    /// A file, in this state, as long as there is nothing of these names beside it, which would be
    /// preferred.
    case file(RequestPath, FileStatus, absent: [[UInt8]] = [])
    /// A listed directory.
    case listing(RequestPath, KeptListing)
    /// A path that does not exist.
    case nothing(RequestPath)
    /// A file that stands for what is not there: no notice would come of that.
    case substitute
    /// The index that is sent in place of what another path names.
    case singlePage
}
