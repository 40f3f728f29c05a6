"""What `bench/run` measures: the rows of the table, in the order in which they are run.

The first contestant of a row is the one that the goals are about. A goal with `against` bounds the
ratio of its figure to that contestant's, one without bounds the figure itself.
"""
import dataclasses

from harness.loads import Load
from harness.site import MODIFIED_FIELD


@dataclasses.dataclass(frozen=True)
class Contestant:
    name: str
    command: tuple
    path: str = None          # Instead of the row's.


@dataclasses.dataclass(frozen=True)
class Goal:
    metric: str
    relation: str             # "<=" or ">=".
    limit: float
    against: str = None


@dataclasses.dataclass(frozen=True)
class Row:
    name: str
    work: str
    contestants: tuple = ()
    load: Load = Load()
    goals: tuple = ()
    measure: str = "steady"   # A function of harness/measures.py, or "script".
    metrics: tuple = ("CPU per request", "rate", "server CPU", "generator CPU")
    pinned: bool = True       # Server and generator on a core each.
    validators: bool = True   # Answers must have Date, Last-Modified and ETag.
    twin: bool = False        # /twin.html is made as large as the first contestant's answer.


UNITS = {
    "CPU per request": "us", "CPU per GB": "ms", "rate": "1/s", "throughput": "GB/s",
    "server CPU": "% of a core", "generator CPU": "% of a core",
    "memory per connection": "bytes", "memory before": "MB", "peak memory": "MB", "page": "MB",
    "p50": "us", "p99": "us", "first byte": "ms", "whole page": "ms", "longest wait of others": "ms",
    "others answered": "requests",
    "p99 alone": "us", "p99 beside": "us", "p99 ratio": "x", "closed by the server": "connections",
}


def spidey(mode, *flags, name="spidey", path=None):
    return Contestant(name, (
        "{spidey}", "--mode", mode, "-d", "{root}", "-p", "{port}",
        "--max-requests", "1000000000", "--idle-timeout", "300", *flags), path)


def event(*flags, name="spidey", path=None, workers=1):
    return spidey("event", "--workers", str(workers), "--max-connections", "20000", *flags,
                  name=name, path=path)


def peer(name, *arguments):
    launcher = name.split("-")[0]
    arguments = arguments or tuple(name.split("-")[1:])
    return Contestant(name, ("{bench}/peers/" + launcher, "{port}", "{root}", "{home}", *arguments))


FLOOR = Contestant("floor", ("{floor}", "{port}"))
NGINX, LIGHTTPD, H2O = peer("nginx"), peer("lighttpd"), peer("h2o")
CPU = "CPU per request"


def at_most(limit, against=None, metric=CPU):
    return Goal(metric, "<=", limit, against)


def at_least_as_fast(*peers):
    """Goals: the rate of each peer is reached, and its latency is not passed."""
    return tuple(goal for peer in peers for goal in (
        Goal("rate", ">=", 1.0, peer), at_most(1.0, peer, "p50"), at_most(1.0, peer, "p99")))


def few_clients(connections):
    return Row(f"clients-{connections}",
               f"1 KB, {connections} kept connection{'s' * (connections > 1)}, rate and latency",
               (event(), NGINX, H2O, LIGHTTPD), Load(connections=connections),
               at_least_as_fast("nginx", "h2o", "lighttpd"),
               metrics=("rate", "p50", "p99", CPU), pinned=False)


