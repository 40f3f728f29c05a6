#!/usr/bin/env python3
"""Greets whoever the query string names: hello.py?name=Ada."""
import html
import os
from urllib.parse import parse_qs

query = parse_qs(os.environ.get("QUERY_STRING", ""), errors="replace", max_num_fields=20)
name = query.get("name", [""])[0].strip()[:80]
# Whatever a visitor sends is text, never markup.
shown = html.escape(name) or "stranger"

page = f"""<!doctype html>
<html lang=en>
<meta charset=utf-8>
<meta name=viewport content="width=device-width,initial-scale=1">
<meta name=color-scheme content="light dark">
<title>Hello</title>
<style>
  body {{ display: grid; min-height: 90vh; place-content: center; text-align: center;
    font: 1.125rem/1.5 system-ui, sans-serif }}
  h1 {{ overflow-wrap: anywhere }}
  input, button {{ padding: .5rem .75rem; font: inherit }}
</style>
<h1>Hello, {shown}!</h1>
<form>
  <label>Your name <input name=name maxlength=80 value="{html.escape(name)}" autofocus></label>
  <button>Greet me</button>
</form>
<p><a href="/">Back to the start</a>
"""

body = page.encode("utf-8", "replace")
print("Content-Type: text/html; charset=utf-8")
print(f"Content-Length: {len(body)}")
print("Cache-Control: no-store", end="\n\n", flush=True)
if os.environ.get("REQUEST_METHOD") != "HEAD":
    os.write(1, body)
