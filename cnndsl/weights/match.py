"""Weights against a network: what fits, what starts fresh, and a table of what is wrong."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from os.path import basename, join, split
from typing import TYPE_CHECKING, Literal

import torch

from cnndsl import zoo
from cnndsl.graph.ir import Node
from cnndsl.printable import printable
from cnndsl.report.text_table import Column, render
from cnndsl.text import listed, plural, shape_text, shortened
from cnndsl.weights import names
from cnndsl.weights.errors import DAMAGED, WeightsError
from cnndsl.weights.head import head as head_of
from cnndsl.weights.seal import SEAL, is_whole
from cnndsl.weights.stored import StatedPreprocessing, StoredTensor, StoredWeights

if TYPE_CHECKING:
    from torch import Tensor, nn

    from cnndsl.network import Network

HeadRule = Literal["fitting", "needed", "fresh"]

SHOWN = 20
"""Rows of a table in a message; `cnndsl weights` shows all."""
COMPARED = 200
"""Keys of one shape that are looked through for the nearest one."""
WIDTH = 100
COUNTER = "num_batches_tracked"
"""A counter of batch norm that files from before PyTorch 0.4.1 lack; PyTorch lets it start at 0 too."""


@dataclass(frozen=True)
class Mismatch:
    """One key that does not fit. An empty text stands for nothing: the network or the file has no such key."""

    key: str
    expected: str
    """Shape and type in the network."""
    found: str
    """Shape and type in the file."""
    line: str
    """The line of the `.cnn` file that makes the layer."""
    nearest: str
    """The most similar key on the other side among those that found no partner."""


@dataclass(frozen=True, eq=False)
class Comparison:
    """The tensors of a source beside those of a network; no number is read."""

    stored: StoredWeights
    network: Network
    keys: Mapping[str, str]
    """The keys of the network that are loaded, with the key of the file that each comes from."""
    fresh: Mapping[str, str]
    """The keys of the network that start fresh, and why."""
    mismatches: tuple[Mismatch, ...]
    notes: tuple[str, ...]
    """What was taken off the keys."""

    @property
    def fits(self) -> bool:
        """Whether everything but the head is there, in its shape."""
        return not self.mismatches

    def error(self) -> WeightsError:
        """What is wrong, in a sentence, with a table of the keys below it."""
        missing = sum(not row.found for row in self.mismatches)
        unknown = sum(not row.expected for row in self.mismatches)
        other = len(self.mismatches) - missing - unknown
        said = [
            (missing, f"{plural(missing, 'key')} {'is' if missing == 1 else 'are'} missing"),
            (other, f"{plural(other, 'key')} {'differs' if other == 1 else 'differ'}"),
            (unknown, f"{plural(unknown, 'key')} {'is' if unknown == 1 else 'are'} in no layer"),
        ]
        facts = ", ".join(text for count, text in said if count)
        title = f"{printable(self.stored.source)} does not fit {self.network.name}: {facts}"
        more = len(self.mismatches) - SHOWN
        lines = table(self.mismatches[:SHOWN])
        if more > 0:
            lines.append(f"and {plural(more, 'more key')}")
        folder, target = split(printable(self.network.source.path))
        target = target.removesuffix(".cnn") if folder == zoo.FOLDER else join(folder, target)
        advice = f"`cnndsl weights {printable(self.stored.source)} --against {target}` shows all keys"
        if not self.keys:
            advice = "no key fits: these are the weights of another network"
        return WeightsError(title, advice, lines)


@dataclass(frozen=True, eq=False)
class Weights:
    """Weights that fit a network."""

    source: str
    tensors: Mapping[str, Tensor]
    """By the keys of the network, on the CPU, in the network's types."""
    fresh: tuple[str, ...]
    """Keys of the network that are not among them and start as the network draws them."""
    classes: tuple[str, ...] = ()
    """What the source says of the classes; empty where it is silent."""
    preprocessing: StatedPreprocessing | None = None
    run: str | None = None
    """The run that wrote them, where ``cnndsl train`` did."""
    notes: tuple[str, ...] = ()
    """What the user should know, one sentence each."""

    @cached_property
    def digest(self) -> str:
        """SHA-256 over keys, types, shapes and numbers."""
        total = sha256()
        for key in sorted(self.tensors):
            tensor = self.tensors[key].contiguous()
            total.update(f"{key} {tensor.dtype} {tuple(tensor.shape)}\n".encode("utf-8", "surrogatepass"))
            total.update(tensor.reshape(-1).view(torch.uint8).numpy().data)
        return total.hexdigest()

    def load_into(self, module: nn.Module) -> None:
        """Put the numbers into a module of the network, on whatever device it is; what starts fresh stays."""
        own = module.state_dict()
        with torch.no_grad():
            for key, tensor in self.tensors.items():
                own[key].copy_(tensor)


