#!/usr/bin/env python3
"""Shows the body of a request, and a form to send one: curl -d 'some words' .../echo.py."""
import html
import os
import sys

LIMIT = 64 * 1024

try:
    announced = max(0, int(os.environ.get("CONTENT_LENGTH") or 0))
except ValueError:
    announced = 0
# A script must not read past CONTENT_LENGTH (RFC 3875 section 4.2), and need not read all of it.
body = sys.stdin.buffer.read(min(announced, LIMIT))
text = body.decode("utf-8", "replace")
kind = os.environ.get("CONTENT_TYPE", "")
method = os.environ.get("REQUEST_METHOD", "GET")

if method == "POST":
    note = f"{announced} bytes of {kind or 'nobody said what'}"
    note += f", of which the first {LIMIT} are shown" if announced > LIMIT else ""
    shown = f"<p>{html.escape(note)}:\n<pre>{html.escape(text)}</pre>"
else:
    shown = "<p>Nothing was posted yet."

page = f"""<!doctype html>
<html lang=en>
<meta charset=utf-8>
<meta name=viewport content="width=device-width,initial-scale=1">
<meta name=color-scheme content="light dark">
<title>Echo</title>
<style>
  body {{ max-width: 40rem; margin: 3rem auto; padding: 0 1.25rem;
    font: 1.0625rem/1.5 system-ui, sans-serif }}
  pre, textarea {{ width: 100%; padding: .75rem; border: 1px solid #8886; border-radius: .5rem;
    font: .9rem/1.5 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere }}
  button {{ padding: .5rem .75rem; font: inherit }}
</style>
<h1>Echo</h1>
{shown}
<form method=post enctype="text/plain">
  <label>Some words<br><textarea name=words rows=4></textarea></label>
  <p><button>Send</button>
</form>
<p><a href="/">Back to the start</a>
"""

print("Content-Type: text/html; charset=utf-8")
print("Cache-Control: no-store", end="\n\n", flush=True)
sys.stdout.buffer.write(page.encode("utf-8", "replace"))
