/// The output of `-h`. The first part is the assignment's, word for word.
enum HelpText {
    static let text = """
        Usage: spidey [-d DOCROOT -p PORT -f -v]

        Serves a directory over HTTP: listings, files, CGI scripts.

        Options:

            -h         Show this help message
            -f         Enable forking mode
            -v         Set logging to DEBUG level

            -d DOCROOT Set root directory (default is current directory)
            -p PORT    TCP Port to listen to (default is 9234)

            PATH       The same as -d PATH, or one file, served at / and at its name

        Where and how:

            --host ADDRESS      IP address to listen on, 'localhost' (default: this
                                machine only) or 'any' (every network interface)
            --mode MODEL        single (default): one connection after another
                                fork: a process for each connection, as -f
                                prefork: a number of processes, one connection each
                                thread: a thread for each connection
                                event: processes of thousands of connections
            --workers N         Processes in mode prefork (4 for each processor) or
                                event (1 for each processor)

        What is served:

            --index NAME        File that stands for its directory (index.html); may
                                be repeated, in the order of preference; '' for none
            --no-listing        Answer 403 instead of listing a directory
            --no-cgi            Serve executable files instead of running them
            --hidden            Serve and list names that begin with a dot
            --follow-links WHERE
                                Symbolic links to follow: inside (default), those
                                that end in DOCROOT, or outside, all
            --type EXT=TYPE     Media type of files with an extension, such as
                                log=text/plain; may be repeated
            --spa               Answer paths at which there is nothing with the site's
                                index, but for assets: names with a known extension
            --pretty            Serve about.html as /about, and send clients there
            --redirect FROM=TO[ STATUS]
                                Send clients elsewhere (302): '/old=/new',
                                '/blog/*=https://blog.example/* 301'; repeatable
            --prefix PATH       The site begins at PATH, behind a proxy that keeps it

        Response fields:

            --max-age [PATTERN=]S
                                Seconds for which browsers and caches may use a file
                                without asking again (0: they ask each time); given
                                several times, the last PATTERN that fits decides:
                                '*.css' any such name, 'media/**' all beneath media
            --header [PATTERN ]NAME: VALUE
                                Add or replace a field, for all paths or some:
                                '/assets/*.js Cache-Control: no-store'; repeatable
            --cors              Let pages of other sites read responses
            --isolate           Isolate pages (COOP, COEP, CORP)

        Logs:

            --access-log FORMAT[:FILE]
                                A line for each request, combined or json, to FILE
                                or standard output

        Deadlines, in seconds:

            --header-timeout S  A request's head must be complete (10)
            --idle-timeout S    Between requests on a kept connection (15)
            --body-timeout S    Without a byte of a request's content (30)
            --write-timeout S   Without the client taking a byte (30)
            --cgi-timeout S     Without a script writing a byte (60)
            --grace S           For requests in flight when stopping (10)
            --min-rate SIZE     Bytes a second a client must send or take (500)

        Limits; a SIZE is in bytes and may end in K, M or G:

            --max-connections N     At the same time, in modes fork and thread (256),
                                    event (65536)
            --cache SIZE            Responses kept by each event worker, or 0 (64M)
            --max-requests N        On one connection (10000)
            --max-headers N         Header fields of a request (100)
            --max-header-bytes SIZE All header fields of a request (32K)
            --max-request-line SIZE The first line of a request (16K)
            --max-body SIZE         Content of a request (1G)
            --max-listing N         Entries shown of a directory (10000)

        Others:

            --version           Show the version
            --generate-completion-script SHELL
                                Completions for bash, zsh or fish, to standard output

        Executable files are run as CGI scripts, whatever their name. A path that leads
        out of DOCROOT does not exist, unless by --follow-links outside. Ctrl-C or
        SIGTERM stops the server when the requests in flight are finished, a second
        one at once. SIGHUP reopens the access log's FILE; it stops a server whose
        terminal has gone.

        Exit status: 0 stopped by a signal, 64 bad command line, 66 no such DOCROOT,
        69 the address cannot be used, 71 the system failed, 73 the log cannot be
        written, 77 not allowed.
        """
}