def compare(stored: StoredWeights, network: Network, rule: HeadRule = "fitting") -> Comparison:
    """Put the tensors of a source beside those of a network."""
    expected = tensors_of(network)
    given, notes = names.renamed(stored.tensors, expected)
    owners = _owners(network, expected)
    faults: dict[str, str] = {}
    for key, tensor in expected.items():
        if key not in given:
            if not key.endswith(f".{COUNTER}"):
                faults[key] = "missing"
        elif stored.tensors[given[key]].shape != tuple(tensor.shape):
            faults[key] = "of another shape"
        elif _kind(stored.tensors[given[key]].dtype) != _kind(_name(tensor.dtype)):
            faults[key] = "of another type"
    fresh = _fresh(expected, faults, owners, network, rule)
    keys = {key: given[key] for key in expected if key in given and key not in faults and key not in fresh}
    for key in expected:  # counters of batch norm that old files lack
        if key not in given and key not in faults and key not in fresh:
            fresh[key] = "counts from 0"
    unknown = [key for key in given if key not in expected and key not in network.graph.left_out]
    wrong = [key for key in faults if key not in fresh]
    rows = _mismatches(wrong, unknown, expected, stored, given, owners, network)
    return Comparison(stored, network, keys, fresh, tuple(rows), notes)


def fitted(stored: StoredWeights, network: Network, rule: HeadRule) -> Weights:
    """The weights for a network; see ``cnndsl.weights.load``. Raises WeightsError."""
    found = compare(stored, network, rule)
    if not found.fits:
        raise found.error()
    if SEAL in stored.metadata and not is_whole(_all(stored), stored.metadata):
        raise WeightsError(f"{printable(stored.source)}: its checksum is wrong", DAMAGED)
    expected = tensors_of(network)
    tensors, converted, broken = {}, Counter[tuple[str, str]](), []
    for key, source in found.keys.items():
        tensor = stored.tensors[source].read()
        wanted = expected[key].dtype
        if tensor.dtype != wanted:
            converted[_name(tensor.dtype), _name(wanted)] += 1
            tensor = tensor.to(wanted)
        if tensor.is_floating_point() and not bool(tensor.isfinite().all()):
            broken.append(f"`{_short(key)}`")
        tensors[key] = tensor
    if broken:
        verb = "has" if len(broken) == 1 else "have"
        raise WeightsError(
            f"{printable(stored.source)}: {listed(broken)} {verb} numbers that are infinite or not a number",
            "these weights are of no use; take those of an earlier epoch",
        )
    notes = [*stored.notes, *found.notes]
    notes += [f"{plural(n, 'tensor')} of {own} turned into {wanted}" for (own, wanted), n in converted.items()]
    fresh = tuple(found.fresh)
    return Weights(
        stored.source, tensors, fresh, stored.classes, stored.preprocessing, stored.run, (*notes, *_told(found))
    )


def _all(stored: StoredWeights) -> dict[str, Tensor]:
    return {key: tensor.read().contiguous() for key, tensor in stored.tensors.items()}


def tensors_of(network: Network) -> dict[str, Tensor]:
    """The ``state_dict`` of a network's module, without memory: shapes and types."""
    from cnndsl import backends

    with torch.device("meta"):
        module: nn.Module = backends.load("torch").build(network.graph)
    return module.state_dict()


def table(rows: tuple[Mismatch, ...], width: int = WIDTH) -> list[str]:
    """Lines of a table with a row for each key that does not fit."""
    columns = [
        Column("key", narrowest=16),
        Column("network", narrowest=8),
        Column("file", narrowest=8),
        Column("line"),
        Column("nearest", narrowest=12),
    ]
    cells = [(_short(row.key), row.expected or "-", row.found or "-", row.line, _short(row.nearest)) for row in rows]
    return render(columns, cells, width)


