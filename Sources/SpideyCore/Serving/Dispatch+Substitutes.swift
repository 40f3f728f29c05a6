import HTTPServer
import HTTPWire
import SystemCalls

/// What stands for something else: a page without its extension (`--pretty`), and the one page of
/// an application that reads the path itself (`--spa`).
extension Dispatch {
    private static let pageExtension = Array(".html".utf8)
    /// Bytes of a name at most (`NAME_MAX`): nothing has a longer one.
    private static let longestName = 255

    /// What is served where the path leads to nothing.
    func substitute(_ request: RequestContext, mayWait: Bool) -> Outcome {
        let name = request.path.name
        guard site.options.hidesExtensions, !name.isEmpty,
            name.count + Self.pageExtension.count <= Self.longestName
        else { return substitutePage(request, mayWait: mayWait) }
        let page = RequestPath(
            bytes: request.path.bytes + Self.pageExtension, isDirectoryForm: false)
        do throws(WouldBlock) {
            switch try resolve(page, mayWait) {
            case .nothing: break
            case .directory: break
            case let found:
                if request.path.isDirectoryForm {
                    guard hasOneSlash(request) else { break }
                    return .response(otherMethod(request.head) ?? redirect(request, "../", name))
                }
                return serve(found, page, request, mayWait: mayWait)
                    .holding(whileAbsent: [name])
            }
        } catch {
            return work(request, page, error) { substitute(request, mayWait: true) }
        }
        return substitutePage(request, mayWait: mayWait)
    }

    /// Whether the path as received ends with its name and one slash, so that `../` leads back.
    private func hasOneSlash(_ request: RequestContext) -> Bool {
        let raw = request.head.fields.bytes[request.head.path]
        guard raw.last == .slash, let before = raw.dropLast().last else { return false }
        return before != .slash && before != .dot
    }

    private func redirect(
        _ request: RequestContext, _ start: StaticString, _ name: [UInt8]
    ) -> Response {
        var reference = Array(start.description.utf8)
        PercentCoding.encodeSegment(name, into: &reference)
        return RedirectResponder().respond(reference, request.head)
    }

    // MARK: Pages without their extension

    /// What a file with a page's extension is called without it: empty for the index that its
    /// directory has in any case. Nil when it is called by its name.
    func extensionlessName(of request: RequestContext) -> [UInt8]? {
        guard site.options.hidesExtensions,
            request.head.method == .get || request.head.method == .head
        else { return nil }
        let name = request.path.name
        guard name.count > Self.pageExtension.count,
            name.suffix(Self.pageExtension.count).elementsEqual(Self.pageExtension)
        else { return nil }
        let stem = Array(name.dropLast(Self.pageExtension.count))
        // A reference to them would lead elsewhere.
        if stem == [.dot] || stem == [.dot, .dot] { return nil }
        return name == site.options.index.first ? [] : stem
    }

    /// Sends a client to a page's name without the extension, unless something else has it.
    /// - Parameter stem: that name.
    func canonical(
        _ file: SharedFile, _ status: FileStatus, _ request: RequestContext, _ stem: [UInt8],
        mayWait: Bool
    ) -> Outcome {
        guard !stem.isEmpty else { return .response(redirect(request, "./", stem)) }
        let short = RequestPath(
            bytes: request.path.bytes.dropLast(Self.pageExtension.count), isDirectoryForm: false)
        do throws(WouldBlock) {
            switch try resolve(short, mayWait) {
            case .nothing: return .response(redirect(request, "./", stem))
            default:
                return serve(file, status, request.path, request, mayWait: mayWait)
                    .asSubstitute()
            }
        } catch {
            return work(request, short, error) {
                canonical(file, status, request, stem, mayWait: true)
            }
        }
    }

    // MARK: One page for all paths

    /// Whether a request is one for a page of an application: by somebody who shows pages, and for
    /// nothing that has the extension of a known type.
    func isForSinglePage(_ request: RequestContext) -> Bool {
        guard site.options.isSinglePage, request.head.method == .get || request.head.method == .head
        else { return false }
        let isAsset =
            !request.path.isDirectoryForm
            && site.mediaTypes.type(forName: request.path.name) != .unknown
        return !isAsset && acceptsPages(request.head)
    }

    /// Whether the client takes HTML (RFC 9110 section 12.5.1).
    private func acceptsPages(_ head: RequestHead) -> Bool {
        var accept = AcceptField(offers: [ErrorFormat.mediaTypes[0]])
        for line in head.fields.lines where line.known == .accept {
            accept.read(head.fields.bytes[line.value].span)
        }
        return accept.best != nil
    }

    private func substitutePage(_ request: RequestContext, mayWait: Bool) -> Outcome {
        guard isForSinglePage(request) else { return missing(request) }
        return singlePage(request, mayWait: mayWait) { _ in missing(request) }
    }

    /// The index of the docroot in place of what the path names.
    ///
    /// It is not kept: of what appears at the path, which comes first, there may be no notice. That
    /// the answer varies is said here, or by the work that makes it.
    /// - Parameter otherwise: what is answered when there is no index.
    func singlePage(
        _ request: RequestContext, mayWait: Bool,
        otherwise: @escaping @Sendable (_ mayWait: Bool) -> Outcome
    ) -> Outcome {
        var index = request.path
        var varying = request
        // What is said of the path's own file does not hold for the index in its place.
        varying.configured = request.configured.withoutFreshness
        varying.configured.add(Self.variesByAccept)
        var variation = ConfiguredFields()
        variation.add(Self.variesByAccept)
        do throws(WouldBlock) {
            for name in site.options.index {
                index = RequestPath(bytes: name, isDirectoryForm: false)
                switch try resolve(index, mayWait) {
                case .nothing: continue
                case .directory: continue
                case let found:
                    return serve(found, index, varying, mayWait: mayWait)
                        .with(variation).asSubstitute(.singlePage)
                }
            }
        } catch {
            return work(request, index, error) {
                singlePage(request, mayWait: true, otherwise: otherwise)
            }
        }
        return otherwise(mayWait)
    }

    /// A client that does not take HTML gets a 404 instead (RFC 9110 section 12.5.5).
    private static let variesByAccept = FieldRule("Vary", "Accept")
}
