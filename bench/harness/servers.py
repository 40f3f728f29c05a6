"""Servers under measurement, each alone in a cgroup with everything that it starts."""
import os, re, shutil, signal, socket, subprocess, sys, tempfile, time

from .processes import pin


class CannotStart(Exception):
    """A server ended, or did not listen, before the first request; `status` is None if it runs."""

    def __init__(self, reason, status):
        super().__init__(reason)
        self.status = status


def cgroup_root():
    with open("/proc/mounts") as mounts:
        for line in mounts:
            fields = line.split()
            if fields[2] == "cgroup2":
                return fields[1]
    sys.exit("bench: no cgroup2 file system is mounted")


class Group:
    """A cgroup: everything that a process put into it ever starts is counted in it."""

    made = 0

    def __init__(self):
        Group.made += 1
        self.path = os.path.join(cgroup_root(), f"spidey-bench-{os.getpid()}-{Group.made}")
        try:
            os.mkdir(self.path)
        except OSError as error:
            sys.exit(f"bench: cgroups are needed to count CPU time, and root to make them: {error}")

    def enter(self):
        with open(os.path.join(self.path, "cgroup.procs"), "w") as file:
            file.write("0")

    def processes(self):
        with open(os.path.join(self.path, "cgroup.procs")) as file:
            return [int(line) for line in file]

    def cpu_microseconds(self):
        """User and system time of all that ever ran in it."""
        with open(os.path.join(self.path, "cpu.stat")) as file:
            return int(re.search(r"usage_usec (\d+)", file.read()).group(1))

    def remove(self):
        """Ends what is left in it, which a server that is stopped in order has none of."""
        for _ in range(100):
            for process in self.processes():
                os.kill(process, signal.SIGKILL)
            try:
                os.rmdir(self.path)
                return
            except OSError:
                time.sleep(0.05)


class Server:
    """`command` is words with {port}, {root} and {home}, an empty directory of the server's own."""

    def __init__(self, name, command, root, cores=None):
        self.name, self.command, self.root, self.cores = name, command, root, cores
        self.start()

    def start(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.home = tempfile.mkdtemp(prefix="spidey-bench-")
        os.chmod(self.home, 0o755)
        self.group = Group()
        words = [word.format(port=self.port, root=self.root, home=self.home)
                 for word in self.command]
        with open(os.path.join(self.home, "stderr"), "wb") as errors:
            self.process = subprocess.Popen(
                words, preexec_fn=self._prepare, start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors)
        self._wait_until_it_listens()

    def _prepare(self):
        self.group.enter()
        pin(self.cores)

    def _wait_until_it_listens(self):
        for _ in range(500):
            status = self.process.poll()
            if status is not None:
                with open(os.path.join(self.home, "stderr"), errors="replace") as file:
                    text = file.read().strip().splitlines()
                self.stop()
                said = text[-1] if text else "without a word"
                raise CannotStart(f"exit status {status}: {said}", status)
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.02)
        self.stop()
        raise CannotStart("it does not listen within 10 s", None)

    def stop(self):
        self.process.send_signal(signal.SIGCONT)
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.group.remove()
        shutil.rmtree(self.home, ignore_errors=True)

    def restart(self):
        self.stop()
        self.start()

    def url(self, path):
        return f"http://127.0.0.1:{self.port}/{path.lstrip('/')}"

    def cpu_microseconds(self):
        return self.group.cpu_microseconds()

    def resident(self):
        """Bytes resident now, summed over its processes."""
        return self._status("VmRSS")

    def peak(self):
        """Bytes resident at the most, summed over the processes that live."""
        return self._status("VmHWM")

    def _status(self, key):
        total = 0
        for process in self.group.processes():
            try:
                with open(f"/proc/{process}/status") as file:
                    found = re.search(rf"{key}:\s+(\d+) kB", file.read())
            except FileNotFoundError:
                continue
            total += int(found.group(1)) * 1024 if found else 0
        return total
