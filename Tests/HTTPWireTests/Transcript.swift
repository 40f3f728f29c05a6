// Shared with the fuzz targets, which compile it into the module itself: no `Testing` here.
#if !FUZZING
    @testable import HTTPWire
#endif

/// A field line as octets.
struct Field: Equatable {
    var name: [UInt8]
    var value: [UInt8]
}

/// What a parser said about one message, without the positions that depend on how input was cut.
struct Message: Equatable {
    /// Method, target, path, query, authority; or status and reason.
    var startLine: [[UInt8]?] = []
    var version = HTTPVersion.http11
    var fields: [Field] = []
    var framing = ContentFraming.none
    var isPersistent = false
    var expectation = Expectation.none
    var content: [UInt8] = []
    var trailers: [Field] = []
    var isComplete = false
}

/// Everything that a parser said about some input.
struct Transcript: Equatable {
    var messages: [Message] = []
    var error: WireError?
    /// Octets that wait for more to come; nil after an error, where it means nothing.
    var unconsumed: Int?
    /// What broke a promise of `next`: not part of what is being compared, has to be empty.
    var violations: [String] = []
}

extension FieldSection {
    /// The field lines as octets.
    var listed: [Field] {
        lines.map { Field(name: Array(bytes[$0.name]), value: Array(bytes[$0.value])) }
    }
}

/// Hands input to a parser as a connection would: appends what arrives, drops what is consumed.
///
/// `onStep` receives each event with the octets of its content; false stops. The transcript
/// receives the error and broken promises.
func drive(
    _ pieces: [[UInt8]], into transcript: inout Transcript,
    next: (Span<UInt8>) throws(WireError) -> Step,
    onStep: (Event, [UInt8], inout Transcript) -> Bool
) {
    var pending: [UInt8] = []
    for piece in pieces {
        pending += piece
        while true {
            let step: Step
            do throws(WireError) {
                step = try next(pending.span)
            } catch {
                transcript.error = error
                check(&transcript, repeats: error, pending, next)
                return
            }
            guard step.consumed >= 0, step.consumed <= pending.count else {
                transcript.violations.append("consumed more than there was")
                return
            }
            var content: [UInt8] = []
            if case .content(let range) = step.event {
                if range.isEmpty || range.lowerBound < 0 || range.upperBound > step.consumed {
                    transcript.violations.append("content is not within what was consumed")
                    return
                }
                content = Array(pending[range])
            }
            pending.removeFirst(step.consumed)
            if step.event == .needMoreBytes { break }
            guard onStep(step.event, content, &transcript) else { return }
        }
    }
    transcript.unconsumed = pending.count
}

private func check(
    _ transcript: inout Transcript, repeats error: WireError, _ pending: [UInt8],
    _ next: (Span<UInt8>) throws(WireError) -> Step
) {
    do throws(WireError) {
        _ = try next(pending.span)
        transcript.violations.append("an error was forgotten")
    } catch let again where again != error {
        transcript.violations.append("another error the second time")
    } catch {}
}

/// Whether no field can break a line, and all names are there.
func areClean(_ fields: [Field]) -> Bool {
    fields.allSatisfy { field in
        !field.name.isEmpty
            && (field.name + field.value).allSatisfy { $0 != 0 && $0 != 10 && $0 != 13 }
    }
}

/// The input cut at a position.
func cut(_ input: [UInt8], at position: Int) -> [[UInt8]] {
    [Array(input[..<position]), Array(input[position...])]
}

/// The input octet by octet.
func crumbs(_ input: [UInt8]) -> [[UInt8]] {
    input.map { [$0] }
}
