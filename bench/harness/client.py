"""A client of one connection, for what no load generator does: exact moments, changes between."""
import socket, struct, time


class Answer:
    """Status, fields by lower-case name, content, and the times of the first and the last byte."""

    def __init__(self, head, content, asked, first, last):
        lines = head.decode("latin-1").split("\r\n")
        self.status = int(lines[0].split()[1])
        self.fields = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            self.fields[name.strip().lower()] = value.strip()
        self.content = content
        self.first_byte, self.whole = first - asked, last - asked


class Client:
    buffer = bytearray(1 << 20)  # One for all: a client of this kind waits for its answer.

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), 10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def get(self, path, method="GET", fields=()):
        lines = [f"{method} {path} HTTP/1.1", "Host: localhost", *fields, "", ""]
        request = "\r\n".join(lines).encode()
        asked = time.perf_counter()
        self.socket.sendall(request)
        received = bytearray()
        first = None
        while not self._is_whole(received, method):
            count = self.socket.recv_into(self.buffer)
            first = first or time.perf_counter()
            if count == 0:
                break
            received += memoryview(self.buffer)[:count]
        last = time.perf_counter()
        head, found, rest = bytes(received).partition(b"\r\n\r\n")
        if not found:
            raise RuntimeError(f"no answer to {method} {path}")
        if rest and b"chunked" in head.lower():
            rest = self._dechunked(rest)
        return Answer(head, rest, asked, first, last)

    @staticmethod
    def _is_whole(received, method):
        end = received.find(b"\r\n\r\n")
        if end < 0 or method == "HEAD":
            return end >= 0
        head = received[:end].lower()
        if head.split()[1] == b"304":
            return True
        if b"chunked" in head:
            return received.endswith(b"\r\n0\r\n\r\n")
        at = head.find(b"content-length:")
        if at < 0:
            return False  # Until the connection ends.
        length = int(head[at + 15:].split(b"\r\n", 1)[0])
        return len(received) >= end + 4 + length

    @staticmethod
    def _dechunked(rest):
        parts, at = [], 0
        while True:
            end = rest.index(b"\r\n", at)
            size = int(rest[at:end].split(b";")[0], 16)
            if size == 0:
                return b"".join(parts)
            parts.append(rest[end + 2:end + 2 + size])
            at = end + 2 + size + 2

    def is_open(self):
        """Whether the server has kept the connection, and said nothing more on it."""
        self.socket.setblocking(False)
        try:
            self.socket.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def close(self):
        """Resets the connection, so that the port is free at once."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()
