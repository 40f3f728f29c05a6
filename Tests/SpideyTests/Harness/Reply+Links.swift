extension Reply {
    /// What the links of the rows of a listing lead to, behind `./`, in their order.
    var entryLinks: [String] {
        text.matches(of: /<tr><th><a href="\.\/([^"]+)">/).map { String($0.1) }
    }
}
