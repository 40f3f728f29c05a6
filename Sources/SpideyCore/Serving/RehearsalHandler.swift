import HTTPServer
import HTTPWire
import SystemCalls

/// Answers the one request that a process serves to itself before it forks many times: sends a few
/// bytes of the running program, along the path of a static file.
final class RehearsalHandler: BaseHandler {
    private static let program = "/proc/self/exe"
    private static let size = 1024

    private let site: Site

    init(_ site: Site) { self.site = site }

    override func handle(_ request: Request) -> Answer {
        guard let path = try? RequestPath(request.head.fields.bytes[request.head.path]),
            let program = try? Descriptor.openForReading(Self.program),
            let status = try? program.status()
        else { return super.handle(request) }
        _ = site.docroot.resolve(path)
        let file = SharedFile(program)
        let found = try? StaticResponder(site: site).represent(
            file, status, path, withContent: true, mayWait: true)
        guard let representation = found?.0,
            let content = try? file.contents(count: Self.size, mayWait: true)
        else { return super.handle(request) }
        return representation.with(.bytes(content)).answer(to: request)
    }
}
