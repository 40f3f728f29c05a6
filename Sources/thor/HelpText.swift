/// The output of `thor -h`: first the assignment's help in its own words, then the other options.
enum HelpText {
    /// The text, without a line break at the end.
    static let text = """
        Usage: thor [-h] [-v] [-r REQUESTS] [-p PROCESSES] [OPTIONS] URL
               thor merge [--json FILE] [--hlog FILE] FILE...
               thor report FILE
               thor stats [OPTIONS] [FILE...]
               thor compare [OPTIONS] A B

        Options:

            -h           Show this help message
            -v           Set logging to DEBUG level

            -r REQUESTS  Number of requests per process (default is 1)
            -p PROCESSES Number of processes (default is 1)

            --version    Show the version

        Request:

            -X, --method METHOD     Request method (default is GET, POST with a body)
            -H, --header FIELD      Field to send, "Name: value"; repeatable
            --body TEXT|@FILE|-     Content to send: text, a file's, or standard input
            --form NAME=VALUE       Form field to send, URL-encoded; repeatable
            -I, --head              Ask for the head only (HEAD)
            --http1.0, --http1.1    Version to speak (default is 1.0, measuring 1.1)
            --connect-to HOST:PORT  Connect there, whatever the URL says
            --unix-socket PATH      Connect to this Unix socket
            --timeout TIME          For a request (default is 300s, measuring 10s)
            --connect-timeout TIME  For each attempt to connect (default is 30s, at most
                                    --timeout)
            --expect-status LIST    Statuses that are good: 200, 2xx, 200-204, 200,404
                                    (default is any, measuring 2xx,3xx)

        Single requests:

            -L, --location          Follow redirects, at most --max-redirects
            --max-redirects N       (default is 10)
            -o, --output FILE       Write the content there
            -i, --include           Dump status line and fields too (default without -o)
            --no-include            Dump the content only
            --retry-connect N       Try a failed connect N more times (default is 0)

        Measuring (with any of these, or of the reports, a summary replaces the dump):

            -c CONNECTIONS          Connections per process (default is 1)
            -d, --duration TIME     Send for so long (default is 10s, or what -r says);
                                    with -r and -d, what comes first ends the run
            -R, --rate RATE         Requests per second, all processes together: an open
                                    loop. Without it, a closed loop
            --arrivals KIND         Open loop: fixed or poisson (default is fixed)
            --seed N                Of Poisson arrivals (default is 1)
            --pipeline N            Requests in flight per connection (default is 1)
            --close                 A new connection for each request
            --drain TIME            Wait so long for the last responses (default is
                                    --timeout)
            --expect-body WHAT      Good bodies: TEXT that occurs in it, regex:PATTERN
                                    or sha256:DIGEST. The first two are not looked for
                                    in a body of more than 16 MiB: it is not good
            --summary               Measure, with the defaults of the above

        Reports:

            --json FILE             The result, for machines and for thor report
            --csv FILE              A row a second
            --hlog FILE             Histograms, as an HdrHistogram log
            --quiet                 No summary and no progress line

        TIME is a number of seconds, or one with a unit: 500ms, 10s, 2m, 1h.

        Exit status: 0 all went well; 1 some requests failed while measuring;
        2 measurement invalid; 3 bad URL; 6 unknown host; 7 cannot connect; 8 malformed
        response; 18 truncated response; 22 unexpected response; 23 cannot write;
        26 cannot read; 28 timed out; 47 too many redirects; 52 closed without a
        response; 55 cannot send; 56 connection reset; 64 bad command line; 65 data that
        make no sense (stats, compare); 71 out of ports, descriptors or memory.
        """
}
