"""Runs rows: servers started, checked, warmed, loaded in interleaved rounds, stopped."""
import dataclasses, os, subprocess, sys, tempfile

from . import measures, results
from .client import Client
from .loads import Load
from .processes import BENCH, Cores, Unavailable, tool
from .servers import CannotStart, Server

NOT_KNOWN = 64  # Exit status of a spidey that lacks a mode or a flag.
LARGE = 10 << 20  # Bytes of a file that is checked by its head only.


class Context:
    """What a measure is told of its row."""

    def __init__(self, row, site, options):
        self.row, self.site = row, site
        self.seconds, self.thor = options.seconds, options.thor
        self.cores = Cores(row.pinned and not options.no_pin)

    def load_of(self, contestant):
        load = self.row.load
        if contestant.path is None:
            return load
        return Load(**{**load.__dict__, "path": contestant.path})


def floor_binary():
    """Compiled when its source is newer."""
    source = os.path.join(BENCH, "floor.c")
    binary = os.path.join(BENCH, "..", ".build", "bench", "floor")
    if not os.path.exists(binary) or os.path.getmtime(binary) < os.path.getmtime(source):
        os.makedirs(os.path.dirname(binary), exist_ok=True)
        subprocess.run([tool("cc"), "-O2", "-Wall", "-Wextra", "-o", binary, source], check=True)
    return binary


def with_others(row, others):
    """The row with its first contestant once more for each other binary, by name."""
    first = row.contestants[0]
    more = tuple(dataclasses.replace(first, name=name, command=(path, *first.command[1:]))
                 for name, path in others)
    return dataclasses.replace(row, contestants=row.contestants + more)


class RowRun:
    """One row: `samples` by contestant, `reasons` of those without, `records` for the table."""

    def __init__(self, row, site, options):
        row = with_others(row, options.also)
        self.row, self.options = row, options
        self.context = Context(row, site, options)
        self.measure = getattr(measures, row.measure)
        self.samples, self.reasons, self.servers = {}, {}, {}
        self.broken = []

    def run(self):
        self.context.site.need(self.row.load.path)
        try:
            self.start()
            self.check()
            self.warm()
            self.rounds()
        finally:
            for server in self.servers.values():
                server.stop()
        from rows import UNITS
        return results.records(self.row, self.samples, self.reasons, UNITS)

    def contestants(self):
        return [c for c in self.row.contestants if c.name in self.servers]

    def leave_out(self, name, reason, is_failure):
        self.reasons[name] = "failed" if is_failure else "skipped"
        self.samples.pop(name, None)
        if is_failure:
            self.broken.append(f"{name}: {reason}")
        print(f"  {name} {'FAILED' if is_failure else 'skipped'}: {reason}", flush=True)

    def start(self):
        for contestant in self.row.contestants:
            name = contestant.name
            if self.options.only and not wanted(name, self.options.only):
                self.reasons[name] = "left out"
                continue
            try:
                self.servers[name] = Server(name, self.command(contestant), self.context.site.root,
                                            self.context.cores.server)
            except Unavailable as error:
                self.leave_out(name, error, False)
            except CannotStart as error:
                lacks = "--mode" in contestant.command and error.status == NOT_KNOWN
                self.leave_out(name, str(error)[:120], not lacks)

    def command(self, contestant):
        """The words with all but the server's own places filled in."""
        words = self.in_mode(list(contestant.command))
        if words[0].startswith("{bench}/peers/"):
            launcher = os.path.basename(words[0])
            tool({"apache": "apache2"}.get(launcher, launcher))
        own = {"{spidey}": self.options.spidey}
        if "{floor}" in words:
            own["{floor}"] = floor_binary()
        return [own.get(word, word.replace("{bench}", BENCH)) for word in words]

    def in_mode(self, words):
        """With --mode another model, without what only the row's has."""
        if self.options.mode and "--mode" in words:
            words[words.index("--mode") + 1] = self.options.mode
            for flag in "--workers", "--max-connections", "--cache":
                if flag in words:
                    del words[words.index(flag):words.index(flag) + 2]
        return words

    def check(self):
        """Each contestant answers as the row means it to, with the features that are asked for."""
        for contestant in self.contestants():
            server = self.servers[contestant.name]
            path = self.context.load_of(contestant).path
            if contestant.path is None:
                self.check_one(contestant, server, path)
            elif self.row.twin and contestant.name in self.servers:
                first = self.servers.get(self.row.contestants[0].name)
                if first is not None:
                    size = len(fetched(first, self.row.load.path).content)
                    self.context.site.write(path.strip("/"), size)
                    self.check_one(contestant, server, path)

    def check_one(self, contestant, server, path):
        size = self.context.site.size(path)
        fields = self.row.load.fields
        whole = not fields
        answer = fetched(server, path, "HEAD" if (size or 0) > LARGE and whole else "GET", fields)
        length = int(answer.fields.get("content-length", -1))
        lacking = [name for name in ("date", "last-modified", "etag")
                   if self.row.validators and name not in answer.fields]
        if answer.status != self.row.load.expect:
            problem = f"status {answer.status} instead of {self.row.load.expect}"
        elif whole and size is not None and size != (length if size > LARGE else len(answer.content)):
            problem = f"not the {size} bytes of the file"
        elif answer.status == 206 and len(answer.content) != 1024:
            problem = f"{len(answer.content)} bytes of the range"
        elif whole and lacking:
            problem = f"no {', '.join(lacking)}"
        else:
            return
        self.drop(contestant, problem)

    def drop(self, contestant, problem):
        self.leave_out(contestant.name, problem, True)
        self.servers.pop(contestant.name).stop()

    def take(self, contestant, turn):
        return self.measure(self.context, contestant, self.servers[contestant.name], turn)

    def warm(self):
        for contestant in self.contestants():
            try:
                self.take(contestant, 0)
                self.samples[contestant.name] = []
            except (RuntimeError, OSError, ValueError) as error:
                self.drop(contestant, error)

    def rounds(self):
        for turn in range(self.options.rounds):
            order = self.contestants()
            if not order:
                return
            first = turn % len(order)
            for contestant in order[first:] + order[:first]:
                try:
                    self.samples[contestant.name].append(self.take(contestant, turn + 1))
                except (RuntimeError, OSError, ValueError) as error:
                    self.drop(contestant, error)
        for name, taken in self.samples.items():
            failed = sum(sample["failed"] for sample in taken)
            if failed:
                self.broken.append(f"{name}: {failed} requests failed")


def wanted(name, only):
    return any(name == one or name.startswith(one + "-") for one in only)


def fetched(server, path, method="GET", fields=()):
    client = Client(server.port)
    answer = client.get(path, method, fields)
    client.close()
    return answer


def script(row, options):
    """A benchmark that is a program of its own; it leaves records of its goals."""
    with tempfile.TemporaryDirectory(prefix="spidey-bench-") as home:
        left = os.path.join(home, "records.csv")
        done = subprocess.run([os.path.join(BENCH, row.name)], cwd=os.path.join(BENCH, ".."), env={
            **os.environ, "BENCH_RECORDS": left, "THOR_BINARY": options.thor,
            "SPIDEY_BINARY": options.spidey, "ROUNDS": str(options.rounds)})
        sys.stdout.flush()
        found = results.read(left) if os.path.exists(left) else []
    return found, [] if done.returncode == 0 else [f"exit status {done.returncode}"]
