"""`python -m benchmarks [NAME...]`: run the named benchmarks, or all that do not take minutes."""

from __future__ import annotations

import sys
from importlib import import_module

import benchmarks
from benchmarks.measure import machine
from cnndsl.modules import modules_of

LONG = frozenset({"faults", "onnx_export", "throughput", "training", "transfer"})
"""These take minutes and run only where they are named."""

NO_BENCHMARKS = frozenset({"__main__", "hostile_files", "measure"})


def main() -> None:
    known = [name for name in modules_of(benchmarks.__path__) if name not in NO_BENCHMARKS]
    names = sys.argv[1:] or [name for name in known if name not in LONG]
    for name in names:
        if name not in known:
            sys.exit(f"there is no benchmark {name!r}; there are {', '.join(known)}")
    print(machine())
    for name in names:
        module = import_module(f"benchmarks.{name}")
        print(f"\n{name}: {(module.__doc__ or '').strip().splitlines()[0]}")
        module.main()


main()
