"""`python -m tests.conformance [NAME...]`: run the named programs, or all; the exit status is 1 if a promise is broken."""

from __future__ import annotations

import argparse
import os
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
    "timm",
)


def main() -> None:
    parser = argparse.ArgumentParser("python -m tests.conformance", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(PROGRAMS))
    sharing = parser.add_argument_group("of mutants, programs, fuzz and slowest, which processes may share")
    sharing.add_argument("--workers", metavar="N", help="how many processes (CNNDSL_JOBS)")
    sharing.add_argument("--seconds", metavar="S", help="go on for so long, whatever comes of it (CNNDSL_SECONDS)")
    sharing.add_argument("--seed", metavar="SEED", help="which inputs are drawn (CNNDSL_SEED)")
    given = parser.parse_args()
    for option, variable in (("workers", "CNNDSL_JOBS"), ("seconds", "CNNDSL_SECONDS"), ("seed", "CNNDSL_SEED")):
        if getattr(given, option) is not None:
            os.environ[variable] = getattr(given, option)
    names = [name.replace("-", "_") for name in given.names] or PROGRAMS
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


if __name__ == "__main__":  # the processes that share the work import this module, too
    main()
