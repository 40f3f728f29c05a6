/// Feeds field lines to the parsers of Range, entity tags and preconditions: a request with them is
/// read whole and octet by octet, with the same outcome, and what is selected keeps its promises.
///
/// Each line of the input begins with a letter that chooses the field.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzConditions(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = unsafe octets(start, count)
    var request = Array("GET / HTTP/1.1\r\nHost: a\r\n".utf8)
    for line in input.split(separator: 10) {
        request += fieldName(line.first ?? 0) + Array(line.dropFirst()) + [13, 10]
        checkRanges(Array(line.dropFirst()))
        checkTags(Array(line.dropFirst()))
    }
    request += [13, 10]
    let whole = ConditionsOutcome(of: request, from: request.count)
    require(whole == ConditionsOutcome(of: request, from: 1), "octet by octet it is another")
    return 0
}

/// What a request's conditions come to.
private struct ConditionsOutcome: Equatable {
    let precondition: PreconditionOutcome
    let allowsRange: Bool
    let selection: RangeSelection

    /// - Parameter first: octets that are there at first; the others come one by one.
    init?(of request: [UInt8], from first: Int) {
        var parser = RequestParser()
        for count in first...request.count {
            guard let step = try? parser.next(request.span.extracting(..<count)) else { return nil }
            guard step.event == .head else { continue }
            let head = parser.head
            let validators = Validators(
                etag: EntityTag(Array("a".utf8)), lastModified: 784_111_777, isDateStrong: true)
            precondition = head.evaluatePreconditions(validators, now: 1_767_225_600)
            allowsRange = head.allowsRange(validators, now: 1_767_225_600)
            selection = head.selectRange(of: 1000, gap: 10)
            return
        }
        return nil
    }
}

private func fieldName(_ letter: UInt8) -> [UInt8] {
    let names = [
        "Range", "If-Range", "If-Match", "If-None-Match", "If-Modified-Since",
        "If-Unmodified-Since",
    ]
    return Array((names[Int(letter) % names.count] + ": ").utf8)
}

/// Parts lie within the representation, have octets, and stand apart.
private func checkRanges(_ value: [UInt8]) {
    for (length, gap) in [(0, 1), (1, 1), (100, 10), (1000, 1), (Int.max, 100)] {
        let selection = RangeSelection(value.span, 0..<value.count, length: length, gap: gap)
        switch selection {
        case .whole, .unsatisfiable: continue
        case .part(let part): checkPart(part, length)
        case .parts(let parts):
            require((2...RangeSelection.maximumRanges).contains(parts.count), "too many parts")
            let sorted = parts.sorted { $0.lowerBound < $1.lowerBound }
            for part in sorted { checkPart(part, length) }
            for (one, next) in zip(sorted, sorted.dropFirst()) {
                require(next.lowerBound - one.upperBound >= gap, "parts too near to each other")
            }
        }
    }
}

private func checkPart(_ part: Range<Int>, _ length: Int) {
    require(!part.isEmpty && part.lowerBound >= 0 && part.upperBound <= length, "no such part")
}

/// Tags come in their order, stand in quotes, and are equal to themselves.
private func checkTags(_ value: [UInt8]) {
    var cursor = EntityTagCursor(0..<value.count)
    var end = 0
    while let tag = cursor.next(in: value.span) {
        require(tag.opaque.lowerBound >= end && tag.opaque.count >= 2, "tags out of order")
        end = tag.opaque.upperBound
        let inner = value[tag.opaque.lowerBound + 1..<tag.opaque.upperBound - 1]
        require(inner.allSatisfy(\.isEntityTagCharacter), "no opaque tag")
        let own = EntityTag(Array(inner), isWeak: tag.isWeak)
        require(own.matches(tag, in: value.span, strongly: false), "not equal to itself")
        require(own.matches(tag, in: value.span, strongly: true) != tag.isWeak, "weak is strong")
    }
}
