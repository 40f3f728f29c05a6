"""What a table was measured on and with; no names of hosts, people or places."""
import datetime, os, platform, re, shutil, subprocess

LOAD_BEFORE = os.getloadavg()[0]  # When this is read, which is at the start.

VERSIONS = (
    ("nginx", ["nginx", "-v"]), ("lighttpd", ["lighttpd", "-v"]), ("h2o", ["h2o", "-v"]),
    ("apache", ["apache2", "-v"]), ("busybox", ["busybox"]), ("wrk", ["wrk", "-v"]),
    ("hey", ["dpkg-query", "-W", "-f", "hey ${Version}", "hey"]), ("cc", ["cc", "--version"]))


def first_line(command):
    path = shutil.which(command[0]) or shutil.which(command[0], path="/usr/sbin")
    if path is None:
        return "not installed"
    done = subprocess.run([path, *command[1:]], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True)
    text = (done.stdout.strip().splitlines() or ["unknown"])[0]
    # A version is wanted, and no more.
    return re.sub(r"\s*(Copyright|multi-call|- a light).*$", "", text)


def field(path, pattern):
    try:
        with open(path) as file:
            found = re.search(pattern, file.read(), re.M)
            return found.group(1).strip() if found else "unknown"
    except OSError:
        return "unknown"


def described(spidey, thor, options):
    """Pairs of a property and its value."""
    memory = field("/proc/meminfo", r"^MemTotal:\s+(\d+) kB")
    facts = [
        ("date", datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%MZ")),
        ("processor", field("/proc/cpuinfo", r"^model name\s*: (.*)$")),
        ("cores", str(len(os.sched_getaffinity(0)))),
        ("memory", f"{int(memory) / 1048576:.0f} GiB" if memory.isdigit() else memory),
        ("governor", field("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", r"(.*)")),
        ("hypervisor", "yes" if re.search("hypervisor", field("/proc/cpuinfo", r"^flags(.*)$"))
         else "no"),
        ("kernel", platform.release()),
        ("system", field("/etc/os-release", r'^PRETTY_NAME="(.*)"$')),
        ("load before", f"{LOAD_BEFORE:.1f}"),
        ("spidey", first_line([spidey, "--version"])),
        ("thor", first_line([thor, "--version"])),
        ("commit", first_line(["git", "-C", os.path.dirname(__file__), "rev-parse", "--short",
                               "HEAD"])),
    ]
    facts += [(name, first_line(command)) for name, command in VERSIONS]
    return facts + options
