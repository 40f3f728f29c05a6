"""What the benchmarks of Thor share: a server, clients run in turn with their CPU time, medians.

Debian packages: nginx-light, wrk, hey. Everything happens on the loopback interface.
"""
import os, re, shutil, signal, socket, statistics, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
THOR = os.environ.get("THOR_BINARY") or next(
    (p for p in (os.path.join(HERE, "..", "bin", "thor"), os.path.join(HERE, "..", ".build", "release", "thor"))
     if os.path.exists(p)), None)
ROUNDS = int(os.environ.get("ROUNDS", "7"))
SECONDS = float(os.environ.get("SECONDS_EACH", "3"))

if THOR is None:
    sys.exit("no thor: make build")


def tool(name):
    path = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if path is None:
        sys.exit(f"no {name}: apt-get install {'nginx-light' if name == 'nginx' else name}")
    return path


class Nginx:
    """One worker, one process, over a directory with 1k.txt, 1m.bin and, if wanted, 1g.bin."""

    def __init__(self, large=False):
        self.directory = tempfile.mkdtemp(prefix="thor-bench-")
        os.chmod(self.directory, 0o755)
        root = os.path.join(self.directory, "root")
        os.mkdir(root)
        with open(os.path.join(root, "1k.txt"), "wb") as file:
            file.write(b"x" * 1024)
        with open(os.path.join(root, "1m.bin"), "wb") as file:
            file.write(b"y" * (1 << 20))
        if large:
            with open(os.path.join(root, "1g.bin"), "wb") as file:
                for _ in range(1024):
                    file.write(b"z" * (1 << 20))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        places = " ".join(f"{n}_temp_path {self.directory}/{n};" for n in
                          ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        with open(os.path.join(self.directory, "nginx.conf"), "w") as file:
            file.write(f"""daemon off; master_process off; pid {self.directory}/pid; error_log /dev/null;
events {{ worker_connections 4096; }}
http {{ access_log off; sendfile on; keepalive_requests 1000000000; keepalive_timeout 300;
  open_file_cache max=100; {places}
  server {{ listen 127.0.0.1:{self.port} backlog=4096; root {root}; }} }}
""")
        self.process = subprocess.Popen(
            [tool("nginx"), "-c", f"{self.directory}/nginx.conf", "-e", "/dev/null", "-p", self.directory],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.02)
        sys.exit("nginx does not start")

    def url(self, name):
        return f"http://127.0.0.1:{self.port}/{name}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGCONT)
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.directory)


class Run:
    """A command's output, wall-clock and CPU seconds, those of its children included."""

    def __init__(self, command):
        started = time.monotonic()
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.text = process.stdout.read().decode(errors="replace")
        _, self.status, usage = os.wait4(process.pid, 0)
        process.returncode = self.status
        self.wall = time.monotonic() - started
        self.cpu = usage.ru_utime + usage.ru_stime

    def number(self, pattern):
        found = re.search(pattern, self.text, re.M)
        if found is None:
            sys.exit(f"not understood: {self.text}")
        return float(found.group(1).replace(",", ""))


def interleave(clients, rounds=ROUNDS):
    """Calls each client once a round; returns lists of what they return, by name."""
    results = {name: [] for name in clients}
    for _ in range(rounds):
        for name, call in clients.items():
            results[name].append(call())
    return results


def ratio(left, right):
    """Median of the rounds' ratios: two runs a moment apart share the machine's mood."""
    return statistics.median(a / b for a, b in zip(left, right))


def verdict(text, value, limit, is_most):
    fits = value <= limit if is_most else value >= limit
    print(f"{text}: {value:.3g} (asked for: {'at most' if is_most else 'at least'} {limit}) "
          f"{'reached' if fits else 'NOT REACHED'}")


median = statistics.median
