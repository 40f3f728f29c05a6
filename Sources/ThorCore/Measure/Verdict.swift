/// A judgement of whether a run's numbers are valid.
package struct Verdict: Equatable, Sendable {
    /// The grade of a verdict.
    package enum Grade: String, Sendable, Comparable {
        /// There are no objections.
        case valid
        /// The numbers may be distorted, for the reasons given.
        case suspect
        /// The numbers do not describe the server.
        case invalid

        package static func < (left: Grade, right: Grade) -> Bool {
            left.severity < right.severity
        }

        private var severity: Int {
            switch self {
            case .valid: 0
            case .suspect: 1
            case .invalid: 2
            }
        }
    }

    /// The worst grade of all objections.
    package private(set) var grade = Grade.valid
    /// The objections, each a sentence for the user.
    package private(set) var reasons: [String] = []

    /// A verdict without objections.
    package init() {}

    /// A verdict with this grade and these objections.
    package init(grade: Grade, reasons: [String]) {
        self.grade = grade
        self.reasons = reasons
    }

    /// Adds an objection, which makes the grade at least `grade`.
    package mutating func object(_ grade: Grade, _ reason: String) {
        self.grade = max(self.grade, grade)
        reasons.append(reason)
    }
}
