"""The ways of taking one sample of one server. Each returns a value for each metric of its row, and
`failed`, the number of requests that did not end as they should.

A measure is called as `measure(context, contestant, server, turn)`.
"""
import os, signal, subprocess, sys, time

from . import loads
from .client import Client
from .processes import BENCH, pin, pinned

# Connections of the rows that hold many, and between how many requests a directory changes.
IDLE_CONNECTIONS = 10_000
TRICKLING_CONNECTIONS = 1_000
TRICKLE_SECONDS = 10
CHANGES = 200

# What a server may take to give back the buffers of connections that have become idle.
SETTLE_SECONDS = 1


def steady(context, contestant, server, turn):
    """A generator loads the server for the row's seconds."""
    load = context.load_of(contestant)
    return loads.sample(server, load, context.seconds, context.cores, context.thor)


def changing(context, contestant, server, turn):
    """One connection; before each request a file of the listed directory changes its size."""
    path = context.load_of(contestant).path
    failed = 0
    with pinned(context.cores.generator):
        client = Client(server.port)
        before, started = server.cpu_microseconds(), time.monotonic()
        for number in range(CHANGES):
            context.site.change(path, turn * CHANGES + number)
            failed += client.get(path).status != 200
        seconds = time.monotonic() - started
        cpu = server.cpu_microseconds() - before
        client.close()
    return {"CPU per request": cpu / CHANGES, "rate": CHANGES / seconds, "failed": failed}


def idle(context, contestant, server, turn):
    """Resident memory of a kept connection that has had one answer: the growth of a fresh server
    from after some requests to when 10,000 such connections stand, for each of them."""
    server.restart()
    with pinned(context.cores.generator):
        for _ in range(100):
            client = Client(server.port)
            client.get(context.row.load.path)
            client.close()
        time.sleep(0.3)
        before = server.resident()
        clients, failed = [], 0
        for _ in range(IDLE_CONNECTIONS):
            clients.append(Client(server.port))
            failed += clients[-1].get(context.row.load.path).status != 200
        time.sleep(SETTLE_SECONDS)
        after = server.resident()
        failed += sum(not client.is_open() for client in clients)
        for client in clients:
            client.close()
    return {"memory per connection": (after - before) / IDLE_CONNECTIONS,
            "memory before": before / 1e6, "failed": failed}


def large_listing(context, contestant, server, turn):
    """One request for a large directory that has just changed, while another connection asks for a
    small file all the time."""
    path = context.row.load.path
    context.site.change(path, turn)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        request_until_stopped(context, server, writing)
    os.close(writing)
    with os.fdopen(reading) as waits:
        waits.readline()  # It has begun.
        with pinned(context.cores.generator):
            client = Client(server.port)
            answer = client.get(path)
            client.close()
        os.kill(child, signal.SIGTERM)
        times = [float(word) for word in waits.read().split()]
    os.waitpid(child, 0)
    entries = answer.content.lower().count(b"href=")
    complete = answer.status == 200 and entries >= 50_000
    return {"first byte": answer.first_byte * 1e3, "whole page": answer.whole * 1e3,
            "page": len(answer.content) / 1e6, "peak memory": server.peak() / 1e6,
            "others answered": len(times), "longest wait of others": max(times, default=0) * 1e3,
            "failed": 0 if complete else 1}


def request_until_stopped(context, server, writing):
    """In a child: small requests one after another, their times to the pipe when SIGTERM comes."""
    times = []

    def tell(*_):
        with os.fdopen(writing, "w") as pipe:
            pipe.write(" ".join(f"{value:.6f}" for value in times[1:]))
        os._exit(0)

    try:
        pin(context.cores.generator)
        client = Client(server.port)
        client.get("/1k.txt")
        signal.signal(signal.SIGTERM, tell)
        os.write(writing, b"ready\n")
        while True:
            begun = time.perf_counter()
            times.append(0.0)
            client.get("/1k.txt")
            times[-1] = time.perf_counter() - begun
            time.sleep(0.0005)
    finally:
        os._exit(1)


def trickling(context, contestant, server, turn):
    """Fresh requests at a fixed rate, a new connection each, alone and then beside 1,000
    connections that send a byte of a head every 10 s."""
    alone, failed = fresh(context, server)
    slow = subprocess.Popen(
        [sys.executable, os.path.join(BENCH, "harness", "tricklers.py"), str(server.port),
         str(TRICKLING_CONNECTIONS), str(TRICKLE_SECONDS)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        preexec_fn=lambda: pin(context.cores.generator))
    try:
        if slow.stdout.readline() != "ready\n":
            raise RuntimeError("the slow connections were not accepted")
        time.sleep(0.5)
        beside, more = fresh(context, server)
    finally:
        left = slow.communicate()[0]
    return {"p99 alone": alone, "p99 beside": beside, "p99 ratio": beside / alone,
            "closed by the server": int(left or 0), "failed": failed + more}


def fresh(context, server):
    """The 99th percentile of the response time in us, and the failures, at 1,000 requests/s."""
    result, _ = loads.thor_result(context.thor, [
        "-R", "1000", "-c", "16", "--close", "-d", f"{2 * context.seconds:g}s",
        server.url(context.row.load.path)], context.cores.generator)
    counts = result["counts"]
    found = result["latency"]["response"]["percentiles"]["p99"] or {}
    if "ns" not in found:
        raise RuntimeError(f"{counts['good']} of {counts['offered']} fresh requests were answered")
    return found["ns"] / 1e3, counts["offered"] - counts["good"]
