import HTTPServer
import HTTPWire
import SystemCalls

/// Answers the one request that a process serves to itself before it forks many times: dispatches
/// it as every request, and sends a few bytes of the running program as a static file.
///
/// What the Swift runtime makes at its first use, such as the metadata of generic types, each child
/// would otherwise make anew, and copy the pages that it writes.
final class RehearsalHandler: BaseHandler {
    private static let program = "/proc/self/exe"
    private static let size = 1024

    private let dispatch: Dispatch

    init(_ dispatch: Dispatch) { self.dispatch = dispatch }

    override func handle(_ request: Request) -> Answer {
        let site = dispatch.site
        // The result is not wanted, and may be dropped.
        _ = dispatch.dispatch(request).answer(to: request)
        guard let path = try? RequestPath(request.head.fields.bytes[request.head.path]),
            let root = try? RequestPath([.slash]),
            let program = try? Descriptor.openForReading(Self.program),
            let status = try? program.status()
        else { return super.handle(request) }
        _ = site.docroot.resolve(root)
        let file = SharedFile(program)
        let found = try? StaticResponder(site: site).represent(
            file, status, path, withContent: true, mayWait: true)
        guard let representation = found?.0,
            let content = try? file.contents(count: Self.size, mayWait: true)
        else { return super.handle(request) }
        return representation.with(.bytes(content)).answer(to: request)
    }
}
