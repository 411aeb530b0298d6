"""`python -m tests.conformance [NAME...]`: run the named programs, or all; the exit status is 1 if a promise is broken."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

from benchmarks.measure import machine

PROGRAMS = (
    "mutants",
    "programs",
    "fuzz",
    "weights_edits",
    "slowest",
    "faults",
    "run_folder",
    "endings",
    "two_hosts",
    "modules",
    "onnx",
    "exported",
)


def main() -> None:
    names = [name.replace("-", "_") for name in sys.argv[1:]] or PROGRAMS
    for name in names:
        if name not in PROGRAMS:
            sys.exit(f"there is no conformance program {name!r}; there are {', '.join(PROGRAMS)}")
    if len(names) == 1:
        print(machine(), flush=True)
        module = import_module(f"tests.conformance.{names[0]}")
        print(f"\n{names[0]}: {(module.__doc__ or '').strip().splitlines()[0]}", flush=True)
        sys.exit(0 if module.main() else f"BROKEN: {names[0]}")
    # each in a process of its own: `fuzz` limits the memory, of which the torch of another would take its part
    statuses = [subprocess.run([sys.executable, "-m", __package__, name], check=False).returncode for name in names]
    sys.exit(1 if any(statuses) else 0)


main()
