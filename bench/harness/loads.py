"""What is asked of a server for a while, by wrk or Thor, and the figures of one such sample."""
import dataclasses, json, math, os, re

from .processes import BENCH, Run, tool


@dataclasses.dataclass(frozen=True)
class Load:
    path: str = "/1k.txt"
    connections: int = 64
    close: bool = False       # A new connection for each request.
    pipeline: int = 1         # Requests in flight on a connection.
    threads: int = 1          # Of wrk.
    client: str = "wrk"       # Or thor.
    expect: int = 200         # Any other status counts as failed.
    fields: tuple = ()        # Further request fields, for wrk.


@dataclasses.dataclass(frozen=True)
class Count:
    """What a generator counted: seconds, its own CPU seconds, and percentiles of the latency in us."""
    requests: int
    bytes: int
    failed: int
    seconds: float
    cpu: float
    p50: float
    p99: float


def wrk(url, load, seconds, cores):
    command = [tool("wrk"), f"-t{load.threads}", f"-c{load.connections}",
               f"-d{max(1, math.ceil(seconds))}s", "--timeout", "10s",
               "-s", os.path.join(BENCH, "wrk.lua")]
    for field in load.fields + (("Connection: close",) if load.close else ()):
        command += ["-H", field]
    run = Run(command + [url, "--", str(load.pipeline)], cores)
    found = re.search(r"^figures (.*)$", run.text, re.M)
    if run.status != 0 or found is None:
        raise RuntimeError(f"wrk: {run.text.strip()[-200:]}")
    requests, microseconds, size, connect, read, write, timeout, bad, p50, p99 = map(
        int, found.group(1).split())
    # An orderly close is a read error to wrk, when the response had no length.
    failed = connect + timeout + (0 if load.close else read + write)
    # Its count of bad statuses is of those above 399.
    failed += requests - bad if load.expect >= 400 else bad
    return Count(requests, size, failed, microseconds / 1e6, run.cpu, p50, p99)


def thor_result(binary, arguments, cores):
    run = Run([binary, "--json", "/dev/stdout", "--quiet", *arguments], cores)
    try:
        return json.loads(run.text[run.text.index("{"):]), run.cpu
    except ValueError:
        raise RuntimeError(f"thor: {run.text.strip()[-200:]}") from None


def thor(binary, url, load, seconds, cores):
    # Responses that are under way at the end are neither waited for nor failures.
    result, cpu = thor_result(binary, [
        "-c", str(load.connections), "-d", f"{seconds:g}s", "--drain", "1ms",
        "--pipeline", str(load.pipeline), "--expect-status", str(load.expect),
        *(["--close"] if load.close else []), url], cores)
    counts, percentiles = result["counts"], result["latency"]["response"]["percentiles"]
    p50, p99 = ((percentiles[name] or {}).get("ns", 0) / 1e3 for name in ("p50", "p99"))
    return Count(counts["completed"], counts["bytes_received"],
                 counts["failed"] + counts["completed"] - counts["good"],
                 result["elapsed_ns"] / 1e9, cpu, p50, p99)


def sample(server, load, seconds, cores, thor_binary):
    """Loads a server and returns a value for each metric, and how many requests failed."""
    before = server.cpu_microseconds()
    url = server.url(load.path)
    if load.client == "thor":
        count = thor(thor_binary, url, load, seconds, cores.generator)
    else:
        count = wrk(url, load, seconds, cores.generator)
    cpu = server.cpu_microseconds() - before
    if count.bytes == 0:
        raise RuntimeError(f"{server.name} answers nothing")
    return {
        "CPU per request": cpu / max(1, count.requests),
        "CPU per GB": cpu / 1e3 / count.bytes * 1e9,
        "p50": count.p50, "p99": count.p99,
        "rate": count.requests / count.seconds, "throughput": count.bytes / count.seconds / 1e9,
        "server CPU": cpu / 1e4 / count.seconds, "generator CPU": count.cpu * 100 / count.seconds,
        "failed": count.failed}
