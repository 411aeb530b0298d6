"""Values inside drawn networks (`--outputs`), beside the same network with `output` lines for them.

The networks are made of what taps cut through: sections in sections, layers, sections and calls that run again, splits,
blocks that take and give several tensors, values that are read from afar. What is asked for gives the same numbers
from the same weights, and what is left has the keys, shapes, parameters and inputs that it says; some are exported to
Python besides. CNNDSL_TAPS says how many, CNNDSL_SEED which.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from random import Random

import torch

import cnndsl
from cnndsl.export.python import comparison, file
from tests.conformance import workers
from tests.conformance.comparison import named

NETWORKS = 2_000
BATCH = 100

BLOCK = """\
block several(w) with s:
    p: conv w 1
    output low:
        q: conv w 1
    add:
        from s
        identity
"""


class Drawer:
    """Draws the text of a network; ``paths`` are those of its labels."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.paths: list[list[str]] = []

    def text(self) -> str:
        two = "input y 4x6x6\n" if self.random.random() < 0.5 else ""
        block = BLOCK + ("    again p\n" if self.random.random() < 0.5 else "")
        lines = self.body([], 0, self.random.randint(3, 7))
        return f"input x 4x6x6\n{two}{block}{chr(10).join(lines)}\n"

    def body(self, path: list[str], margin: int, count: int) -> list[str]:
        """So many statements in the container of a path."""
        return [" " * 4 * margin + line for _ in range(count) for line in self.statement(path)]

    def statement(self, path: list[str]) -> list[str]:
        random, deep = self.random, len(path) > 2
        label = f"v{len(self.paths)}"
        mine = [*path, label]
        other = self.written(random.choice(self.paths), path) if self.paths else "x"
        kind = random.choice("layer layer layer relu section section again again from add split call".split())
        if kind == "relu":
            return ["relu"]
        if kind == "from":
            return [f"from {other}"]
        if kind == "split":
            return ["split:", "    conv 2 1", "    relu"]
        if kind == "add" and not deep:
            return ["add:", *self.body(path, 1, random.randint(1, 3))]
        if kind == "section" and not deep:
            self.paths.append(mine)
            return [f"{label}:", *self.body(mine, 1, random.randint(1, 3))]
        self.paths.append(mine)
        if kind == "again" and other != "x":
            return [f"{label}: again {other}"]
        return [f"{label}: several 4 with {other}" if kind == "call" else f"{label}: conv 4 1"]

    def written(self, there: list[str], here: list[str]) -> str:
        """How a line in one container names a label."""
        common = 0
        while there[common:-1] and there[common : common + 1] == here[common : common + 1]:
            common += 1
        return ".".join(there[common:])


def drawn(seed: str) -> Iterator[tuple[str, list[str]]]:
    """Texts of networks that are accepted, each with names that may be asked for; without end."""
    random = Random(seed)
    while True:
        drawer = Drawer(random)
        text = drawer.text()
        names = [".".join(path) for path in drawer.paths]
        asked = random.sample(names, min(len(names), random.choice([1, 1, 2, 2, 3])))
        if asked and not cnndsl.check(text) and not cnndsl.check(text + outputs(asked)):
            yield text, asked


def outputs(names: list[str]) -> str:
    """Lines that make values outputs of the network."""
    return "".join(f"output o{number}: from {name}\n" for number, name in enumerate(names))


def wrong(text: str, asked: list[str], *, exported: bool) -> str:
    """What is wrong with the values of some names; empty where nothing is."""
    try:
        part = cnndsl.parse(text, outputs=asked)
    except cnndsl.CheckError as error:
        fault = error.diagnostics[0].title
        return "" if "is an input, and not computed" in fault else fault
    whole = cnndsl.parse(text + outputs(asked))
    of_whole, of_part = whole.to_torch().eval(), part.to_torch().eval()
    state = of_part.state_dict()
    if {key: tuple(tensor.shape) for key, tensor in state.items()} != part.graph.tensors():
        return f"the keys are {[*state]}"
    if part.params != sum(each.numel() for each in of_part.parameters()):
        return f"{part.params} parameters are told"
    of_part.load_state_dict({key: tensor for key, tensor in of_whole.state_dict().items() if key in state})
    given = {end.name: torch.randn(2, *end.shape) for end in whole.inputs}
    with torch.no_grad():
        expected = [*named(of_whole(**given)).values()]
        found = named(of_part(**{end.name: given[end.name] for end in part.inputs}))
    if [*found] != asked:
        return f"{[*found]} are given"
    for name, value in zip(asked, expected[-len(asked) :], strict=True):
        if not torch.equal(found[name], value):
            return f"{name} is another value"
    if exported:
        written = file.source(part)
        comparison.compare(written.text, written.model, part, thorough=True)
    return ""


def batch(pairs: list[tuple[str, list[str]]]) -> list[str]:
    """What is wrong with some networks."""
    torch.set_num_threads(1)
    found = []
    for number, (text, asked) in enumerate(pairs):
        fault = workers.told(wrong, text, asked, exported=number % 5 == 0)
        if fault:
            found.append(f"--outputs {','.join(asked)}: {fault}\n{text}")
    return found


def main() -> bool:
    """Print what came of the networks; whether all give what is asked for."""
    count = int(os.environ.get("CNNDSL_TAPS") or NETWORKS)
    return workers.without_fault(batch, drawn(workers.seed()), count, BATCH)
