import HTTPWire
import SystemCalls

/// The meta-variables of a script (RFC 3875 section 4.1), as an explicit array.
///
/// A script gets only these. Of the server's own environment, which may contain secrets, it gets
/// only the variables in `inherited`.
struct ScriptEnvironment {
    private(set) var variables: [[UInt8]] = []
    private var fieldNames: [[UInt8]] = []

    /// Variables of the server's own environment that are passed on.
    private static let inherited = ["PATH", "LANG", "LC_ALL", "TZ", "TMPDIR"]
    private static let fallbackPath = "/usr/local/bin:/usr/bin:/bin"

    init(
        _ request: borrowing RequestContext, script: RequestPath, extra: [UInt8], site: Site
    ) {
        let head = request.head
        addInherited()
        add("GATEWAY_INTERFACE", "CGI/1.1")
        add("SERVER_SOFTWARE", Product.identifier)
        add("SERVER_PROTOCOL", head.fields.bytes[head.versionRange])
        addServerName(head, site)
        add("SERVER_PORT", "\(site.port)")
        add("REQUEST_SCHEME", "http")
        add("REQUEST_METHOD", head.fields.bytes[head.methodRange])
        add("REQUEST_URI", request.originForm)
        add("QUERY_STRING", request.query)
        add("SCRIPT_NAME", site.options.prefix.home + script.bytes)
        let root = site.docroot.path
        add("SCRIPT_FILENAME", root.utf8 + [.slash] + script.bytes)
        add("DOCUMENT_ROOT", root)
        if !extra.isEmpty {
            add("PATH_INFO", extra)
            add("PATH_TRANSLATED", root.utf8 + extra)
        }
        add("REMOTE_ADDR", request.client.host)
        add("REMOTE_HOST", request.client.host)
        add("REMOTE_PORT", "\(request.client.port)")
        addContent(head)
        addFields(head)
    }

    private mutating func add(_ name: StaticString, _ value: some Sequence<UInt8>) {
        variables.append(Array(name.description.utf8) + [UInt8(ascii: "=")] + value)
    }

    private mutating func add(_ name: StaticString, _ value: String) {
        add(name, value.utf8)
    }

    private mutating func addInherited() {
        for name in Self.inherited {
            let fallback = name == "PATH" ? Self.fallbackPath : nil
            guard let value = ProcessEnvironment.value(of: name) ?? fallback else { continue }
            variables.append(Array("\(name)=\(value)".utf8))
        }
    }

    /// The host that the client named (RFC 3875 section 4.1.14), without the port.
    private mutating func addServerName(_ head: RequestHead, _ site: Site) {
        var name = head.authority.map { head.fields.bytes[$0] } ?? []
        if let end = name.lastIndex(of: UInt8(ascii: "]")) {
            name = name[...end]
        } else if let colon = name.lastIndex(of: UInt8(ascii: ":")) {
            name = name[..<colon]
        }
        if name.isEmpty { name = Array("localhost".utf8)[...] }
        add("SERVER_NAME", name)
    }

    /// CONTENT_LENGTH for content whose length is known (section 4.1.2). Chunked content has none:
    /// the script reads it to its end.
    private mutating func addContent(_ head: RequestHead) {
        if case .length(let count) = head.framing { add("CONTENT_LENGTH", "\(count)") }
        if let type = head.fields.first(.contentType) {
            add("CONTENT_TYPE", head.fields.bytes[type.value])
        }
    }

    /// Every other field as HTTP_NAME (section 4.1.18), several of a name joined by commas.
    ///
    /// Left out are: credentials, which are the server's; `Proxy`, which scripts would mistake for
    /// their own configuration (CVE-2016-5387); and names with anything but letters, digits and
    /// hyphens, because `X_Foo` would be indistinguishable from `X-Foo`.
    private mutating func addFields(_ head: RequestHead) {
        for line in head.fields.lines {
            switch line.known {
            case .authorization, .proxyAuthorization, .proxy, .contentLength, .contentType,
                .transferEncoding, .host:
                continue
            default:
                guard let name = Self.variable(head.fields.bytes[line.name]) else { continue }
                addField(name, head.fields.bytes[line.value], line.known)
            }
        }
        if let host = head.authority {
            addField(Array("HTTP_HOST".utf8), head.fields.bytes[host], .host)
        }
    }

    private mutating func addField(_ name: [UInt8], _ value: ArraySlice<UInt8>, _ known: FieldName)
    {
        if let index = fieldNames.firstIndex(of: name) {
            let position = variables.count - fieldNames.count + index
            variables[position] += Array(known == .cookie ? "; ".utf8 : ", ".utf8) + value
        } else {
            fieldNames.append(name)
            variables.append(name + [UInt8(ascii: "=")] + value)
        }
    }

    private static func variable(_ name: ArraySlice<UInt8>) -> [UInt8]? {
        var result = Array("HTTP_".utf8)
        for byte in name {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): result.append(byte - 0x20)
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                result.append(byte)
            case UInt8(ascii: "-"): result.append(UInt8(ascii: "_"))
            default: return nil
            }
        }
        return result
    }
}
