"""Networks with one accident each: the checker and PyTorch agree on which still work, and faults point at the accident.

An accident is a line lost, a number changed, a word misspelt, an indent dropped or added, a colon lost or two lines
swapped, in a file of architectures/ or in one that it uses. CNNDSL_MUTANTS says how many, or
--seconds how long, CNNDSL_SEED which.

What is compared. A mutant that the checker accepts is built and run by PyTorch, without memory (the meta device), on a
batch of two: every layer's output, the network's, those of auxiliary heads, and the name and shape of every tensor of
the state_dict. One that it rejects for a shape goes to PyTorch at that place: the module or function of torch gets the
shape that arrives and must refuse it. Rejections of spelling, names and arguments have no counterpart in PyTorch.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import reduce
from itertools import count
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any
from unittest.mock import patch

import torch
from torch import Tensor, nn

from cnndsl.backends.torch import modules
from cnndsl.diagnostics import Diagnostic
from cnndsl.graph.ir import Node
from cnndsl.graph.joins import JOINS, Join, Part
from cnndsl.graph.statements import layer_lines
from cnndsl.layers.layer import Fault, Layer
from cnndsl.layers.shapes import LastMap, Map, Shape, Vector, numel
from cnndsl.network import Network
from cnndsl.pipeline import check_path
from tests.conformance import workers

FOLDER = Path(__file__).parents[2] / "architectures"
MUTANTS = 5_000
TOGETHER = 50
"""Mutants drawn from one seed."""

LARGEST = 1_500
"""Layers of the largest network that is built; larger ones are counted as not built."""

BATCH = 2
PLACES = ["local", "downstream", "elsewhere"]
REFUSALS = (RuntimeError, ValueError, IndexError, TypeError)


# ------------------------------------------------------------------------------------------------ accidents


@dataclass
class Mutant:
    network: str
    file: Path
    """Of the accident, relative to the folder of the networks."""

    kind: str
    text: str
    lines: frozenset[int]
    """Lines (from 1) of the accident in the new text, with the neighbours of a line that is lost or moved."""

    names: frozenset[str] = frozenset()
    """What the accident concerns by name: the misspelt word before and after, what the line defines."""


def mutant(random: Random, network: str, files: dict[str, list[Path]], texts: dict[Path, str]) -> Mutant:
    """One accident in the network's file or in one that it uses."""
    kind = random.choice(list(ACCIDENTS))
    while True:
        if random.random() < 0.02:
            kind = random.choice(list(ACCIDENTS))  # there may be no indent to drop
        file = random.choice(files[network])
        lines = texts[file].split("\n")
        code = [number for number, line in enumerate(lines) if _code(line).strip()]
        found = ACCIDENTS[kind](random, lines, random.choice(code), code)
        if found is not None and found[0] != lines:
            changed, places, names = found
            at = frozenset(place + 1 for place in places)
            return Mutant(network, file, kind, "\n".join(changed), at, frozenset(names))


Accident = tuple[list[str], set[int], set[str]]


def _code(line: str) -> str:
    return line.split("#", 1)[0]


def _near(place: int) -> set[int]:
    return {place - 1, place, place + 1}


def _replaced(lines: list[str], place: int, line: str) -> list[str]:
    return [*lines[:place], line, *lines[place + 1 :]]


def _lost_line(random: Random, lines: list[str], place: int, code: list[int]) -> Accident:
    return [*lines[:place], *lines[place + 1 :]], {place - 1, place}, _defined(lines[place])


def _swapped_lines(random: Random, lines: list[str], place: int, code: list[int]) -> Accident:
    other = random.choice(code)
    changed = list(lines)
    changed[place], changed[other] = changed[other], changed[place]
    return changed, _near(place) | _near(other), _defined(lines[place]) | _defined(lines[other])


