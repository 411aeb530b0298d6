"""Files from strangers: each gets its error within a second of the processor and 200 MiB."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from itertools import islice, permutations
from pathlib import Path
from typing import NamedTuple

from benchmarks.measure import Run, outcome

SECONDS, MEBIBYTES = 1.0, 200.0
LONG_SECONDS = 3.0
BYTES = 100_000
"""Larger files are given to `check` alone."""
CAPPED = ["sh", "-c", 'ulimit -t 10; ulimit -v 3000000; exec "$@" 2>&1', "sh"]
"""A file that breaks the claim ends after 10 s of processor time, or at 3 GB."""
LONG = 15 * 2**20
HEAD = "input 3x8x8\n"


def nested(depth: int, line: str, inner: str) -> str:
    return "\n".join([*("    " * level + line for level in range(depth)), "    " * depth + inner])


MOST = 2**31 - 1
DOUBLED = "let a0 = [1, 2]\n" + "".join(f"let a{i} = a{i - 1} + a{i - 1}\n" for i in range(1, 13))
ANAGRAMS = ["".join(letters) for letters in islice(permutations("abcdefghij"), 3000)]

LINES = {
    "16 MiB of lines `x`": HEAD + "x\n" * (8 * 2**20 - 10),
    "16 MiB of lines `relu`": HEAD + "relu\n" * (16 * 2**20 // 5 - 10),
    "13 MiB of lines with labels": HEAD + "".join(f"l{i}: relu\n" for i in range(1_000_000)),
}
"""Files of more lines than a network may have: 150,000 are read."""

ACCEPTED = {
    "windows over a million steps": "input 1x1000x1000\nrepeat 9990:\n    conv 1 500 dilation=2 padding=499\n",
    "thousands onto thousands": "input 1x1000x1000\n" + "".join(f"adaptive_avgpool {2000 + i}\n" for i in range(4000)),
    "labels that nobody reads": HEAD + "".join(f"l{i}: relu\n" for i in range(8000)),
    "labels and references to all": HEAD
    + "".join(f"l{i}: relu\n" for i in range(4000))
    + "".join(f"from l{i}\n" for i in range(4000)),
    "empty texts in a reference": HEAD + 'let e = ""\n' + "a" * 120 + ": relu\nz: relu\nfrom " + "{e}" * 30 + "z\n",
    "signs of comments": HEAD + "sigmoid # allow " + "#" * 90_000 + "\n",
    "a line of 90 kB of spaces, in rounds": HEAD + "repeat 9990: conv 3" + " " * 90_000 + "1\n",
    "thousands of heads": HEAD + "".join(f"h{i}: aux: relu\n" for i in range(5000)) + "relu\n" * 3000,
    "18,000 rows": HEAD + "relu\n" * 18_000,
    "3,300 joins": HEAD + "repeat 3300:\n    add:\n        conv 3 1\n        identity\n",
    "600 lines side by side": HEAD
    + "".join(f"l{i}: relu\n" for i in range(600))
    + "concat:\n"
    + "".join(f"    from l{i}\n" for i in range(600)),
    "a recursion that ends (Ackermann)": HEAD
    + "block a(m, n):\n    if m == 0: relu\n    elif n == 0: a m-1 1\n    else:\n"
    + "        a m n-1\n        a m-1 n+1\na 2 3\n",
    "thousands of inputs": "".join(f"input i{i} 3x8x8\n" for i in range(3000))
    + "relu\nconcat:\n"
    + "".join(f"    from i{i}\n" for i in range(3000)),
    "thousands of outputs": HEAD + "".join(f"output o{i}: relu\n" for i in range(4000)) + "relu\n",
    "a section that is continued thousands of times": HEAD + "s:\n    relu\n" * 6000,
    "a sum of 5,000 branches": HEAD + "add:\n" + "    conv 3 1\n" * 5000,
    "sums of sums of sums": HEAD + "repeat 3300:\n    add:\n        identity\n        identity\nconv 3 1\n",
    "channels that double": "input 1x2x2\nrepeat 29:\n    concat:\n        identity\n        identity\nconv 1 1\n",
    "thousands of loops": HEAD + "repeat 2: conv 3 1\nrelu\n" * 2400,
    "loops that cannot be rolled": HEAD + "for i in 1..3:\n    if i == 2: relu\n    conv 3 1\n" * 1200,
    "a block for thousands of widths": HEAD
    + "block b(w):\n    conv w 1\n    conv w+1 1\n"
    + "".join(f"b {width}\n" for width in range(1, 2400)),
    "skips around thousands of layers": HEAD
    + "".join(f"c{i}: conv 3 1\n" for i in range(2000))
    + "".join(f"add:\n    from c{i}\n    identity\n" for i in range(2000)),
    "blocks of 300 tensors": HEAD
    + "".join(f"l{i}: relu\n" for i in range(300))
    + f"block b() with {', '.join(f't{i}' for i in range(300))}:\n    concat:\n"
    + "".join(f"        from t{i}\n" for i in range(300))
    + f"repeat 30:\n    b with {', '.join(f'l{i}' for i in range(300))}\n    conv 3 1\n",
    "blocks with loops that cannot be rolled": HEAD
    + "".join(
        f"block b{i}(n):\n    for i in 1..3:\n        if i == 2: relu\n        conv 3 1\nb{i} 1\nb{i} 2\n"
        for i in range(550)
    ),
    "names that build on each other": HEAD
    + "let a0 = 1\n"
    + "".join(f"let a{i} = a{i - 1}+1\nconv a{i} 1\n" for i in range(1, 1500)),
}
"""Files that are networks: each gets its line, with what the lints say."""

FILES = {
    "a block that calls itself": HEAD + "block b(): b\nb\n",
    "a block that calls itself twice": HEAD + "block b(n):\n    if n < 60:\n        b n+1\n        b n+1\nb 0\n",
    "tensors that double from call to call": HEAD
    + "block b(n) with *a:\n    relu\n    if n > 0: next: b n-1 with *a, *a\nx: relu\nb 70 with x\n",
    "sections that run each other twice": HEAD
    + "a0:\n    relu\n"
    + "".join(f"a{i}:\n    again a{i - 1}\n    again a{i - 1}\n" for i in range(1, 60)),
    "a section that runs again and again": HEAD + "s:\n    relu\n    tanh\nrepeat 4900: again s\n",
    "two blocks that call each other": HEAD + "block a(): b\nblock b(): a\na\n",
    "a recursion in two (Fibonacci)": HEAD
    + "block f(n):\n    if n < 2: relu\n    else:\n        f n-1\n        f n-2\nf 60\n",
    "a recursion that never ends": HEAD + "block f(n): f n+1\nf 1\n",
    "a list that doubles in a recursion": HEAD + "block f(t): f t+t\nf [1]\n",
    "`again` of what runs again twice, 40 times": HEAD
    + "a: conv 3 1\n"
    + "".join(f"s{i}:\n" + f"    again {f's{i - 1}' if i else 'a'}\n" * 2 for i in range(40)),
    "`again` in rounds": HEAD + "s:\n" + "    relu\n" * 100 + "repeat 9990: again s\n",
    "slices in rounds": "input 64x8x8\nrepeat 5000:\n    concat:\n        channels 0..31\n        channels 32..63\n",
    "a billion rounds": HEAD + "repeat 1000000000: relu\n",
    "rounds in rounds in rounds": HEAD + "repeat 1000: repeat 1000: repeat 1000: relu\n",
    "rounds of names": HEAD + "for i in 1..999999999:\n    let a = i\n",
    "40 blocks that double": HEAD
    + "block b0():\n    relu\n"
    + "".join(f"block b{i}():\n    b{i - 1}\n    b{i - 1}\n" for i in range(1, 40))
    + "b39\n",
    "a list that doubles 60 times": HEAD
    + "let a0 = [1, 2]\n"
    + "".join(f"let a{i} = a{i - 1} + a{i - 1}\n" for i in range(1, 60))
    + "for i in a59: relu\n",
    "a tower of powers": HEAD + "conv 9**9**9 1x1\n",
    "digits without end": HEAD + f"conv {'9' * 100_000} 1x1\n",
    "a thousand sections inside one another": HEAD + nested(1000, "s:", "relu"),
    "a thousand branches inside one another": HEAD + nested(1000, "add:", "relu"),
    "a thousand bodies on one line": HEAD + "if true: " * 1000 + "relu\n",
    "a thousand brackets": HEAD + "conv " + "(" * 1000 + "1" + ")" * 1000 + " 1x1\n",
    "a thousand minus signs": HEAD + "conv (" + "-" * 1000 + "1) 1x1\n",
    "a file outside its folder": 'use b from "../outside.cnn"\n' + HEAD + "b\n",
    "a file of the system": 'use b from "/etc/passwd"\n' + HEAD + "b\n",
    "files that import each other": 'use b from "circle.cnn"\n' + HEAD + "b\n",
    "17 MiB": "# a comment\n" * 1_500_000,
    "15 MiB of comment lines": "# a comment\n" * (LONG // 12),
    "15 MiB of one comment, and no layer": HEAD + "#" * LONG + "\n",
    "15 MiB of one word": HEAD + "c" * LONG + "\n",
    "15 MiB of digits": HEAD + f"conv {'9' * LONG} 1x1\n",
    "15 MiB of arguments on one line": HEAD + "conv " + "1 " * (LONG // 2) + "\n",
    "15 MiB of one sum": HEAD + "conv " + "1+" * (LONG // 2) + "1 1x1\n",
    "a line of 100 kB": HEAD + "conv " + "1 " * 50_000 + "\n",
    "5,000 faulty branches after 5,000 lines": HEAD + "relu\n" * 5_000 + "concat:\n" + "    conv 1 99\n" * 5_000,
    "a split into 90,000 parts that do not fit": "input 3x9x9\nsplit:\n" + "    repeat 5000: relu\n" * 18,
    "2 million branches in rounds": HEAD + "split:\n" + "    repeat 4999: relu\n" * 500,
    "rounds in a join that hold no branch": HEAD + "add:\n    repeat 9000: repeat 9000: if false: relu\n    relu\n",
    "sizes that square": "input 1x9x9\n" + f"repeat 9999: conv_transpose 1 {MOST} stride={MOST}\n",
    "divisors of a large prime": f"input {MOST}x1x1\n"
    + "".join(f"conv {MOST} 1 groups={MOST - i}\n" for i in range(1, 900)),
    "a list that is read in a loop": HEAD + DOUBLED + "repeat 3000:\n    let b = a12[1:]\n    let c = [a12[2:]]\n",
    "a list as an argument in a loop": HEAD + DOUBLED + "repeat 4999: normalize mean=a12 std=a12\n",
    "calls with 900 parameters": HEAD
    + "block b("
    + ", ".join(f"p{i}=1" for i in range(900))
    + "):\n    relu\nrepeat 3000: b\n",
    "texts in labels": HEAD + f'let t = "{"x" * 100_000}"\nrepeat 3000:\n    {{t}}{{t}}:\n        relu\n',
    "anagrams of thousands of blocks": HEAD
    + "".join(f"block {name}(): relu\n" for name in ANAGRAMS[:1500])
    + "".join(f"{name}x\n" for name in ANAGRAMS[1500:]),
    "imports that fail": HEAD + "".join(f'use a{i} from "x{i}.cnn"\n' for i in range(3000)),
    "9,000 arguments that cannot be read": HEAD + "conv 3.." * 9000 + "\n",
    "names that are not there, in rounds": "".join(f"let name{i} = 1\n" for i in range(4000))
    + HEAD
    + "repeat 9000: conv nam 3\n",
    "9,000 faulty lines": HEAD + "covn 3 3x3\n" * 9_000,
    "8 million empty lines": HEAD + "\n" * (8 * 2**20),
    "a window too large in rounds, far down": HEAD
    + "relu\n" * 5000
    + "a: relu\nrepeat 4900:\n    from a\n    conv 1 99\n",
    "branches that differ in rounds, far down": HEAD
    + "relu\n" * 5000
    + "a: relu\nrepeat 2400:\n    from a\n    add:\n        conv 4 1\n        identity\n",
    "a label that is not there, in rounds": HEAD
    + "".join(f"l{i}: relu\n" for i in range(5000))
    + "repeat 4900: from zz\n",
    "a name that is not there, in a long file": HEAD + "relu\n" * 9000 + "repeat 9000: conv missing 1\n",
    "parameters not as expected, in rounds": HEAD
    + "".join(f"s{i}:\n    conv 3 1\n" for i in range(2000))
    + "repeat 5000: expect params=3\n",
    "a long line that cannot be read, in rounds": HEAD + "repeat 9000: conv 3 .5." + "padding=500." * 5000 + "\n",
    "names of a thousand characters": HEAD
    + "".join("    " * i + f"n{i}" * 100 + ":\n" for i in range(4))
    + "    " * 4
    + "repeat 9000: relu\n",
    "literals as arguments of functions, in rounds": HEAD
    + "repeat 9990: dropout max("
    + ", ".join(["0.1"] * 900)
    + ")\n",
}


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
        every = [*FILES.items(), *ACCEPTED.items(), *LINES.items()]
        wanted = os.environ.get("CNNDSL_HOSTILE", "")
        measured = [_measured(inner / "net.cnn", *each) for each in every if wanted in each[0]]
    broken = [row.name for row in measured if not row.kept]
    for what, rows in (
        ("files of networks and faults", [row for row in measured if row.name not in LINES]),
        ("long files of lines", [row for row in measured if row.name in LINES]),
    ):
        if rows:
            slow, large = max(rows, key=lambda row: row.most.cpu), max(rows, key=lambda row: row.most.mebibytes)
            print(f"  {what}: at most {slow.most.cpu:.2f} s ({slow.name}: {slow.slowest})", end=", ")
            print(f"{large.most.mebibytes:.0f} MiB ({large.name}: {large.largest})")
    kept = f"no ({'; '.join(broken)})" if broken else "yes"
    print(f"  each an error, or its network, within {SECONDS:g} s ({LONG_SECONDS:g} s for long files of lines)", end="")
    print(f" and {MEBIBYTES:g} MiB, and never a traceback: {kept}")


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
    faulty = name not in ACCEPTED
    kept = (
        most.cpu <= (LONG_SECONDS if name in LINES else SECONDS)
        and most.mebibytes <= MEBIBYTES
        and status == faulty
        and first.startswith("error[") == faulty
        and not any("Traceback" in printed for printed in (said, *(printed for _, _, printed in others.values())))
        and all(code in (0, 1, 2) for _, code, _ in others.values())
    )
    return Row(name, most, slowest, largest, kept)


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
