"""Programs that try the promises for minutes or hours: `python -m tests.conformance [NAME...]`.

Every file with a `main` is one: `python -m tests.conformance --help` lists them, docs/benchmarks.md and its neighbours
say what they came to. The suite runs short parts of some, which several processes may share (workers.py); `make
nightly` runs all.
"""