def _changed_number(random: Random, lines: list[str], place: int, code: list[int]) -> Accident | None:
    numbers = [
        (word.start() + digits.start(), word.start() + digits.end())
        for word in re.finditer(r"\w+", _code(lines[place]))
        if re.fullmatch(r"[\dx]*\d[\dx]*", word[0])
        for digits in re.finditer(r"\d+", word[0])
    ]
    if not numbers:
        return None
    start, end = random.choice(numbers)
    value = int(lines[place][start:end])
    others = [value + 1, max(value - 1, 0), value * 2, value // 2, value * 10 + 3, 0, random.randint(1, 20)]
    other = random.choice(others)
    return _replaced(lines, place, f"{lines[place][:start]}{other}{lines[place][end:]}"), {place}, set()


def _misspelt_word(random: Random, lines: list[str], place: int, code: list[int]) -> Accident | None:
    words = list(re.finditer(r"[A-Za-z_]\w+", _code(lines[place])))
    if not words:
        return None
    word = random.choice(words)
    old, letter = word[0], random.choice("abcdefghijklmnopqrstuvwxyz")
    at = random.randrange(len(old))
    new = random.choice(
        [
            old[:at] + letter + old[at + 1 :],
            old[:at] + letter + old[at:],
            old[:at] + old[at + 1 :],
            old[:at] + old[at + 1 : at + 2] + old[at] + old[at + 2 :],
        ]
    )
    line = lines[place][: word.start()] + new + lines[place][word.end() :]
    return _replaced(lines, place, line), {place}, {old, new} | _defined(lines[place])


def _dropped_indent(random: Random, lines: list[str], place: int, code: list[int]) -> Accident | None:
    if not lines[place].startswith("    "):
        return None
    return _replaced(lines, place, lines[place][4:]), _near(place), _defined(lines[place])


def _added_indent(random: Random, lines: list[str], place: int, code: list[int]) -> Accident:
    return _replaced(lines, place, "    " + lines[place]), _near(place), _defined(lines[place])


def _lost_colon(random: Random, lines: list[str], place: int, code: list[int]) -> Accident | None:
    colons = [match.start() for match in re.finditer(":", _code(lines[place]))]
    if not colons:
        return None
    at = random.choice(colons)
    return _replaced(lines, place, lines[place][:at] + lines[place][at + 1 :]), _near(place), _defined(lines[place])


ACCIDENTS = {
    "line lost": _lost_line,
    "number changed": _changed_number,
    "word misspelt": _misspelt_word,
    "indent dropped": _dropped_indent,
    "indent added": _added_indent,
    "colon lost": _lost_colon,
    "lines swapped": _swapped_lines,
}


def _defined(line: str) -> set[str]:
    """The names that other lines know from this one."""
    code = _code(line).strip()
    found = set(re.findall(r"^(\w+)\s*:", code))
    for words in re.findall(r"\b(?:let|for|use)\s+([\w\s,]+?)\s*(?:=|\bin\b|\bfrom\b)", code):
        found.update(re.findall(r"\w+", words))
    for name, parameters in re.findall(r"^(?:block|model)\s+(\w+)\s*(?:\((.*?)\)\s*(?::|$))?", code):
        found.update([name, *re.findall(r"(?:^|,)\s*(\w+)", parameters)])
    return found


# --------------------------------------------------------------------------------------------------- PyTorch


def disagreements(network: Network) -> list[str]:
    """What PyTorch says otherwise of an accepted network; empty where they agree."""
    graph = network.graph
    found: list[str] = []
    try:
        with torch.device("meta"), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a layer without elements has nothing to initialise
            module = network.to_torch()
        found += _tensors(network, module)
        named: dict[str, list[Node]] = {}
        for node in graph.nodes:
            if isinstance(node.operation, Layer):
                named.setdefault(node.name, []).append(node)
        runs: Counter[str] = Counter()  # a layer may run again

        def compare(name: str, output: Any) -> None:
            nodes = [node for node in named[name] if module.training or not node.training_only]
            node = nodes[runs[name] % len(nodes)]
            runs[name] += 1
            if tuple(output.shape) != (BATCH, *node.shape):
                found.append(f"{name} gives {tuple(output.shape)}, not {node.shape}")

        for name, child in module.named_modules():
            if name in named:
                child.register_forward_hook(lambda _m, _i, output, name=name: compare(name, output))
        for training in (False, True) if graph.heads else (False,):
            runs.clear()
            with torch.no_grad(), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                given = [torch.empty(BATCH, *end.shape, device="meta") for end in network.inputs]
                output = module.train(training)(*given)
            outputs = tuple(output.values()) if isinstance(output, dict) else output
            outputs = outputs if isinstance(outputs, tuple) else (outputs,)
            expected = [(BATCH, *end.node.shape) for end in (graph.outputs if training else graph.results)]
            if [tuple(y.shape) for y in outputs] != expected:
                found.append(f"the network gives {[tuple(y.shape) for y in outputs]}, not {expected}")
    except Exception as error:  # whatever PyTorch raises is the finding
        found.append(f"{type(error).__name__}: {error}")
    return found


def _tensors(network: Network, module: nn.Module) -> list[str]:
    expected: dict[str, tuple[int, ...]] = {}
    for node in network.graph.layers():
        if isinstance(node.operation, Layer):
            x = node.inputs[0].shape
            for name, shape in {**node.operation.parameters(x), **node.operation.buffers(x)}.items():
                expected[f"{node.name}.{name}" if name else node.name] = shape
    state = {name: tuple(tensor.shape) for name, tensor in module.state_dict().items()}
    found = []
    if state != expected:
        found.append(f"the state_dict differs in {sorted(state.items() ^ expected.items())[:4]}")
    params = sum(parameter.numel() for parameter in module.parameters())
    if params != network.params:
        found.append(f"{params} parameters, not {network.params}")
    return found


@dataclass
class Refusal:
    """A shape that an operation of the language does not take, and whether PyTorch takes it."""

    operation: str
    shapes: tuple[Shape, ...]
    code: str
    torch_gives: tuple[int, ...] | None
    """None where PyTorch refuses as well."""

    def __str__(self) -> str:
        arrives = " and ".join(map(str, self.shapes))
        return f"{self.code} `{self.operation}` of {arrives}"


@contextmanager
def refusals() -> Iterator[list[Refusal]]:
    """The shape faults of the checks inside, each put to PyTorch."""
    found: list[Refusal] = []
    really_apply = layer_lines.apply

    def apply(session: Any, layer: Layer, x: Node, *rest: Any) -> tuple[Shape | None, Any]:
        out, costs = really_apply(session, layer, x, *rest)
        if costs is None:
            found.append(Refusal(str(layer), (x.shape,), _fault(layer, x.shape), _layer_in_torch(layer, x.shape)))
        return out, costs

    def output(kind: type[Join]) -> Any:
        really = kind.output

        def recorded(join: Join, shapes: list[Shape]) -> Shape:
            try:
                return really(join, shapes)
            except Fault as fault:
                found.append(Refusal(str(join), tuple(shapes), fault.code.id, _join_in_torch(join, shapes)))
                raise

        return recorded

    with patch.object(layer_lines, "apply", apply):
        joins = [patch.object(kind, "output", output(kind)) for kind in (*JOINS.values(), Part)]
        try:
            for join in joins:
                join.start()
            yield found
        finally:
            for join in joins:
                join.stop()


def _fault(layer: Layer, shape: Shape) -> str:
    if not isinstance(shape, layer.inputs):
        return "E0301"
    try:
        layer.output(shape)
    except Fault as fault:
        return fault.code.id
    raise AssertionError(f"{layer} refused {shape} and then took it")


def _layer_in_torch(layer: Layer, shape: Shape) -> tuple[int, ...] | None:
    try:
        with torch.device("meta"), torch.no_grad(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            made = layer.torch(modules, _meant(layer, shape))
            x = torch.empty(BATCH, *shape)
            return tuple((x * made if isinstance(made, nn.Parameter) else made(x)).shape)
    except REFUSALS:
        return None


def _meant(layer: Layer, shape: Shape) -> Shape:
    """The shape for which the module is made: that which arrives, or for a layer that does not take its kind the one
    of the right kind with as many channels; for `fc` on a map the vector of all its elements."""
    if isinstance(shape, layer.inputs):
        return shape
    if Map in layer.inputs:
        return Map(shape.channels, *((1,) * layer.rank if isinstance(shape, Vector) else shape.sizes))
    if Vector in layer.inputs:
        return Vector(numel(shape))
    return LastMap(*(1,) * layer.rank, shape.channels)


def _join_in_torch(join: Join, shapes: list[Shape]) -> tuple[int, ...] | None:
    tensors = [torch.empty(BATCH, *shape, device="meta") for shape in shapes]
    axis = -1 if isinstance(shapes[0], LastMap) else 1
    try:
        if isinstance(join, Part):
            if join.sizes is not None:
                return tuple(tensors[0].split(join.sizes, dim=axis)[join.index].shape)
            parts = tensors[0].chunk(join.count, dim=axis)
            even = len(parts) == join.count and len({part.shape for part in parts}) == 1
            return tuple(parts[0].shape) if even else None
        return tuple(_OPERATIONS[join.keyword](tensors, axis).shape)
    except REFUSALS:
        return None


def _select(tensors: list[Tensor], axis: int) -> Tensor:
    weights, *values = tensors
    return (torch.stack(values, 1) * torch.stack(weights.chunk(len(values), 1), 1).softmax(1)).sum(1)


_OPERATIONS: dict[str, Callable[[list[Tensor], int], Tensor]] = {
    "add": lambda tensors, axis: reduce(torch.add, tensors),
    "sub": lambda tensors, axis: reduce(torch.sub, tensors),
    "mul": lambda tensors, axis: reduce(torch.mul, tensors),
    "mean": lambda tensors, axis: reduce(torch.add, tensors) / len(tensors),
    "max": lambda tensors, axis: reduce(torch.maximum, tensors),
    "concat": lambda tensors, axis: torch.cat(tensors, dim=axis),
    "select": _select,
    "matmul": lambda tensors, axis: reduce(torch.matmul, [tensor.flatten(2) for tensor in tensors]),
}


# ------------------------------------------------------------------------------------------------ the figures


@dataclass
class Figures:
    mutants: int = 0
    accepted: int = 0
    unchanged: int = 0
    """Accepted, and the network is still the same: the accident hit a line without effect."""

    not_built: int = 0
    rejected: int = 0
    wrong: list[str] = field(default_factory=list)
    """Accepted mutants that PyTorch does not confirm."""

    crashes: list[str] = field(default_factory=list)
    """Mutants at which the checker itself failed."""

    refused_shapes: Counter[str] = field(default_factory=Counter)
    """Shape faults that PyTorch refuses as well, by code."""

    stricter: Counter[str] = field(default_factory=Counter)
    """Shape faults at which PyTorch would go on, by code and operation."""

    kinds: Counter[tuple[str, str]] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    """All faults by where they point: local, downstream, elsewhere."""

    nearest: Counter[str] = field(default_factory=Counter)
    """Rejected mutants by where the nearest of their faults points."""

    codes: Counter[tuple[str, str]] = field(default_factory=Counter)
    elsewhere: list[str] = field(default_factory=list)
    examples: dict[str, str] = field(default_factory=dict)
    checking: float = 0.0
    building: float = 0.0

    def add(self, other: Figures) -> None:
        """Add what another run found."""
        for name, theirs in vars(other).items():
            ours = getattr(self, name)
            setattr(self, name, {**theirs, **ours} if name == "examples" else ours + theirs)


@dataclass
class Known:
    """What was found out about networks, by their signature, and the signatures of the originals."""

    seen: dict[int, list[str]] = field(default_factory=dict)
    originals: dict[str, int] = field(default_factory=dict)


def run(numbers: range, seed: int | str, networks: str = "*", known: Known | None = None) -> Figures:
    """Mutants of these numbers, of the ``networks`` (names, with spaces between), these in turn."""
    figures, random, known = Figures(), Random(seed), known or Known()
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(os.path.realpath(folder), "architectures")
            shutil.copytree(FOLDER, root)
            chosen = sorted({path for name in networks.split() for path in root.glob(f"{name}.cnn")})
            files = {path.name: _used(root, path.relative_to(root)) for path in chosen}
            texts = {file: (root / file).read_text("utf-8") for found in files.values() for file in found}
            for number in numbers:
                network = list(files)[number % len(files)]
                if network not in known.originals:
                    checked = check_path(str(root / network))
                    assert checked.network is not None, network
                    known.originals[network] = _signature(checked.network)
                broken = mutant(random, network, files, texts)
                (root / broken.file).write_text(broken.text, "utf-8")
                _judge(broken, root, figures, known.seen, known.originals[network])
                (root / broken.file).write_text(texts[broken.file], "utf-8")
    finally:
        torch.set_num_threads(threads)
    return figures


def _used(root: Path, file: Path) -> list[Path]:
    """A file and those that it uses, each once."""
    found = [file]
    for at in found:
        for written in re.findall(r'^use\b.*"(.+?)"', (root / at).read_text("utf-8"), re.MULTILINE):
            used = Path(os.path.normpath(at.parent / written))
            if used not in found:
                found.append(used)
    return found


def _signature(network: Network) -> int:
    """Equal for networks with the same modules, shapes and flow of data."""
    graph = network.graph
    nodes = (
        (
            n.name,
            str(n.operation) if n.inputs else "",
            tuple(x.index for x in n.inputs),
            n.shape,
            n.training_only,
            tuple((n.initial or {}).items()),
        )
        for n in graph.nodes
    )
    return hash((*nodes, *((output.name, output.node.index) for output in graph.outputs)))


def _judge(broken: Mutant, root: Path, figures: Figures, seen: dict[int, list[str]], original: int) -> None:
    start = perf_counter()
    figures.mutants += 1
    try:
        with refusals() as refused:
            checked = check_path(str(root / broken.network))
    except Exception as error:
        figures.crashes.append(f"{_story(broken)}: {type(error).__name__}: {error}")
        return
    figures.checking += perf_counter() - start
    network, faults = checked.network, checked.diagnostics
    if network is None:
        figures.rejected += 1
        figures.kinds[broken.kind, "rejected"] += 1
        _record_rejection(broken, root, faults, refused, figures)
        return
    figures.accepted += 1
    figures.kinds[broken.kind, "accepted"] += 1
    if refused or faults:
        figures.wrong.append(f"{_story(broken)}: accepted with faults {refused} {faults}")
    signature = _signature(network)
    figures.unchanged += signature == original
    if len(network.layers) > LARGEST:
        figures.not_built += 1
        return
    if signature not in seen:
        start = perf_counter()
        seen[signature] = disagreements(network)
        figures.building += perf_counter() - start
    if seen[signature]:
        figures.wrong.append(f"{_story(broken)}: {'; '.join(seen[signature][:3])}")


def _record_rejection(
    broken: Mutant, root: Path, faults: list[Diagnostic], refused: list[Refusal], figures: Figures
) -> None:
    if not faults:
        figures.wrong.append(f"{_story(broken)}: neither accepted nor told why")
        return
    for refusal in refused:
        if refusal.torch_gives is None:
            figures.refused_shapes[refusal.code] += 1
        else:
            key = f"{refusal.code} `{refusal.operation.split(' ', 1)[0]}`"
            figures.stricter[key] += 1
            figures.examples.setdefault(key, f"{refusal} gives {refusal.torch_gives}; {_story(broken)}")
    places = [where(fault, broken, root) for fault in faults]
    for fault, place in zip(faults, places, strict=True):
        figures.faults[place] += 1
        figures.codes[place, fault.code.id] += 1
    nearest = min(places, key=PLACES.index)
    figures.nearest[nearest] += 1
    if nearest == "elsewhere":
        figures.elsewhere.append(f"{_story(broken)}: {faults[0].code.id} {faults[0].title}")


def where(fault: Diagnostic, broken: Mutant, root: Path) -> str:
    """`local`: it marks a line of the accident (itself, by a label or a call) or names what the accident concerns;
    `downstream`: a shape that does not fit further down; `elsewhere`: anything else."""
    spans = [fault.span, *(label.span for label in fault.labels), *(call.span for call in fault.calls)]
    for span in spans:
        if span is not None and os.path.realpath(span.source.path) == str(root / broken.file):
            last = span.source.position(max(span.end - 1, span.start))[0]
            if not broken.lines.isdisjoint(range(span.line, last + 1)):
                return "local"
    said = " ".join([fault.title, fault.label, fault.help, *fault.notes, *(label.text for label in fault.labels)])
    if not broken.names.isdisjoint(re.findall(r"\w+", said)):
        return "local"
    return "downstream" if fault.code.id.startswith("E03") else "elsewhere"


def _story(broken: Mutant) -> str:
    before = (FOLDER / broken.file).read_text("utf-8").split("\n")
    after = broken.text.split("\n")
    at = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), len(after) - 1)
    return f"{broken.network}, {broken.kind} in {broken.file}:{at + 1}: {before[at].strip()!r} -> {after[at].strip()!r}"


