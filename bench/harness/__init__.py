"""What the benchmarks share: servers in cgroups, loads, interleaved rounds, the table of results.

`bench/rows.py` says what is measured, `bench/run` runs it. Standard library only.
"""
