extension JSON {
    /// The field `name`, converted by `path`.
    ///
    /// - Throws: `ResultProblem.missing` when it is not there or of another type.
    func require<Value>(
        _ name: String, _ path: KeyPath<JSON, Value?>
    ) throws(ResultProblem) -> Value {
        guard let value = self[name]?[keyPath: path] else { throw .missing(name) }
        return value
    }

    /// The fields of the object called `name`.
    ///
    /// - Throws: `ResultProblem.missing` when there is no such object.
    func members(_ name: String) throws(ResultProblem) -> [Member] {
        guard case .object(let members)? = self[name] else { throw .missing(name) }
        return members
    }

    /// The value itself: with this path `require` accepts any type.
    var itself: JSON? { self }
}