_known = Known()


def _work(task: tuple[str, range]) -> Figures:
    seed, numbers = task
    return run(numbers, f"{seed}-{numbers.start}", known=_known)


def _tasks(seed: str, most: int | None) -> Iterator[tuple[str, range]]:
    for first in count(0, TOGETHER):
        if most is not None and first >= most:
            return
        yield seed, range(first, first + TOGETHER if most is None else min(first + TOGETHER, most))


def main() -> bool:
    """Print the figures; whether nothing crashed and checker and PyTorch agree."""
    given = os.environ.get("CNNDSL_MUTANTS")
    most = None if workers.seconds() and not given else int(given or MUTANTS)
    start, figures, told = perf_counter(), Figures(), 0
    for found in workers.shared(_work, _tasks(workers.seed(), most)):
        figures.add(found)
        if figures.mutants >= told + 1_000:
            told = figures.mutants
            print(f"  {told:,} mutants, {len(figures.wrong) + len(figures.crashes)} wrong", flush=True)
    print(f"  checking {figures.checking:.0f} s, PyTorch {figures.building:.0f} s")
    print(f"  accepted: {figures.accepted:,}, of them {figures.unchanged:,} the network as it was, and", end="")
    print(f" {figures.not_built:,} of more than {LARGEST:,} layers and not built")
    print(f"  rejected: {figures.rejected:,}")
    for kind in ACCIDENTS:
        print(
            f"    {kind:16}{figures.kinds[kind, 'accepted']:6,} accepted{figures.kinds[kind, 'rejected']:6,} rejected"
        )
    shapes = figures.refused_shapes.total() + figures.stricter.total()
    print(f"  shape faults put to PyTorch: {shapes:,}; it refuses {figures.refused_shapes.total():,} as well", end="")
    print(f" ({_listed(figures.refused_shapes)})")
    print(f"  PyTorch would go on at {figures.stricter.total():,}: {_listed(figures.stricter) or 'none'}")
    for example in figures.examples.values():
        print(f"    {example}")
    for title, counts in (("faults", figures.faults), ("rejected mutants, by their nearest fault", figures.nearest)):
        shares = (f"{counts[place]:,} {place} ({counts[place] / max(counts.total(), 1):.1%})" for place in PLACES)
        print(f"  {title}: {', '.join(shares)}")
    for place in PLACES[1:]:
        by_code = {identifier: number for (at, identifier), number in figures.codes.items() if at == place}
        print(f"    {place}: {_listed(Counter(by_code)) or 'none'}")
    for line in figures.elsewhere[:20]:
        print(f"    elsewhere: {line}")
    for line in figures.crashes[:30]:
        print(f"    CRASH: {line}")
    for line in figures.wrong[:30]:
        print(f"    DISAGREEMENT: {line}")
    print(f"  crashes of the checker: {len(figures.crashes)}")
    print(f"  disagreements on accepted mutants: {len(figures.wrong)}")
    outcome = f"{len(figures.crashes)} crashes, {figures.accepted:,} accepted, {len(figures.wrong)} of them disagree"
    workers.tally("mutants", figures.mutants, outcome, start)
    return not figures.crashes and not figures.wrong


def _listed(counts: Counter[str]) -> str:
    return ", ".join(
        f"{key} {number:,}" for key, number in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    )
