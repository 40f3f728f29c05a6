"""What the benchmarks of Thor share: nginx to aim at, clients in turn with their CPU time, goals.

Debian packages: nginx-light, wrk, hey. Everything happens on the loopback interface.
"""
import os, re, signal, statistics, sys, time

from harness import processes, results
from harness.processes import Run
from harness.servers import Server
from harness.site import Site

HERE = os.path.dirname(os.path.abspath(__file__))
THOR = os.environ.get("THOR_BINARY") or next(
    (path for path in (os.path.join(HERE, "..", "bin", "thor"),
                       os.path.join(HERE, "..", ".build", "release", "thor"))
     if os.path.exists(path)), None)
ROUNDS = int(os.environ.get("ROUNDS", "7"))
SECONDS = float(os.environ.get("SECONDS_EACH", "3"))

if THOR is None:
    sys.exit("no thor: make build")

median = statistics.median


def tool(name):
    try:
        return processes.tool(name)
    except processes.Unavailable as error:
        sys.exit(str(error))


class Nginx(Server):
    """One worker, one process, over a directory with 1k.txt, 1m.bin and, if wanted, 1g.bin."""

    def __init__(self, large=False):
        tool("nginx")
        self.site = Site()
        self.site.need("1m.bin")
        if large:
            self.site.need("1g.bin")
        super().__init__("nginx", [os.path.join(HERE, "peers", "nginx"), "{port}", "{root}",
                                   "{home}"], self.site.root)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
        self.site.remove()


def interleave(clients, rounds=ROUNDS):
    """Calls each client once a round; returns lists of what they return, by name."""
    found = {name: [] for name in clients}
    for _ in range(rounds):
        for name, call in clients.items():
            found[name].append(call())
    return found


def ratio(left, right):
    """Median of the rounds' ratios."""
    return median(results.ratios(left, right))


def verdict(text, value, limit, is_most):
    """Prints whether a goal is reached, and leaves a record for the table of `bench/run`."""
    fits = value <= limit if is_most else value >= limit
    print(f"{text}: {value:.3g} (asked for: {'at most' if is_most else 'at least'} {limit}) "
          f"{'reached' if fits else 'NOT REACHED'}", flush=True)
    results.noted(os.environ.get("BENCH_RECORDS"), {
        "row": os.path.basename(sys.argv[0]), "server": "thor", "metric": text.strip(),
        "median": value, "goal": f"{'<=' if is_most else '>='} {limit:g}",
        "met": "yes" if fits else "no", "rounds": ROUNDS, "failed": 0})
