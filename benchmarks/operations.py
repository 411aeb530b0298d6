"""What the limits of a file buy: the seconds of a check that spends all of them on one thing.

Each text spends its statements, or its operations, on one construct, as far as the limits reach: what is charged too
cheaply stands at the top. Besides, the operations that the architectures need.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from time import process_time
from typing import NamedTuple
from unittest.mock import patch

from cnndsl import pipeline
from cnndsl.budget import OPERATIONS, Budget, one_budget
from cnndsl.diagnostics.render import render_all
from cnndsl.graph.limits import OPERATIONS_A_LINE
from cnndsl.lints import lint
from cnndsl.source import Source

SECONDS = 1.0
HEAD = "input 3x8x8\n"
LIST = HEAD + "let a = [" + ", ".join(["1"] * 9_000) + "]\n"
RUNS = 3


def rounds(lines: str, count: int = 9_990, head: str = HEAD) -> str:
    return f"{head}repeat {count}:\n" + "".join(f"    {line}\n" for line in lines.split("\n"))


def many(line: str, count: int, head: str = HEAD) -> str:
    return head + "".join(line.replace("#", str(number)) + "\n" for number in range(1, count + 1))


STATEMENTS = {
    "layers in rounds": rounds("conv 3 3 padding=1"),
    "layers on lines, and in rounds": many("relu", 16_000) + "repeat 9990: relu\n",
    "layers with labels": many("l#: relu", 8_000),
    "windows that differ": many("conv 3 # padding=# dilation=2", 2_500, "input 3x9000x9000\n"),
    "adaptive pools": many("adaptive_avgpool 20#", 4_000, "input 1x1000x1000\n"),
    "sections": rounds("s:\n    relu", 4_990),
    "sections of their own": HEAD + "for i in 1..3300:\n    l{i}:\n        relu\n",
    "sections inside one another": HEAD
    + "".join("    " * depth + f"s{depth}:\n" for depth in range(38))
    + "    " * 38
    + "repeat 9900: relu\n",
    "bodies inside one another": HEAD
    + "let a = 3\n"
    + "".join("    " * depth + "if true:\n" for depth in range(38))
    + "    " * 38
    + "repeat 9900: conv a 1\n",
    "joins": rounds("add:\n    relu\n    identity", 3_300),
    "one join": HEAD + "add:\n    repeat 9990: relu\n",
    "rounds in a join": HEAD + "add:\n    repeat 9000: if false: relu\n    relu\n",
    "splits": rounds("split:\n    relu\n    relu", 3_300, "input 16x8x8\n"),
    "references": rounds("from x", head=HEAD + "x: relu\n"),
    "`again`": rounds("again s", 4_900, HEAD + "s: relu\n"),
    "calls": rounds("b", 4_990, HEAD + "block b(): relu\n"),
    "calls with 30 arguments": rounds(
        "b" + " 1" * 30, 4_990, HEAD + f"block b({', '.join(f'p{at}' for at in range(30))}): relu\n"
    ),
    "recursion": HEAD + "block b(n):\n    relu\n    if n > 0:\n        b n-1\n        b n-1\nb 10\n",
    "tensors of calls": rounds(
        "b 8 with x", 40, HEAD + "x: relu\nblock b(n) with *t:\n    relu\n    if n > 0: b n-1 with *t, *t\n"
    ),
    "heads": HEAD + "for i in 1..4990:\n    h{i}: aux: relu\nrelu\n",
    "inputs": many("input i# 3x8x8", 5_000, "") + "concat:\n" + "".join(f"    from i{at}\n" for at in range(1, 100)),
    "outputs": HEAD + "for i in 1..4990:\n    output o{i}: relu\nrelu\n",
    "`expect`": rounds("expect 3x8x8"),
    "`init`": rounds("init conv=normal(0.1) bias=0\nconv 3 1", 4_990),
    "names that nobody reads": many("let a# = 1", 7_000) + "relu\n",
    "blocks that nobody calls": many("block a#(): relu", 4_900) + "relu\n",
}
"""What statements are spent on, or the bytes of a file."""

EXPRESSIONS = {
    "names": rounds("conv a 1", head=HEAD + "let a = 3\n"),
    "sums": rounds("conv " + "1+" * 500 + "1 1", 500),
    "products of names": rounds("conv " + "a*" * 500 + "1 1", 500, HEAD + "let a = 1\n"),
    "powers": rounds("let b = " + "1**" * 5 + "1", 4_990),
    "choices": rounds("let b = " + "1 if true else " * 50 + "2", 4_990),
    "`not`": rounds("if " + "not " * 50 + "true: relu", 4_990),
    "`and`": rounds("if " + "true and " * 900 + "true: relu", 4_990),
    "comparisons": rounds("if " + "1 < 2 and " * 300 + "true: relu", 4_990),
    "conditions": rounds("if 1 == 2: relu\n" + "elif 1 == 2: relu\n" * 90 + "else: relu", 3_300),
    "functions": rounds("let b = make_divisible(round(3.3*7), 8)", 4_990),
    "functions of many numbers": rounds("dropout max(" + "0.1, " * 900 + "0.1)"),
    "lists that are written": rounds("let b = [" + "1, " * 900 + "1]", 4_990),
    "lists inside one another": rounds("let b = " + "[" * 15 + "1" + "]" * 15, 4_990),
    "lists of lists": rounds("let b = [a, a]", 4_990, LIST),
    "lists that are added": rounds("let b = c" + "+c" * 16, 4_990, HEAD + "let c = [1, 2, 3]\n"),
    "parts of lists": rounds("let b = a[1:]", 4_990, LIST),
    "lists that are compared": rounds("if a == a: relu", 4_990, LIST),
    "lists that are summed": rounds("let b = sum(a)", 4_990, LIST),
    "lists that are passed through": LIST + "for i in a: relu\n",
    "lists as arguments": rounds("normalize mean=c std=c", head=HEAD + "let c = [0.5, 0.5, 0.5]\n"),
    "texts of numbers": rounds('let b = "' + "{1}" * 300 + '"', 4_990),
    "long texts": rounds('let b = "{t}"', 4_990, HEAD + f'let t = "{"x" * 900}"\n'),
    "long labels": HEAD + f'let t = "{"x" * 240}"\nfor i in 1..4990:\n    {{t}}{{i}}: relu\n',
}
"""What operations are spent on."""

FAULTS = {
    "windows too large": many("conv 3 99", 9_000),
    "names that are not there": many("conv n# 1", 5_000),
    "keywords that are not there": many("con# 1", 8_000),
    "options that are not there": many("conv 3 1 pading#=1", 4_500),
    "labels that are not there": many("l#: relu", 3_000) + many("from m#", 3_000, ""),
    "lines that cannot be read": many("conv 3 ) #", 7_000),
    "sizes that are not expected": many("expect 3x8x#", 6_000),
    "names that are bound below": many("conv n# 1", 2_500) + many("let n# = 1", 2_500, ""),
}
"""What is said of faults, a thousand at most."""


class Cost(NamedTuple):
    """Seconds of the processor of a check and its lints, with the operations that lines spent beyond their own."""

    seconds: float
    operations: int
    nodes: int


def spent(check: Callable[[], pipeline.Checked]) -> tuple[pipeline.Checked, int]:
    """What a check gives, and the operations that it spends less those that its lines are granted."""
    budgets: list[Budget] = []

    @contextmanager
    def noted(most: int = OPERATIONS) -> Iterator[Budget]:
        with one_budget(most) as budget:
            budgets.append(budget)
            yield budget

    with patch.object(pipeline, "one_budget", noted):
        checked = check()
    return checked, budgets[0].most - budgets[0].left


def cost(text: str) -> Cost:
    """The cost of a text; what its lines are granted counts as spent."""
    start = process_time()
    checked, beyond = spent(lambda: pipeline.check(Source("net.cnn", text)))
    render_all(lint(checked.network) if checked.network else checked.diagnostics)
    seconds = process_time() - start
    granted = OPERATIONS_A_LINE * sum(bool(line.strip()) for line in text.split("\n"))
    return Cost(seconds, max(beyond + granted, 0), len(checked.draft.graph.nodes) if checked.draft else 0)


def main() -> None:
    cost(HEAD + "relu\n")  # modules are imported
    found = []
    for kind, texts in (("statements", STATEMENTS), ("expressions", EXPRESSIONS), ("faults", FAULTS)):
        for name, text in texts.items():
            found.append((min(cost(text) for _ in range(RUNS)), f"{kind}: {name}", len(text)))
    print(f"  {'':46}{'bytes':>8}{'seconds':>9}{'operations':>12}{'us each':>9}{'nodes':>8}{'us each':>9}")
    for (seconds, operations, nodes), name, size in sorted(found, reverse=True):
        each = f"{seconds / operations * 1e6:9.2f}" if operations > 1_000 else f"{'':9}"
        node = f"{seconds / nodes * 1e6:9.1f}" if nodes > 1_000 else f"{'':9}"
        print(f"  {name:46}{size:8,}{seconds:9.3f}{operations:12,}{each}{nodes:8,}{node}")
    slowest = max(seconds for (seconds, _, _), _, _ in found)
    print(f"  the slowest {slowest:.2f} s, each within {SECONDS:g} s: {'yes' if slowest <= SECONDS else 'NO'}")
    files = sorted(Path("architectures").glob("*.cnn"))
    needed = sorted(((spent(partial(pipeline.check_path, str(file)))[1], file.stem) for file in files), reverse=True)
    shown = ", ".join(f"{name} {operations:,}" for operations, name in needed[:5])
    print(f"  operations beyond those of their lines, of {OPERATIONS:,}, that {len(files)} architectures need: {shown}")
