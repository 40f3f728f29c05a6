/// What people type who know another server, and what it is called here.
enum FlagHints {
    /// A line about the first argument that is no flag of this program but of another one; nil when
    /// there is none. What is merely misspelt is left to the library, which knows all names.
    static func line(for arguments: [String]) -> String? {
        for argument in arguments {
            if argument == "--" { return nil }
            let name = argument.prefix { $0 != "=" }
            if let hint = hint(for: name) { return "Unknown option '\(name)': \(hint)" }
        }
        return nil
    }

    private static func hint(for name: Substring) -> String? {
        guard name.hasPrefix("-") else { return nil }
        return table.first { $0.names.split(separator: " ").contains(name) }?.hint
    }

    private static let table: [(names: String, hint: String)] = [
        ("--port -P", "-p PORT sets the port"),
        (
            "--dir --directory --root --docroot --document-root --public --folder --path -D -r",
            "-d DOCROOT, or the directory alone, is what is served"
        ),
        (
            "--bind --address --addr --listen --interface --ip --hostname -b -a -l -i",
            "--host ADDRESS is where it listens"
        ),
        ("--cgi --cgi-bin --scripts", "executable files are run unless --no-cgi forbids it"),
        ("--verbose --debug", "-v logs each step"),
        ("--fork --forking", "-f, or --mode fork, forks for each connection"),
        ("--threads --threaded --thread", "--mode thread has a thread for each connection"),
        ("--event --epoll --async", "--mode event serves thousands of connections at a time"),
        ("--prefork", "--mode prefork has processes that stay"),
        ("--processes --procs --jobs -n -w -j", "--workers N sets the number of processes"),
        ("--log --logfile --log-file --access --accesslog -L", "--access-log FORMAT logs requests"),
        (
            "--single -s --single-page --fallback --history -S",
            "--spa serves a single-page application"
        ),
        ("--clean-urls --cleanurls --extension --ext -e", "--pretty leaves .html out"),
        ("--headers --add-header -H", "--header 'Name: value' adds a field"),
        (
            "--base --base-path --base-url --path-prefix --route-prefix",
            "--prefix PATH says where the site begins"
        ),
        ("--rewrite --redirects", "--redirect FROM=TO sends clients elsewhere"),
        ("--coop --coep --cross-origin-isolation", "--isolate sends COOP, COEP and CORP"),
        (
            "--no-index --no-dir-list --disable-indexes --no-directory-listing",
            "--no-listing lists no directory"
        ),
        ("--dotfiles --all -A", "--hidden serves names that begin with a dot"),
        ("--timeout -t", "--idle-timeout and others bound the time, see -h"),
        ("-V", "--version shows the version"),
    ]
}
