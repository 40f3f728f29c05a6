/// The one file that is served, at the site's root and at its name.
package struct OnlyFile: Sendable {
    /// What clients call it, and the user.
    package let name: String
    /// Where it is in the docroot.
    let path: RequestPath

    /// - Parameters:
    ///   - name: as the user has called it.
    ///   - file: its name in the docroot: another one where the user has named a symbolic link.
    package init(name: String, file: String) {
        self.name = name
        path = RequestPath(bytes: Array(file.utf8), isDirectoryForm: false)
    }

    /// The path of the file, with what follows it in the request (`PATH_INFO` of a script).
    /// - Returns: nil when the request is for something else.
    func path(for requested: RequestPath) -> RequestPath? {
        if requested.bytes.isEmpty { return path }
        guard requested.bytes.starts(with: name.utf8) else { return nil }
        let rest = requested.bytes.dropFirst(name.utf8.count)
        guard rest.isEmpty || rest.first == .slash else { return nil }
        return RequestPath(
            bytes: path.bytes + rest, isDirectoryForm: requested.isDirectoryForm)
    }
}
