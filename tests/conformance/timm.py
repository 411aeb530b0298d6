"""Every convolutional network of timm: which are written, with equal keys, shapes, parameters and logits.

Needs timm, of the version that `tests/architectures/timm_networks.py` names; without it nothing is tried.
`CNNDSL_NETWORKS="resnet* nfnet_f0"` compares those alone, `CNNDSL_JOBS=8` in as many processes, and
`CNNDSL_WRITE=docs/timm.md` writes the page.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from fnmatch import fnmatchcase
from importlib import import_module
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import torch

import cnndsl
from tests.architectures.timm_networks import LIMIT, UNWRITTEN, VERSION, compare, names, written


class Outcome(NamedTuple):
    """``state`` is "equal" (logits torch.equal), "rounding", "different" or "unwritten", and ``note`` says more."""

    name: str
    module: str
    state: str
    note: str = ""


def main() -> bool:
    """Print what each network came to, and the table; whether all that are written agree."""
    if find_spec("timm") is None:
        print("  timm is not installed: nothing was compared")
        return True
    found = import_module("timm").__version__
    if found != VERSION:
        print(f"  timm {found}: the names here are those of {VERSION}")
    patterns = os.environ.get("CNNDSL_NETWORKS", "*").split()
    chosen = [
        (name, module)
        for module, each in names().items()
        for name in each
        if any(fnmatchcase(name, pattern) for pattern in patterns)
    ]
    outcomes = []
    for outcome in _outcomes(chosen):
        outcomes.append(outcome)
        print(f"  {outcome.name}: {outcome.state}{outcome.note and ': '}{outcome.note}", flush=True)
    text = "\n".join(page(outcomes))
    print(text)
    if path := os.environ.get("CNNDSL_WRITE"):
        Path(path).write_text(text + "\n", "utf-8")
    return all(outcome.state != "different" for outcome in outcomes)


def _outcomes(chosen: list[tuple[str, str]]) -> Iterator[Outcome]:
    jobs = int(os.environ.get("CNNDSL_JOBS", "1"))
    if jobs == 1:
        yield from map(outcome, *zip(*chosen, strict=True))
        return
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        yield from pool.map(outcome, *zip(*chosen, strict=True))


def outcome(name: str, module: str) -> Outcome:
    torch.set_num_threads(1)
    if name not in written():
        return Outcome(name, module, "unwritten", why(name))
    try:
        result = compare(name)
    except cnndsl.CheckError as error:
        return Outcome(name, module, "different", error.diagnostics[0].title)
    except Exception as error:  # whatever it is, it is reported, and the others are compared
        return Outcome(name, module, "different", f"{type(error).__name__}: {error}")
    if not result.same_keys:
        keys = ", ".join([*result.missing, *result.extra][:3])
        return Outcome(name, module, "different", f"keys or parameters: {keys}")
    assert result.error is not None
    if result.error == 0:
        return Outcome(name, module, "equal")
    return Outcome(name, module, "rounding" if result.error <= LIMIT else "different", f"{result.error:.1e}")


def why(name: str) -> str:
    """The reason why a network is not written."""
    return next((reason for reason, each in UNWRITTEN.items() if _matches(name, each)), "nobody has written it yet")


def _matches(name: str, patterns: str) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns.split())


COLUMNS = ("equal", "rounding", "different", "unwritten")


def page(outcomes: list[Outcome]) -> Iterator[str]:
    """The lines of `docs/timm.md`."""
    counts = Counter(outcome.state for outcome in outcomes)
    reached = counts["equal"] + counts["rounding"]
    yield "# Networks of timm"
    yield ""
    yield f"Made by `CNNDSL_WRITE=docs/timm.md python -m tests.conformance timm` with timm {VERSION}; not to be edited."
    yield ""
    yield f"Of timm's {len(outcomes)} convolutional networks {reached} are written, with the same keys, shapes and number of"
    yield "parameters, so that timm's weights load with `strict=True`. With equal weights, for images of 96x64 or 160x128"
    yield "pixels, their logits are:"
    yield ""
    yield "- *equal*: `torch.equal`, every bit of them"
    yield f"- *rounding*: the same but for float32, the largest difference at most {LIMIT:g} of the largest logit: sums are taken"
    yield "  in another order, as by a matrix product in place of a sum, or of branches in the order of the file"
    yield ""
    yield "A file of `architectures/` says in a comment which of timm's networks it is, and a library in"
    yield "`architectures/families/timm/` for each of its members with which call: `# timm: resnet26 = resnet classes …` stands for"
    yield 'a file of three lines, `use resnet, … from "families/timm/resnet.cnn"`, `input 3x224x224` and'
    yield "`model resnet26(classes=1000): inline resnet classes …`."
    yield ""
    yield "| module of timm | names | written | equal | rounding | not written |"
    yield "|---|---|---|---|---|---|"
    for module in sorted({outcome.module for outcome in outcomes}):
        own = Counter(outcome.state for outcome in outcomes if outcome.module == module)
        yield _row(module, own)
    yield _row("**all**", counts)
    for title, state in (("Rounding", "rounding"), ("Not equal", "different"), ("Not written", "unwritten")):
        grouped: dict[str, list[str]] = {}
        for outcome in outcomes:
            if outcome.state == state:
                grouped.setdefault("" if state == "rounding" else outcome.note, []).append(
                    f"{outcome.name} ({outcome.note})" if state == "rounding" else outcome.name
                )
        if grouped:
            yield ""
            yield f"## {title}"
            yield ""
            for note, each in sorted(grouped.items(), key=lambda item: -len(item[1])):
                yield f"- {note}{note and ': '}{', '.join(each)}"


def _row(title: str, counts: Counter[str]) -> str:
    reached = counts["equal"] + counts["rounding"]
    cells = (
        title,
        counts.total(),
        reached,
        counts["equal"],
        counts["rounding"],
        counts["unwritten"] + counts["different"],
    )
    return f"| {' | '.join(map(str, cells))} |"
