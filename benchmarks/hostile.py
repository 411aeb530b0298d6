"""Files from strangers: each gets its error within a second of the processor and 200 MiB."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from benchmarks.hostile_files import ACCEPTED, FILES, HEAD, LINES, READ
from benchmarks.measure import Run, outcome

SECONDS, MEBIBYTES = 1.0, 200.0
LONG_SECONDS = 3.0
"""Of a file of more lines or words than are read."""
A_LINE, A_WORD = (40e-6, 1.5 / 1024), (15e-6, 0.5 / 1024)
"""Seconds and MiB of a line and of a word that is read, besides: what `docs/language.md` says among the limits."""
BYTES = 100_000
"""Larger files are given to `check` alone."""
CAPPED = ["sh", "-c", 'ulimit -t 60; ulimit -v 3000000; exec "$@" 2>&1', "sh"]
"""A file that breaks the claim ends after 60 s of processor time, or at 3 GB."""

COMMANDS: dict[str, tuple[str, ...]] = {
    "check json": ("check", "FILE", "--notes", "--format", "json"),
    "check github": ("check", "FILE", "--notes", "--format", "github"),
    "check sarif": ("check", "FILE", "--notes", "--format", "sarif"),
    "check --notes": ("check", "FILE", "--notes", "--strict"),
    "check --input": ("check", "FILE", "--input", "3x9x9"),
    "check --data": ("check", "FILE", "--data", "digits"),
    "check --fix": ("check", "COPY", "--fix"),
    "check --sizes": ("check", "FILE", "--sizes", "1..4096"),
    "fmt": ("fmt", "--check", "FILE"),
    "fmt --diff": ("fmt", "--diff", "FILE"),
    "expand": ("expand", "FILE"),
    "summary": ("summary", "FILE"),
    "summary --depth": ("summary", "FILE", "--depth", "1"),
    "summary --outputs": ("summary", "FILE", "--outputs", "0"),
    "summary md": ("summary", "FILE", "--format", "md"),
    "summary csv": ("summary", "FILE", "--format", "csv"),
    "summary json": ("summary", "FILE", "--format", "json"),
    "explain": ("explain", "FILE"),
    "explain LINE": ("explain", "FILE", "2"),
    "explain NAME": ("explain", "FILE", "0"),
    "quiz": ("quiz", "FILE", "--answers", "--hide", "shapes,params,macs,rf"),
    "quiz --depth": ("quiz", "FILE", "--answers", "--depth", "1"),
    "draw": ("draw", "FILE", "-o", "OUT.svg"),
    "draw --unroll": ("draw", "FILE", "-o", "OUT.svg", "--unroll", "--every-layer"),
    "draw volumes": ("draw", "FILE", "-o", "OUT.svg", "--style", "volumes"),
    "draw stack": ("draw", "FILE", "-o", "OUT.svg", "--style", "stack"),
    "draw html": ("draw", "FILE", "-o", "OUT.html"),
    "draw tikz": ("draw", "FILE", "-o", "OUT.tex"),
    "draw mermaid": ("draw", "FILE", "-o", "OUT.mmd"),
    "draw dot": ("draw", "FILE", "-o", "OUT.dot"),
    "diff": ("diff", "OTHER", "FILE"),
    "diff back": ("diff", "FILE", "OTHER"),
    "diff to itself": ("diff", "FILE", "COPY"),
    "diff to nothing": ("diff", "/dev/null", "FILE"),
    "diff --all": ("diff", "OTHER", "FILE", "--all"),
    "diff json": ("diff", "OTHER", "FILE", "--format", "json"),
    "diff --draw": ("diff", "OTHER", "FILE", "--draw", "-o", "OUT.svg"),
    "diff --git": ("diff", "--git", "net.cnn", "OTHER", "0", "100644", "FILE", "0", "100644"),
    "report": ("report", "FILE", "-o", "OUT.html"),
    "export cnn": ("export", "FILE", "--to", "cnn", "-o", "OUT.cnn", "--force"),
    "export python": ("export", "FILE", "--to", "python", "-o", "OUT.py", "--force", "--no-verify"),
}
"""The commands that read a file besides `check`. `OTHER` is a network of 4,500 convolutions, `COPY` the file once more,
`OUT` a file elsewhere."""

OTHER = HEAD + "conv 3 3 padding=1\n" * 4500


def main() -> None:
    """Print what each file takes, with `check` and with the slowest of the other commands, and the most of all.

    CNNDSL_HOSTILE leaves only the files whose names hold it, CNNDSL_COMMANDS only the commands.

    Times are of the processor: nothing here waits for anything, and what else the machine does is not our time.
    """
    with tempfile.TemporaryDirectory() as folder:
        inner = Path(folder, "inner")
        inner.mkdir()
        Path(folder, "outside.cnn").write_text("block b(): relu\n", encoding="utf-8")
        Path(inner, "circle.cnn").write_text('use c from "net.cnn"\nblock b(): relu\n', encoding="utf-8")
        (inner / "other.cnn").write_text(OTHER, encoding="utf-8")
        print(f"  {'':45}{'seconds':>8}{'peak MiB':>10}{'exit':>6}   slowest of the others            the first error")
        wanted = os.environ.get("CNNDSL_HOSTILE", "")
        every = [*FILES.items(), *ACCEPTED.items(), *LINES.items(), *READ.items()]
        measured = {name: _measured(inner / "net.cnn", name, text) for name, text in every if wanted in name}
    for what, names in (("files below 100 kB and long lines", FILES | ACCEPTED), ("unread", LINES), ("read", READ)):
        rows = [row for name, row in measured.items() if name in names]
        if rows:
            slow, large = max(rows, key=lambda row: row.most.cpu), max(rows, key=lambda row: row.most.mebibytes)
            print(f"  {what}: at most {slow.most.cpu:.2f} s ({slow.name}: {slow.slowest})", end=", ")
            print(f"{large.most.mebibytes:.0f} MiB ({large.name}: {large.largest})")
    broken = [row.name for row in measured.values() if not row.kept]
    kept = f"no ({'; '.join(broken)})" if broken else "yes"
    long = f"({LONG_SECONDS:g} s of more lines than are read, besides what lines cost that are)"
    print(
        f"  each an error, or its network, within {SECONDS:g} s {long} and {MEBIBYTES:g} MiB, and no traceback: {kept}"
    )


class Row(NamedTuple):
    """A file, the most time and the most memory that any command took, which these were, and whether all is well."""

    name: str
    most: Run
    slowest: str
    largest: str
    kept: bool


def _measured(path: Path, name: str, text: str) -> Row:
    path.write_text(text, encoding="utf-8")
    run, status, said = _run(("check", "FILE"), path, text)
    first = re.sub(rf"{re.escape(str(path.parent))}/", "", said[:1000].split("\n", 1)[0])
    only = os.environ.get("CNNDSL_COMMANDS", "")
    words = {command: words for command, words in COMMANDS.items() if only in command and len(text) <= BYTES}
    others = {command: _run(each, path, text) for command, each in words.items()}
    slow = max(others, key=lambda command: others[command][0].cpu, default="-")
    shown = others[slow][0] if others else run
    print(f"  {name:45}{run.cpu:8.2f}{run.mebibytes:10.1f}{status:6}", end="   ")
    print(f"{slow:17}{shown.cpu:5.2f} s{shown.mebibytes:6.1f} MiB   {first[:70]}", flush=True)
    runs = {"check": run, **{command: taken for command, (taken, _, _) in others.items()}}
    slowest, largest = max(runs, key=lambda each: runs[each].cpu), max(runs, key=lambda each: runs[each].mebibytes)
    most = Run(0, runs[slowest].cpu, runs[largest].mebibytes)
    seconds, mebibytes = _allowed(name, text)
    faulty = name not in ACCEPTED | READ
    kept = (
        most.cpu <= seconds
        and most.mebibytes <= mebibytes
        and status == faulty
        and first.startswith("error[") == faulty
        and not any("Traceback" in printed for printed in (said, *(printed for _, _, printed in others.values())))
        and all(code in (0, 1, 2) for _, code, _ in others.values())
    )
    return Row(name, most, slowest, largest, kept)


def _allowed(name: str, text: str) -> tuple[float, float]:
    """The seconds and the MiB that a file may take."""
    if name not in READ:
        return LONG_SECONDS if name in LINES else SECONDS, MEBIBYTES
    lines, words = text.count("\n"), len(re.findall(r"\w+|[^\w\s]", text))
    return SECONDS + lines * A_LINE[0] + words * A_WORD[0], MEBIBYTES + lines * A_LINE[1] + words * A_WORD[1]


def _run(words: tuple[str, ...], path: Path, text: str) -> tuple[Run, int, str]:
    places = {"FILE": path, "OTHER": path.with_name("other.cnn")}
    if "COPY" in words:
        places["COPY"] = path.with_name("copy.cnn")
        places["COPY"].write_text(text, encoding="utf-8")
    return outcome([*CAPPED, sys.executable, "-m", "cnndsl", *(_placed(word, places, path) for word in words)])


def _placed(word: str, places: dict[str, Path], path: Path) -> str:
    if word.startswith("OUT."):
        return str(path.with_name(word.lower()))
    return str(places.get(word, word))