ROWS = (
    Row("keepalive-1k", "1 KB, keep-alive, 64 connections", (event(), NGINX, H2O, LIGHTTPD, FLOOR),
        goals=(at_most(0.70, "nginx"), at_most(0.92, "h2o"), at_most(0.90, "lighttpd"),
               at_most(1.10, "floor"))),
    Row("pipelined-1k", "1 KB, keep-alive, 64 connections, 16 requests pipelined",
        (event(), NGINX, H2O, LIGHTTPD, FLOOR), Load(pipeline=16), (at_most(0.5, "nginx"),)),
    *(few_clients(connections) for connections in (1, 4, 8, 16, 512)),
    Row("close-1k-8", "1 KB, a new connection each, 8 clients", (event(), NGINX, H2O, LIGHTTPD),
        Load(connections=8, close=True), (at_most(0.85, "nginx"), at_most(1.0, "h2o"))),
    Row("close-1k-64", "1 KB, a new connection each, 64 clients", (event(), NGINX, H2O, LIGHTTPD),
        Load(close=True), (at_most(0.85, "nginx"), at_most(1.0, "h2o"))),
    Row("keepalive-100k", "100 KB, keep-alive, 64 connections", (event(), NGINX, H2O, LIGHTTPD),
        Load("/100k.bin"), (at_most(0.85, "nginx"),)),
    Row("keepalive-1m", "1 MB, keep-alive, 16 connections", (event(), NGINX, H2O, LIGHTTPD),
        Load("/1m.bin", 16), (at_most(1.0, "lighttpd"),),
        metrics=(CPU, "throughput", "server CPU", "generator CPU")),
    Row("file-1g", "1 GB, one connection; Thor discards what it receives in the kernel",
        (event(), spidey("fork", name="spidey-fork"), NGINX, H2O, LIGHTTPD,
         peer("apache-worker")),
        Load("/1g.bin", 1, client="thor"),
        tuple(Goal("throughput", ">=", 1.0, name)
              for name in ("nginx", "h2o", "lighttpd", "apache-worker")),
        metrics=("throughput", "CPU per GB", "server CPU", "generator CPU")),
    Row("listing-100", "listing of 100 entries, uncached (h2o: names only)",
        (event("--cache", "0"), NGINX, LIGHTTPD, H2O), Load("/listing-100/", 16),
        (at_most(0.5, "nginx"),), validators=False),
    Row("listing-100-changing", "listing of 100 entries, one changes before each request",
        (event(), NGINX, LIGHTTPD), Load("/listing-100/", 1), (at_most(0.5, "nginx"),),
        measure="changing", metrics=(CPU, "rate"), validators=False),
    Row("listing-100-again", "listing of 100 entries, unchanged, and a file of that size",
        (event(), event(name="static file", path="/twin.html")), Load("/listing-100/"),
        (at_most(1.3, "static file"),), validators=False, twin=True),
    Row("listing-50000", "listing of 50,000 entries, beside a connection with small requests",
        (event("--max-listing", "50000"), NGINX, LIGHTTPD), Load("/listing-50000/"),
        (at_most(150, None, "first byte"), at_most(400, None, "whole page")),
        measure="large_listing", validators=False,
        metrics=("first byte", "whole page", "page", "peak memory", "longest wait of others",
                 "others answered")),
    Row("missing", "404, keep-alive, 64 connections", (event(), NGINX, H2O, LIGHTTPD),
        Load("/no-such-file.html", expect=404), (at_most(0.7, "nginx"),), validators=False),
    Row("not-modified", "1 KB that has not been modified: 304, keep-alive, 64 connections",
        (event(), NGINX, H2O, LIGHTTPD),
        Load(expect=304, fields=(f"If-Modified-Since: {MODIFIED_FIELD}",)),
        (at_most(1.0, "nginx"),)),
    Row("range-1k", "1 KB of a file of 1 GB, keep-alive, 64 connections",
        (event(), NGINX, H2O, LIGHTTPD),
        Load("/1g.bin", expect=206, fields=("Range: bytes=500000000-500001023",)),
        (at_most(0.8, "nginx"),)),
    Row("idle-10000", "10,000 idle keep-alive connections, one request each",
        (event(), NGINX, H2O, LIGHTTPD, peer("apache-event")),
        goals=(at_most(200, None, "memory per connection"),), measure="idle",
        metrics=("memory per connection", "memory before")),
    Row("fork-1k", "1 KB, a process for each connection, 8 clients",
        (spidey("fork"), peer("busybox")), Load(connections=8, close=True),
        (Goal("rate", ">=", 1.1, "busybox"),), pinned=False),
    Row("prefork-1k", "1 KB, 64 keep-alive connections, 64 processes",
        (spidey("prefork", "--workers", "64"), peer("apache-prefork")),
        goals=(at_most(1.3, "apache-prefork"),), pinned=False),
    Row("thread-1k", "1 KB, 64 keep-alive connections, 64 threads (Apache's event module: 96)",
        (spidey("thread", "--max-connections", "64"), peer("apache-worker"), peer("apache-event")),
        goals=(at_most(1.3, "apache-worker"), at_most(1.3, "apache-event")), pinned=False),
    Row("workers", "1 KB, keep-alive, 64 connections, 2 workers and 1 beside the generator",
        (event(workers=2), event(name="1 worker")), Load(threads=2), pinned=False),
    Row("trickle-1000", "fresh requests beside 1,000 connections with a header byte each 10 s",
        (event(), NGINX), goals=(at_most(2, None, "p99 ratio"),), measure="trickling",
        metrics=("p99 alone", "p99 beside", "p99 ratio", "closed by the server")),
    Row("child-memory", "memory of a child that sends 1 GB", measure="script"),
    Row("thor-start", "Thor: one request, start to end", measure="script"),
    Row("thor-closed-loop", "Thor: CPU of the client beside wrk's and hey's", measure="script"),
    Row("thor-files", "Thor: large files beside wrk", measure="script"),
    Row("thor-open-loop", "Thor: punctuality of the open loop", measure="script"),
    Row("thor-stall", "Thor: a server that stands still for a second", measure="script"),
    Row("thor-memory", "Thor: memory after 1 and 20 million requests", measure="script"),
)
