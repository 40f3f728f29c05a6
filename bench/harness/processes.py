"""Tools of the machine, commands with their CPU time, and the cores that things run on."""
import contextlib, os, re, shutil, subprocess, sys, time

BENCH = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

# The Debian package of a command, where it has another name.
PACKAGES = {"nginx": "nginx-light", "apache2": "apache2-bin", "cc": "gcc"}


class Unavailable(Exception):
    """What a measurement needs is not on this machine; the text says what, and how to get it."""


def tool(name):
    path = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if path is None:
        raise Unavailable(f"no {name}: bench/install-peers, or apt-get install "
                          f"{PACKAGES.get(name, name)}")
    return path


class Cores:
    """Which cores the server and the generator run on; None is wherever the kernel likes.

    Pinned, the server has the first core of the machine and the generator the second, so that
    neither is ever interrupted by the other nor moved by the scheduler. With one core nothing is
    pinned.
    """

    def __init__(self, pinned):
        usable = sorted(os.sched_getaffinity(0))
        self.pinned = pinned and len(usable) > 1
        self.server = {usable[0]} if self.pinned else None
        self.generator = {usable[1]} if self.pinned else None

    def __str__(self):
        if self.pinned:
            return f"server on core {min(self.server)}, generator on core {min(self.generator)}"
        return "not pinned"


def pin(cores):
    if cores:
        os.sched_setaffinity(0, cores)


@contextlib.contextmanager
def pinned(cores):
    """This process on these cores, for clients that are written here."""
    before = os.sched_getaffinity(0)
    pin(cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


class Run:
    """A command's output, exit status, wall-clock and CPU seconds, its children's included."""

    def __init__(self, command, cores=None):
        started = time.monotonic()
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                   preexec_fn=lambda: pin(cores))
        self.text = process.stdout.read().decode(errors="replace")
        _, status, usage = os.wait4(process.pid, 0)
        self.status = os.waitstatus_to_exitcode(status)
        process.returncode = self.status
        self.wall = time.monotonic() - started
        self.cpu = usage.ru_utime + usage.ru_stime

    def number(self, pattern):
        found = re.search(pattern, self.text, re.M)
        if found is None:
            sys.exit(f"not understood: {self.text}")
        return float(found.group(1).replace(",", ""))
