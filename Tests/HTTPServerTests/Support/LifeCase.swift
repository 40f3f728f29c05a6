import Foundation
import Testing

/// What happens to a connection at a stage, and what comes of it.
struct LifeCase: Equatable, CustomTestStringConvertible {
    enum Incident: String, CaseIterable {
        /// The client resets the connection.
        case reset
        /// The client sends nothing more.
        case halfClose
        /// The server is about to stop.
        case drain
        /// The server has no room.
        case refuse
        /// The scheduler gives the connection up.
        case abort
        /// Every deadline passes.
        case time
    }

    let stage: Stage
    let incident: Incident
    /// What the client has received then, and the state of the connection.
    var atOnce: String
    /// The same after the client has sent the rest of its request, jobs have been done, and every
    /// deadline has passed.
    var inTheEnd: String
    /// The access records: target, status, bytes of content.
    var records: String

    var testDescription: String {
        "\(stage) \(incident) | \(atOnce) | \(inTheEnd) | \(records)"
    }

    /// All cases: stage, incident, at once, in the end (`=` stands for the same), records.
    static let all = table.split(separator: "\n").map { line in
        let columns = line.split(separator: "|", omittingEmptySubsequences: false).map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        let names = columns[0].split(separator: " ").map(String.init)
        return LifeCase(
            stage: Stage(rawValue: names[0])!, incident: Incident(rawValue: names[1])!,
            atOnce: columns[1], inTheEnd: columns[2] == "=" ? columns[1] : columns[2],
            records: columns[3])
    }

    private static let table = """
        connected reset     | closed                | = |
        connected halfClose | closed                | = |
        connected drain     | closed                | = |
        connected refuse    | 503 503 close, closed | = | - 503 3
        connected abort     | closed                | = |
        connected time      | closed                | = |
        inHead reset     | closed                   | =                         |
        inHead halfClose | closed                   | =                         |
        inHead drain     | draining                 | 200 </text> close, closed | /text 200 7
        inHead refuse    | 503 503 close, lingering | 503 503 close, closed     | - 503 3
        inHead abort     | closed                   | =                         |
        inHead time      | 408 408 close, lingering | 408 408 close, closed     | - 408 3
        idle reset     | 200 </text>, closed                | = | /text 200 7
        idle halfClose | 200 </text>, closed                | = | /text 200 7
        idle drain     | 200 </text>, closed                | = | /text 200 7
        idle refuse    | 200 </text>, 503 503 close, closed | = | /text 200 7, - 503 3
        idle abort     | 200 </text>, closed                | = | /text 200 7
        idle time      | 200 </text>, closed                | = | /text 200 7
        discarding reset     | 200 </text>, closed    | =                   | /text 200 7
        discarding halfClose | 200 </text>, closed    | =                   | /text 200 7
        discarding drain     | 200 </text>, lingering | 200 </text>, closed | /text 200 7
        discarding refuse    | 200 </text>, lingering | 200 </text>, closed | /text 200 7
        discarding abort     | 200 </text>, closed    | =                   | /text 200 7
        discarding time      | 200 </text>, lingering | 200 </text>, closed | /text 200 7
        feeding reset     | reset                    | =                     | /counting 400 0 cut
        feeding halfClose | 400 400 close, closed    | =                     | /counting 400 3
        feeding drain     | draining                 | 200 10 close, closed  | /counting 200 2
        feeding refuse    | draining                 | 200 10 close, closed  | /counting 200 2
        feeding abort     | reset                    | =                     | /counting 499 0 cut
        feeding time      | 408 408 close, lingering | 408 408 close, closed | /counting 408 3
        working reset     | reset    | =                        | /work 499 0 cut
        working halfClose | open     | 200 worked, closed       | /work 200 6
        working drain     | draining | 200 worked close, closed | /work 200 6
        working refuse    | draining | 200 worked close, closed | /work 200 6
        working abort     | reset    | =                        | /work 499 0 cut
        working time      | open     | 200 worked, closed       | /work 200 6
        workingWithContent reset     | reset    | =                        | /work 499 0 cut
        workingWithContent halfClose | open     | 200 worked, closed       | /work 200 6
        workingWithContent drain     | draining | 200 worked close, closed | /work 200 6
        workingWithContent refuse    | draining | 200 worked close, closed | /work 200 6
        workingWithContent abort     | reset    | =                        | /work 499 0 cut
        workingWithContent time      | open     | 200 worked, closed       | /work 200 6
        silent reset     | reset                 | =                     | /silent 499 0 cut
        silent halfClose | open                  | 504 504 close, closed | /silent 504 3
        silent drain     | draining              | 504 504 close, closed | /silent 504 3
        silent refuse    | draining              | 504 504 close, closed | /silent 504 3
        silent abort     | reset                 | =                     | /silent 499 0 cut
        silent time      | 504 504 close, closed | =                     | /silent 504 3
        responding reset     | 200 part cut, reset    | =                   | /part 200 4 cut
        responding halfClose | 200 part cut, open     | 200 part cut, reset | /part 200 4 cut
        responding drain     | 200 part cut, draining | 200 part cut, reset | /part 200 4 cut
        responding refuse    | 200 part cut, draining | 200 part cut, reset | /part 200 4 cut
        responding abort     | 200 part cut, reset    | =                   | /part 200 4 cut
        responding time      | 200 part cut, reset    | =                   | /part 200 4 cut
        producing reset     | 200 made cut, reset    | =                        | /made 200 4 cut
        producing halfClose | 200 made cut, open     | 200 made at last, closed | /made 200 12
        producing drain     | 200 made cut, draining | 200 made at last, closed | /made 200 12
        producing refuse    | 200 made cut, draining | 200 made at last, closed | /made 200 12
        producing abort     | 200 made cut, reset    | =                        | /made 200 4 cut
        producing time      | 200 made cut, open     | 200 made at last, closed | /made 200 12
        sending reset     | 200 (65441) cut, reset | = | /long 200 65441 cut
        sending halfClose | 200 (1048576), closed  | = | /long 200 1048576
        sending drain     | 200 (1048576), closed  | = | /long 200 1048576
        sending refuse    | 200 (1048576), closed  | = | /long 200 1048576
        sending abort     | 200 (65441) cut, reset | = | /long 200 65441 cut
        sending time      | 200 (65441) cut, reset | = | /long 200 65441 cut
        lingering reset     | 200 </text> close, closed    | =                         | /text 200 7
        lingering halfClose | 200 </text> close, closed    | =                         | /text 200 7
        lingering drain     | 200 </text> close, lingering | 200 </text> close, closed | /text 200 7
        lingering refuse    | 200 </text> close, lingering | 200 </text> close, closed | /text 200 7
        lingering abort     | 200 </text> close, closed    | =                         | /text 200 7
        lingering time      | 200 </text> close, closed    | =                         | /text 200 7
        """
}
