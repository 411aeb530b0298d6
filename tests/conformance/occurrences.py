"""What the drawn programs hold: every kind of layer, every argument and word of it, every statement and construct.

Counted in all programs and in those that are accepted, for which the reference says so; what occurs in none that is accepted
breaks the promise. CNNDSL_PROGRAMS says how many are drawn, CNNDSL_SEED which.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator

import torch

from cnndsl.graph.joins import JOINS
from cnndsl.layers.layer import ALIASES, LAYERS
from tests.conformance import workers
from tests.conformance.documented import arguments
from tests.conformance.drawn_plans import draw
from tests.conformance.functional import Run, Undecided
from tests.conformance.functional_values import Refused
from tests.conformance.plans import (
    Again,
    Call,
    Expect,
    From,
    Head,
    If,
    Init,
    Join,
    Layer,
    Let,
    Output,
    Path,
    Plan,
    Repeat,
    Section,
    Statement,
)

PROGRAMS = 6_000

STATEMENTS = {
    Again: "again", Call: "a call", Expect: "expect", From: "from", Head: "aux", If: "if", Init: "init", Join: "a join",
    Layer: "a layer", Let: "let", Output: "output", Path: "path", Repeat: "repeat", Section: "a section",
}  # fmt: skip

CONSTRUCTS = {
    "elif": r"^ *elif ", "else": r"^ *else:", "seq": r"^ *seq:", "for over numbers": r"for \w+ in \d+\.\.\d+",
    "for over a list": r"for \w+ in \[\d", "for of pairs": r"for \w+, \w+ in", "split into parts": r"split \[",
    "inline": r"\binline ", "with": r" with ", "with *": r"with .*\*", "from *": r"from \*", "from of a path": r"from [\w-]+\.",
    "from in a text": r"from \{", "again of a path": r"again [\w-]+\.", "a label with an expression": r"^ *[\w-]*\{\w+\}:",
    "a label with -": r"^ *\w+-\w+:", "a section of one join": r"^ *[\w-]+: (add|concat|mul|mean|max|split|sub|select|matmul)",
    "a head without a label": r"^aux ", "output with a body": r"^ *output [\w{}]+:", "output in rounds": r"output \w+\{",
    "expect in a list": r"expect \[", "expect of any size": r"expect .*_",
    "model": r"^model M\(", "the body of model": r"^model M.*:$", "use": r"^use ", "a comment": r"# as drawn",
    "a bracket that goes on": r"\[\d+,$", "a positional argument by name": r"^ *(?:[\w{}-]+: )?conv [^ =]+ kernel=",
    "in.channels": r"in\.channels", "in.length": r"in\.length", "in.height": r"in\.height", "in.width": r"in\.width",
    "in.depth": r"in\.depth", "in.size": r"in\.size", "a text with an expression": r'"[^"]*\{', "a slice": r"\[:1\]",
    "**": r"\*\*", "//": r"//", "%": r"%", "/": r"\d / \d", "not": r"\bnot ", "and": r" and ", "or": r" or ",
    "a chain of comparisons": r"< 2 <= 2", "a conditional": r" if .* else ", "true": r"\btrue\b", "false": r"\bfalse\b",
    **{f"{name}()": rf"\b{name}\(" for name in "min max abs round floor ceil int log make_divisible len sum".split()},
    **{f"init of {kind}": rf"init .*\b{kind}=" for kind in "conv conv_transpose fc batchnorm groupnorm layernorm bias".split()},
    **{f"a {word}": rf"init .*\b{word}" for word in
       "default constant normal trunc_normal uniform kaiming_normal kaiming_uniform xavier_normal xavier_uniform orthogonal".split()},
}  # fmt: skip
"""What is looked for in the text, by regular expressions."""


def required() -> set[str]:
    """All that has to occur. What is registered is asked of the language itself, so that a new kind is missed."""
    found = {*STATEMENTS.values(), *CONSTRUCTS, *JOINS, "split", *SITUATIONS}
    for keyword in [*LAYERS, *ALIASES]:
        kind = LAYERS[ALIASES.get(keyword, keyword)]
        found.add(keyword)
        if keyword in ALIASES:
            continue
        for name, declared in kind.arguments.items():
            found.add(f"{keyword} {name}")
            found |= {f"{keyword} {name}={word}" for word in arguments()[keyword][name].words}
            if declared.min is not None and f"{keyword} {name}" not in UNREACHED:
                found.add(f"{keyword} {name} at least")
            if arguments()[keyword][name].most is not None:
                found.add(f"{keyword} {name} at most")
    return found


UNREACHED = {
    "batchnorm eps": "is refused, as PyTorch does",
    "upsample factor": "has no smallest number: it is above 0",
}
"""Bounds that no accepted program can have, or that are none."""

SITUATIONS = {
    *(f"{rank} axes" for rank in range(4)),
    *(f"{count} inputs" for count in (1, 2, 3)),
    "sizes up to the limits",
    "expect of params",
    "a setting",
    "an input from outside",
    "a block that calls itself",
    "a parameter bound to a layer",
    "a parameter bound to a block",
    "a section that goes on",
    "a join in a join",
    "a head that reads a head",
    "again of a section",
    "again of a layer",
}


def occurrences(plan: Plan, *, large: bool) -> set[str]:
    """All that a plan holds."""
    text = plan.text
    found = {name for name, pattern in CONSTRUCTS.items() if re.search(pattern, text, re.M)}
    found |= {f"{len(size) - 1} axes" for size in plan.inputs.values()} | {f"{len(plan.inputs)} inputs"}
    found |= {name for name, holds in (
        ("sizes up to the limits", large), ("a setting", plan.settings), ("an input from outside", plan.written),
    ) if holds}  # fmt: skip
    blocks = {block.name for block in plan.blocks}
    labels: Counter[str] = Counter()
    for it, around in _all(plan):
        found.add(STATEMENTS[type(it)])
        match it:
            case Layer() if it.kind in LAYERS or it.kind in ALIASES:
                found |= _layer(it)
            case Layer():
                found.add("a parameter bound to a layer")
            case Join():
                found.add(it.kind)
                if any(isinstance(outer, Join) for outer in around):
                    found.add("a join in a join")
            case Section() if it.label:
                labels[f"{len(around)} {it.label}"] += 1
            case Call():
                if any(outer is it.block for outer in around):
                    found.add("a block that calls itself")
                if {*it.positional, *it.options.values()} & blocks:
                    found.add("a parameter bound to a block")
            case From():
                if any(isinstance(outer, Head) for outer in around) and re.match(r"h\d+", it.path):
                    found.add("a head that reads a head")
            case Expect() if it.wanted:
                found.add("expect of params")
            case _:
                pass
    if any(count > 1 for label, count in labels.items() if label.startswith("0 ")):
        found.add("a section that goes on")
    return found


def _layer(it: Layer) -> set[str]:
    keyword = ALIASES.get(it.kind, it.kind)
    order = [name for name, each in arguments()[keyword].items() if each.positional]
    found = {it.kind, keyword}
    for name, text in (dict(zip(order, it.positional, strict=False)) | it.options).items():
        declared = arguments()[keyword].get(name)
        if declared is None:
            continue
        found.add(f"{keyword} {name}")
        if text in declared.words:
            found.add(f"{keyword} {name}={text}")
        numbers = {float(each) for each in re.findall(r"-?\d+(?:\.\d+)?", text)}
        if declared.least in numbers:
            found.add(f"{keyword} {name} at least")
        if declared.most in numbers:
            found.add(f"{keyword} {name} at most")
    return found


def _all(plan: Plan) -> Iterator[tuple[Statement, list[object]]]:
    """Every statement, and what it stands in."""
    todo: list[tuple[Statement, list[object]]] = [(it, []) for it in plan.body]
    todo += [(it, [block]) for block in plan.blocks for it in block.body]
    while todo:
        it, around = todo.pop()
        yield it, around
        bodies = [body for _, body in it.cases] if isinstance(it, If) else [getattr(it, "body", [])]
        todo += [(inner, [*around, it]) for body in bodies for inner in body]


def accepted(plan: Plan, run: Run, *, large: bool) -> bool:
    """Whether the reference runs a plan."""
    device = "meta" if large else "cpu"
    try:
        with torch.no_grad():
            run.plan(plan, [torch.zeros(2, *shape, device=device) for shape in plan.inputs.values()])
    except (Refused, Undecided):
        return False
    return True


def main() -> bool:
    """Print how often everything occurs; whether all does in programs that are accepted."""
    torch.set_num_threads(1)
    drawn: Counter[str] = Counter()
    held: Counter[str] = Counter()
    count = int(os.environ.get("CNNDSL_PROGRAMS") or PROGRAMS)
    runs = 0
    for at in range(count):
        plan, large = draw(f"{workers.seed()}-{at}")
        found = occurrences(plan, large=large)
        run = Run({}, training=False, sketch=True)
        agains = Counter[str]()
        run.ran_again = agains
        if accepted(plan, run, large=large):
            runs += 1
            held.update(found | {*agains})
        drawn.update(found | {*agains})
    wanted = required()
    for name in sorted(wanted):
        print(f"  {name:<44} {drawn[name]:>8,} {held[name]:>8,}")
    missing = sorted(name for name in wanted if not held[name])
    print(f"  {count:,} programs, {runs:,} of which run; {len(wanted)} kinds, arguments, words and constructs")
    print(f"  in none that is accepted: {', '.join(missing) or 'nothing'}")
    return not missing
