/// What becomes of a request when its preconditions have been evaluated (RFC 9110 section 13.2.2).
package enum PreconditionOutcome: Sendable, Equatable {
    /// The method is performed. Whether a Range field applies is another question: `allowsRange`.
    case perform
    /// 304: the client has what it would get.
    case notModified
    /// 412.
    case failed
}

/// Evaluates the fields of RFC 9110 section 13.1 for a request whose response, without them, would
/// be the 200 of a selected representation. Any other response ignores them (section 13.2.1).
extension RequestHead {
    /// Evaluates all but If-Range, in the order of section 13.2.2.
    /// - Parameters:
    ///   - validators: of the selected representation.
    ///   - now: seconds since 1970, for two-digit years (section 5.6.7).
    package func evaluatePreconditions(
        _ validators: Validators, now: Int
    ) -> PreconditionOutcome {
        let isRetrieval = method == .get || method == .head
        if fields.first(.ifMatch) != nil {
            guard matches(.ifMatch, validators, strongly: true) else { return .failed }
        } else if let date = date(in: .ifUnmodifiedSince, now),
            let lastModified = validators.lastModified, lastModified > date
        {
            return .failed
        }
        if fields.first(.ifNoneMatch) != nil {
            guard matches(.ifNoneMatch, validators, strongly: false) else { return .perform }
            return isRetrieval ? .notModified : .failed
        }
        if isRetrieval, let date = date(in: .ifModifiedSince, now),
            let lastModified = validators.lastModified, lastModified <= date
        {
            return .notModified
        }
        return .perform
    }

    /// Whether If-Range lets a Range field apply (section 13.1.5): without that field, or when its
    /// only line has the strong validator of the selected representation.
    package func allowsRange(_ validators: Validators, now: Int) -> Bool {
        guard let line = fields.first(.ifRange) else { return true }
        guard fields.count(of: .ifRange) == 1 else { return false }
        let octets = fields.bytes.span
        if let tag = EntityTagCursor.single(line.value, in: octets) {
            return validators.etag?.matches(tag, in: octets, strongly: true) ?? false
        }
        guard validators.isDateStrong, let lastModified = validators.lastModified else {
            return false
        }
        return HTTPDate.parse(octets.extracting(line.value), now: now) == lastModified
    }

    /// Whether a list of entity tags, in any number of field lines, holds the representation's, or
    /// is `*`, which any representation matches.
    private func matches(
        _ name: FieldName, _ validators: Validators, strongly: Bool
    ) -> Bool {
        let octets = fields.bytes.span
        if let line = fields.first(name), octets.matches(line.value, "*") {
            return fields.count(of: name) == 1
        }
        guard let etag = validators.etag else { return false }
        for index in fields.lines.indices where fields.lines[index].known == name {
            var tags = EntityTagCursor(fields.lines[index].value)
            while let tag = tags.next(in: octets) {
                if etag.matches(tag, in: octets, strongly: strongly) { return true }
            }
        }
        return false
    }

    /// The date in a field that has to have one line; anything but a valid date is ignored
    /// (sections 13.1.3 and 13.1.4).
    private func date(in name: FieldName, _ now: Int) -> Int? {
        guard let line = fields.first(name), fields.count(of: name) == 1 else { return nil }
        return HTTPDate.parse(fields.bytes.span.extracting(line.value), now: now)
    }
}
