/// What a site offers and how much of it, as the command line sets it.
package struct SiteOptions: Sendable {
    /// The names of files that stand for their directory, the preferred one first.
    package var index: [[UInt8]] = [Array("index.html".utf8)]
    /// The one file that is served; nil for all of the docroot.
    package var onlyFile: OnlyFile?
    /// Whether the site's index answers where there is nothing else: an application in the browser
    /// reads the path.
    package var isSinglePage = false
    /// Whether `/about` is `about.html`.
    package var hidesExtensions = false
    /// Fields that responses get.
    package var fields = FieldRules()
    /// Whether scripts of other sites may use this one (the Fetch standard's CORS protocol).
    package var sharesWithOrigins = false
    /// Paths that have moved.
    package var redirects = Redirects()
    /// Where the site begins.
    package var prefix = PathPrefix()
    /// Whether a directory without index file is listed; 403 otherwise.
    package var listsDirectories = true
    /// Whether names that begin with a dot are served and listed.
    package var showsHidden = false
    /// Whether executable files are run; served as files otherwise.
    package var runsScripts = true
    /// The most entries of a directory that a listing shows.
    package var listingLimit = 10_000
    /// How long caches may use files without asking.
    package var freshness = FreshnessRules()
    /// Nanoseconds after a change of a file in which another one may leave its stamps the same:
    /// until then its tag is weak. Two seconds are the coarsest resolution there is, FAT's.
    package var settling: Int64 = 2_000_000_000
    /// Bytes of responses kept in memory by each process that serves many connections; 0 for none.
    package var cacheSize = 64 << 20
    /// The log of each step, as the assignment words it.
    package var isVerbose = false

    /// The defaults.
    package init() {}
}