def _told(found: Comparison) -> list[str]:
    """What starts fresh, in a sentence."""
    heads = [key for key, why in found.fresh.items() if why != "counts from 0"]
    if not heads:
        return []
    expected = tensors_of(found.network)
    return ["starting fresh: " + listed([f"{key} {_by(tuple(expected[key].shape))}" for key in heads])]


def _fresh(
    expected: Mapping[str, Tensor],
    faults: Mapping[str, str],
    owners: Mapping[str, Node],
    network: Network,
    rule: HeadRule,
) -> dict[str, str]:
    """The keys that start fresh by the rule, and why."""
    if rule == "needed":
        return {key: "is of use in training only" for key in faults if key in owners and owners[key].training_only}
    fresh: dict[str, str] = {}
    aside = [key for key, node in owners.items() if node.training_only]
    if aside and all(faults.get(key) == "missing" for key in aside if not key.endswith(f".{COUNTER}")):
        fresh = dict.fromkeys(aside, "is of use in training only")  # the file is of a network without these heads
    dependent = {node.index for node in head_of(network)}
    ours = [key for key in expected if key in owners and owners[key].index in dependent]
    if rule == "fresh" or any(key in faults and key not in fresh for key in ours):
        fresh |= dict.fromkeys(ours, "depends on the number of classes")
    return fresh


def _mismatches(
    wrong: list[str],
    unknown: list[str],
    expected: Mapping[str, Tensor],
    stored: StoredWeights,
    given: Mapping[str, str],
    owners: Mapping[str, Node],
    network: Network,
) -> list[Mismatch]:
    rows = []
    offered = {key: stored.tensors[given[key]].shape for key in unknown}
    for key in wrong:
        tensor = expected[key]
        there = stored.tensors[given[key]] if key in given else None
        nearest = _nearest(key, tuple(tensor.shape), offered) if there is None else ""
        wanted = _described(tuple(tensor.shape), _name(tensor.dtype), there)
        got = "" if there is None else _described(there.shape, there.dtype, _like(tensor))
        rows.append(Mismatch(key, wanted, got, _line(owners.get(key), network), nearest))
    missing = {row.key: tuple(expected[row.key].shape) for row in rows if not row.found}
    for key in unknown:
        there = stored.tensors[given[key]]
        rows.append(Mismatch(key, "", _by(there.shape), "", _nearest(key, there.shape, missing)))
    return rows


def _like(tensor: Tensor) -> StoredTensor:
    return StoredTensor(tuple(tensor.shape), _name(tensor.dtype), 0, lambda: tensor)


def _described(shape: tuple[int, ...], dtype: str, other: StoredTensor | None) -> str:
    """A shape, and the type where the two sides are of different kinds."""
    differs = other is not None and _kind(dtype) != _kind(other.dtype)
    return f"{_by(shape)} {dtype}" if differs else _by(shape)


def _nearest(key: str, shape: tuple[int, ...], offered: Mapping[str, tuple[int, ...]]) -> str:
    """The most similar key with the same shape and the same last name, or else the same last name and nearly the same
    key; empty where none is similar."""
    last = key.rpartition(".")[2]
    named = [other for other in offered if other.rpartition(".")[2] == last]
    shaped = [other for other in named if offered[other] == shape]
    found = difflib.get_close_matches(key, shaped[:COMPARED], 1, cutoff=0.3)
    found = found or difflib.get_close_matches(key, named[:COMPARED], 1, cutoff=0.8)
    return found[0] if found else ""


def _owners(network: Network, keys: Mapping[str, Tensor]) -> dict[str, Node]:
    """The layer that each key belongs to."""
    nodes = {node.name: node for node in network.graph.layers() if node.again is None}
    found = {}
    for key in keys:
        name = key
        while name and name not in nodes:
            name = name.rpartition(".")[0]
        if name:
            found[key] = nodes[name]
    return found


def _line(node: Node | None, network: Network) -> str:
    if node is None:
        return ""
    path = node.span.source.path
    return str(node.span.line) if path == network.source.path else f"{basename(path)}:{node.span.line}"


def _name(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")


def _kind(dtype: str) -> str:
    """Types of one kind are converted into each other: float16 and float32, int32 and int64."""
    return next((kind for kind in ("float", "complex", "int") if kind in dtype), dtype)


def _by(shape: tuple[int, ...]) -> str:
    return shape_text(shape) or "one number"


def _short(text: str) -> str:
    return shortened(printable(text), 80)
