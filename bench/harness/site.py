"""The directory that all servers serve, made for a run and removed after it."""
import os, shutil, tempfile

MODIFIED = 1704067200  # Of the files: 2024-01-01 00:00:00 UTC.
MODIFIED_FIELD = "Mon, 01 Jan 2024 00:00:00 GMT"

NAMES = ("photograph-{}.png", "chapter {}.html", "notes_{}.txt", "report-{}.pdf", "data-{}.bin")


class Site:
    """Its parts are made when a row needs them: the name of a part is its path without the /."""

    def __init__(self):
        self.root = tempfile.mkdtemp(prefix="spidey-bench-site-")
        os.chmod(self.root, 0o755)
        self.write("1k.txt", 1 << 10)

    def need(self, path):
        name = path.strip("/")
        if os.path.exists(os.path.join(self.root, name)):
            return
        if name == "1g.bin":
            self.write(name, 1 << 30)
        elif name == "1m.bin":
            self.write(name, 1 << 20)
        elif name == "100k.bin":
            self.write(name, 100 << 10)
        elif name.startswith("listing-"):
            self.directory(name, int(name.split("-")[1]))

    def write(self, name, size):
        with open(os.path.join(self.root, name), "wb") as file:
            piece = b"spidey  " * (min(size, 1 << 20) // 8)
            for _ in range(size // len(piece)):
                file.write(piece)
            file.write(piece[:size % len(piece)])
        os.utime(os.path.join(self.root, name), (MODIFIED, MODIFIED))

    def directory(self, name, entries):
        """Files of five types and many sizes, every tenth entry a directory."""
        os.mkdir(os.path.join(self.root, name))
        for number in range(entries):
            entry = os.path.join(self.root, name, NAMES[number % len(NAMES)].format(number))
            if number % 10 == 9:
                os.mkdir(entry.rsplit(".", 1)[0])
            else:
                with open(entry, "wb") as file:
                    file.truncate(number * 997 % 5_000_000)

    def size(self, path):
        """Bytes of a file, or None when the path is not one's."""
        own = os.path.join(self.root, path.strip("/"))
        return os.path.getsize(own) if os.path.isfile(own) else None

    def change(self, path, turn):
        """Changes the size of one file of a directory made here."""
        entry = turn % 100 // 10 * 10
        with open(os.path.join(self.root, path.strip("/"), NAMES[0].format(entry)), "r+b") as file:
            file.truncate(1000 + turn)

    def remove(self):
        shutil.rmtree(self.root)
