"""tricklers.py PORT COUNT SECONDS: COUNT connections, each with a byte of a head every SECONDS.

Prints "ready" when all are connected and have sent the beginning of a head. Connections that the
server closes are opened again. When standard input ends it prints how many were, and exits.
"""
import heapq, select, socket, sys, time


def opened(port):
    connection = socket.create_connection(("127.0.0.1", port), 10)
    connection.sendall(b"GET /1k.txt HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
    connection.setblocking(False)
    return connection


def is_gone(connection):
    """An answer to half a head is a refusal, and as good an end as a closed connection."""
    try:
        connection.recv(4096)
        return True
    except BlockingIOError:
        return False
    except OSError:
        return True


def main():
    port, count, period = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    now = time.monotonic()
    due = [(now + period * number / count, number) for number in range(count)]
    connections = [opened(port) for _ in range(count)]
    print("ready", flush=True)
    again = 0
    while True:
        wait = max(0, due[0][0] - time.monotonic())
        if select.select([sys.stdin], [], [], wait)[0]:
            break
        moment, number = heapq.heappop(due)
        heapq.heappush(due, (moment + period, number))
        try:
            if is_gone(connections[number]):
                raise ConnectionResetError
            connections[number].sendall(b"x")
        except OSError:
            connections[number].close()
            connections[number] = opened(port)
            again += 1
    print(again)


main()
