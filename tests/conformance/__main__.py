"""`python -m tests.conformance [NAME...]`: run the named programs, or all; the exit status is 1 if a promise is broken."""

from __future__ import annotations

import argparse
import ast
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

from benchmarks.measure import machine


def programs() -> dict[str, str]:
    """The programs, with the first line of what each tries: every file of this folder with a `main` is one."""
    found = {}
    for path in sorted(Path(__file__).parent.glob("[!_]*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        if any(isinstance(statement, ast.FunctionDef) and statement.name == "main" for statement in tree.body):
            found[path.stem] = (ast.get_docstring(tree) or "").partition("\n")[0]
    return found


def main() -> None:
    known = programs()
    parser = argparse.ArgumentParser(
        "python -m tests.conformance",
        description=__doc__,
        epilog="\n".join(f"{name:12} {about}" for name, about in known.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="one of those below; all, if there is none")
    sharing = parser.add_argument_group("of those that several processes may share (workers.py)")
    sharing.add_argument("--workers", metavar="N", help="how many processes (CNNDSL_JOBS)")
    sharing.add_argument("--seconds", metavar="S", help="go on for so long, whatever comes of it (CNNDSL_SECONDS)")
    sharing.add_argument("--seed", metavar="SEED", help="which inputs are drawn (CNNDSL_SEED)")
    given = parser.parse_args()
    for option, variable in (("workers", "CNNDSL_JOBS"), ("seconds", "CNNDSL_SECONDS"), ("seed", "CNNDSL_SEED")):
        if getattr(given, option) is not None:
            os.environ[variable] = getattr(given, option)
    names = [name.replace("-", "_") for name in given.names] or [*known]
    for name in names:
        if name not in known:
            sys.exit(f"there is no conformance program {name!r}; there are {', '.join(known)}")
    if len(names) == 1:
        print(machine(), flush=True)
        print(f"\n{names[0]}: {known[names[0]]}", flush=True)
        sys.exit(0 if import_module(f"tests.conformance.{names[0]}").main() else f"BROKEN: {names[0]}")
    # each in a process of its own: `fuzz` limits the memory, of which the torch of another would take its part
    statuses = [subprocess.run([sys.executable, "-m", __package__, name], check=False).returncode for name in names]
    sys.exit(1 if any(statuses) else 0)


if __name__ == "__main__":  # the processes that share the work import this module, too
    main()
