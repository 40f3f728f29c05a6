/// Whether the numbers of a run may be believed.
package struct Verdict: Equatable, Sendable {
    /// How far to believe them.
    package enum Grade: String, Sendable, Comparable {
        /// Nothing speaks against them.
        case valid
        /// Something may have bent them; read the reasons first.
        case suspect
        /// They describe the generator, or nothing.
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

    /// How far to believe the numbers: the worst of the reasons.
    package private(set) var grade = Grade.valid
    /// What speaks against them, each a sentence for the reader.
    package private(set) var reasons: [String] = []

    /// A verdict that nothing speaks against.
    package init() {}

    /// A verdict that was given before.
    package init(grade: Grade, reasons: [String]) {
        self.grade = grade
        self.reasons = reasons
    }

    /// Adds a reason of this weight.
    package mutating func object(_ grade: Grade, _ reason: String) {
        self.grade = max(self.grade, grade)
        reasons.append(reason)
    }
}
