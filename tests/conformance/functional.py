"""Plans run with torch.nn.functional, statement by statement: names, tensors and outputs as the documents say.

Written from docs/language.md, docs/errors and the documentation of PyTorch, not from the code: what is said there is said
here a second time, so that a rule that is wrong in the code disagrees with this one. The layers are those of
functional_layers.py.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, reduce
from types import CodeType
from typing import Any

import torch
from torch import Tensor

from tests.conformance.documented import arguments
from tests.conformance.first_values import Bounds, first_values, schemes
from tests.conformance.functional_layers import LAYERS
from tests.conformance.functional_values import MOST, Noise, Refused, Value
from tests.conformance.plans import (
    Again,
    Block,
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

ELEMENTS = 100_000
"""Of a tensor with numbers; what becomes larger is left undecided."""


DEEP = 15
"""Calls inside one another. The language allows 80 statements and calls together."""

INIT = "~init"
"""Under which the names that are bound have what `init` says."""


class Undecided(Exception):
    """PyTorch cannot hold such a tensor: nothing follows about the network."""


@contextmanager
def _by_pytorch() -> Iterator[None]:
    """What PyTorch refuses is refused, or undecided where it is too large for it."""
    try:
        yield
    except (RuntimeError, ValueError, IndexError, NotImplementedError) as error:
        if re.search(r"overflow|Storage size|too large|too big|int64|numel|allocate", str(error)):
            raise Undecided(str(error)) from None
        raise Refused(str(error)) from None


_MODULE = torch.nn.Sequential()


@dataclass
class Made:
    """A layer as it was made: its kind and rule with all arguments, its name, the shape that arrived, and the parts of the shape
    that its arguments asked for."""

    kind: str
    rule: Callable[..., Any]
    values: dict[str, Any]
    name: str
    entered: Value
    asked: set[str]


@dataclass
class Box:
    """A container: its path, its children in order, what its labels stand for, and the containers around it."""

    path: str = ""
    outer: Box | None = None
    block: bool = False
    head: bool = False
    labels: dict[str, Value | Box] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    finished: bool = False
    output: Value | None = None
    section: bool = False
    parts: int = 1
    """Sections that fill it."""

    made: dict[str, Made] = field(default_factory=dict)
    """The layers that its labels name."""

    body: list[Statement] = field(default_factory=list)
    bound: dict[str, Any] = field(default_factory=dict)
    entered: Value | None = None
    """What it was made of, the names that were bound, and what flowed in."""

    tensors: dict[str, Value | Box] = field(default_factory=dict)
    """What it was given by name."""

    results: list[str] = field(default_factory=list)
    """Of a block's call, what `output` named; of several tensors, their numbers."""

    @property
    def in_head(self) -> bool:
        """Whether it is a head, or stands in one."""
        return self.head or (self.outer is not None and self.outer.in_head)

    def inside(self, name: str) -> Value | Box | None:
        """What a label stands for, read from outside: the tensors that a block takes are its own."""
        return None if name in self.tensors else self.labels.get(name)

    inputs: dict[str, Value] = field(default_factory=dict)
    outputs: dict[str, Value] = field(default_factory=dict)
    """Of the network itself, by their names."""

    def adopt(self, label: str | None) -> str:
        """The name of a new child: its label, or its position among its siblings."""
        name = label if label is not None else str(len(self.names))
        if hasattr(_MODULE, name) or re.fullmatch(r"__.*__", name):
            raise Refused(f"a name that modules use themselves: {name}")
        if name in self.names or name in self.inputs or name in self.outputs:
            raise Refused(f"two that are named {name}")
        self.names.append(name)
        return f"{self.path}.{name}" if self.path else name


class Run:
    """One run of a plan. ``state`` holds the tensors by key: it is filled as layers are met, and read where it has them."""

    def __init__(
        self, state: dict[str, Tensor], *, training: bool, sketch: bool = False, noise: Noise | None = None
    ) -> None:
        self.state = state
        self.training = training
        self.sketch = sketch
        """Only shapes count: tensors hold whatever numbers."""

        self.parameters: dict[str, Tensor] = {}
        self.macs = 0
        self.heads: list[Tensor] = []
        self.aside = False
        self.layers = 0
        self.operations = 0
        """Layers, joins of several branches and lines that run again, those of heads too."""

        self.calls: list[tuple[Any, ...]] = []
        """Those that are being run, one inside the other."""

        self.lenient = False
        """Whether an `expect` may fail: something is given from outside."""

        self.blocks: dict[str, Block] = {}
        """By their names, which parameters may be bound to."""

        self.noise = noise
        """Moves what arrives, and what each layer and join gives, if there is one."""

        self.without_heads = False
        """Whether it is no matter that a head cannot be computed, as in evaluation, which leaves them out."""

        self.first: dict[str, Bounds] = {}
        """Between which numbers tensors lie at first, where that is documented."""

        self.ran_again: Counter[str] | None = None
        """Counts what `again` named, where that is asked."""

        self.replaced: list[tuple[Value, Value]] = []
        """What flowed into a section, and what flows in where it runs again."""

    def plan(self, plan: Plan, given: list[Tensor]) -> dict[str, Tensor]:
        """The outputs for a batch, by their names; that of a network without named outputs has none."""
        box = network_box(plan, given if self.noise is None else [self.noise.moved(x) for x in given])
        self.lenient = bool(plan.given)
        self.blocks = {block.name: block for block in plan.blocks}
        y = self.run(plan.body, next(iter(box.inputs.values())), box, dict(plan.parameters))
        if not self.layers:
            raise Refused("no layers")
        if not box.outputs and any(y is value for value in box.inputs.values()):
            raise Refused("an input as it came")
        return {name: value.data for name, value in box.outputs.items()} or {"": y.data}

    # ------------------------------------------------------------------------------------------- statements

    def run(self, body: list[Statement], x: Value, box: Box, names: dict[str, Any]) -> Value:
        names = dict(names)
        for statement in body:
            x = self.step(statement, x, box, names)
        return x

    def step(self, it: Statement, x: Value, box: Box, names: dict[str, Any]) -> Value:
        match it:
            case Layer():
                return self.layer(it, x, box, names)
            case Section():
                label = _label(it.label, names)
                earlier = box.labels.get(label) if label is not None else None
                if isinstance(earlier, Box) and earlier.section:
                    earlier.parts += 1
                    return self.contain(earlier, None, it.body, x, box, names)
                return self.contain(Box(box.adopt(label), box, section=True), it.label, it.body, x, box, names)
            case Path():
                return self.run(it.body, x, box, names)
            case Join():
                return self.join(it, x, box, names)
            case From():
                return self.find(_filled(it.path, names), box)
            case Again():
                return self.again(_filled(it.path, names), x, box)
            case Output() if box.block:
                name = _filled(it.name, names)
                if name in box.labels:
                    raise Refused(f"two that are named {name}")
                box.labels[name] = self.run(it.body, x, box, names)
                box.results.append(name)
                return x
            case Repeat():
                for bound in it.rounds:
                    x = self.run(it.body, x, box, names | bound)
                return x
            case If():
                return self.run(chosen(it, x, names), x, box, names)
            case Let():
                names[it.name] = evaluated(it.value, x, names)
                return x
            case Expect():
                self.expect(it, x, names)
                return x
            case Init():
                names[INIT] = names.get(INIT, {}) | schemes(it.schemes)
                return x
            case Head():
                return self.head(it, x, box, names)
            case Output():
                return self.output(it, x, box, names)
            case Call():
                return self.call(it, x, box, names)

    def expect(self, it: Expect, x: Value, names: dict[str, Any]) -> None:
        if it.shape:
            listed = it.shape.startswith("[")
            sizes = it.shape[1:-1].split(", ") if listed else it.shape.split("x")
            wanted = [size if size == "_" else str(evaluated(size, x, names)) if listed else size for size in sizes]
            same = len(sizes) == len(x.shape) and not x.last
            if not same or any(size not in ("_", str(own)) for size, own in zip(wanted, x.shape, strict=True)):
                refusal = Undecided if self.lenient else Refused
                raise refusal(f"{it.shape} is expected, and {x.shape} arrives")
        if it.wanted and not self.sketch:
            params = sum(each.numel() for each in self.parameters.values())
            if it.params is None:
                it.params = params
            elif it.params != params:
                raise Refused(f"{it.params} parameters are expected, and there are {params}")

    def contain(
        self, inner: Box, label: str | None, body: list[Statement], x: Value, box: Box, names: dict[str, Any]
    ) -> Value:
        if label is not None:
            box.labels[_label(label, names) or ""] = inner
        before = self.operations
        inner.body, inner.bound, inner.entered, inner.finished = body, dict(names), x, False
        y = self.run(body, x, inner, names)
        if self.operations == before:
            raise Refused("a container in which nothing is computed")
        inner.finished, inner.output = True, y
        return y

    def head(self, it: Head, x: Value, box: Box, names: dict[str, Any]) -> Value:
        inner = Box(box.adopt(_label(it.label, names)), box, head=True)
        before, self.aside = self.macs, True
        try:
            self.heads.append(self.contain(inner, it.label, it.body, x, box, names).data)
        except Refused:
            if not self.without_heads:
                raise
        self.macs, self.aside = before, False
        return x

    def output(self, it: Output, x: Value, box: Box, names: dict[str, Any]) -> Value:
        y = self.run(it.body, x, box, names)
        name = _filled(it.name, names)
        if any(y is value for value in box.inputs.values()):
            raise Refused("an input as it came")
        if name in box.inputs or name in box.outputs:
            raise Refused(f"two that are named {name}")
        if name in box.names:
            child = box.labels.get(name)
            if isinstance(child, Box) and child.head:
                raise Refused("a head is an output of that name")
            if (child.output if isinstance(child, Box) else child) is not y:
                raise Refused("a line of that name gives something else")
        else:
            box.labels[name] = y
        box.outputs[name] = y
        return x

    def call(self, it: Call, x: Value, box: Box, names: dict[str, Any]) -> Value:
        bound: dict[str, Any] = {}
        order = list(it.block.parameters)
        given = dict(zip(order, it.positional, strict=False)) | it.options
        if (
            len(it.positional) > len(order)
            or not given.keys() <= {*order}
            or {*order[: len(it.positional)]} & it.options.keys()
        ):
            raise Refused("an argument too many, twice or unknown")
        for name, default in it.block.parameters.items():
            text = given.get(name, default)
            if text is None:
                raise Refused(f"no value for {name}")
            known = text in LAYERS or text in self.blocks
            bound[name] = text if known else evaluated(text, x, names if name in given else bound)
        this = (it.block.name, repr(bound), x.shape, x.last)
        if this in self.calls:
            raise Refused("a block that calls itself without end")
        if len(self.calls) > DEEP:
            raise Undecided("calls so deep that a limit may be met")
        bound[INIT] = names.get(INIT, {})
        self.calls.append(this)
        try:
            return self.called(it, bound, x, box, names)
        finally:
            self.calls.pop()

    def called(self, it: Call, bound: dict[str, Any], x: Value, box: Box, names: dict[str, Any]) -> Value:
        """What a block gives with the values that its parameters have."""
        if it.inline:
            return self.run(it.block.body, x, box, bound)
        tensors = self.taken(it, box, names)
        inner = Box(box.adopt(_label(it.label, names)), box, block=True, labels=dict(tensors), tensors=tensors)
        if it.label is not None:
            box.labels[_label(it.label, names) or ""] = inner
        return self.contain(inner, None, it.block.body, x, box, bound)

    def taken(self, it: Call, box: Box, names: dict[str, Any]) -> dict[str, Value | Box]:
        """What a call gives by the names that the block has for it."""
        given: list[Value] = []
        for path in it.given:
            path = _filled(path, names)
            given += self.several(path[1:], box) if path.startswith("*") else [self.find(path, box)]
        found: dict[str, Value | Box] = {}
        for name in it.block.takes:
            if name.startswith("*"):
                labels = {str(at): each for at, each in enumerate(given)}
                found[name[1:]] = Box(labels={**labels}, finished=True, results=[*labels])
                given = []
            elif given:
                found[name] = given.pop(0)
            else:
                raise Refused(f"no tensor for {name}")
        if given:
            raise Refused("tensors too many")
        return found

    def several(self, path: str, box: Box) -> list[Value]:
        """All that `*path` stands for."""
        found = self.located(path, box)
        if not isinstance(found, Box) or not found.finished or (not found.results and not found.block):
            raise Refused(f"{path} is one value, or none")
        return [value for name in found.results if isinstance(value := found.labels[name], Value)]

    def again(self, path: str, x: Value, box: Box) -> Value:
        """A layer or section once more. Other shapes are left to layers."""
        found = self.located(path, box)
        self.find(path, box)
        self.operations += 1
        if self.ran_again is not None:
            self.ran_again["again of a section" if isinstance(found, Box) else "again of a layer"] += 1
        if isinstance(found, Box):
            if found.in_head and not self.aside:
                raise Refused("a head is computed in training only")
            if found.parts > 1:
                raise Refused("a section that is continued")
            entered = found.entered
            assert entered is not None
            if x.shape != entered.shape or x.last != entered.last:
                raise Undecided("another shape may be another structure")
            twin = Box(found.path, found.outer, found.block, found.head, section=found.section)
            twin.labels |= found.tensors
            self.replaced.append((entered, x))
            y = self.run(found.body, x, twin, found.bound)
            self.replaced.pop()
            return y
        owner = self.located(path.rpartition(".")[0], box) if "." in path else self.home(path, box)
        made = owner.made.get(path.rpartition(".")[2]) if isinstance(owner, Box) else None
        if made is None:
            raise Refused(f"{path} is a value")
        first = made.entered
        if x.last != first.last or len(x.shape) != len(first.shape):
            raise Refused("another kind of value")
        if (x.channels != first.channels and "channels" in made.asked) or (
            x.sizes != first.sizes and made.asked - {"channels"}
        ):
            raise Refused("a layer that depends on the shape")
        if x.channels != first.channels and (made.kind.endswith("norm") or made.kind in ("blurpool", "conv")):
            raise Refused("a module for another number of channels")
        return self.applied(made.rule, made.values, made.name, x)

    def home(self, label: str, box: Box) -> Box | None:
        """The container that a label stands in."""
        at: Box | None = box
        while at is not None and label not in at.labels:
            at = None if at.block else at.outer
        return at

    def located(self, path: str, box: Box) -> Value | Box | None:
        """What a path stands for, finished or not."""
        first, *rest = path.split(".")
        at = self.home(first, box)
        found: Value | Box | None = at.labels[first] if at is not None else None
        for name in rest:
            found = found.inside(name) if isinstance(found, Box) else None
        return found

    def find(self, path: str, box: Box) -> Value:
        first, *rest = path.split(".")
        at: Box | None = box
        while at is not None and first not in at.labels:
            at = None if at.block else at.outer
        found: Value | Box | None = at.labels[first] if at is not None else None
        for name in rest:
            found = found.inside(name) if isinstance(found, Box) else None
        if isinstance(found, Box):
            found = found.output if found.finished else None
        if found is None:
            raise Refused(f"nothing earlier is called {path}")
        for entered, x in reversed(self.replaced):
            if found is entered:
                found = x
        if found.aside and not self.aside:
            raise Refused("a head is computed in training only")
        return found

    # ------------------------------------------------------------------------------------------------ joins

    def join(self, it: Join, x: Value, box: Box, names: dict[str, Any]) -> Value:
        branches = list(self.branches(it.body, x, box, dict(names)))
        if not branches:
            raise Refused("a join without branches")
        inputs = [x] * len(branches)
        if it.kind == "split":
            parts: int | list[int] = evaluated(it.sizes, x, names) if it.sizes else x.channels // len(branches)
            if isinstance(parts, int) and x.channels % len(branches):
                raise Refused("channels that do not split")
            if isinstance(parts, list) and (sum(parts) != x.channels or len(parts) != len(branches) or min(parts) < 1):
                raise Refused("parts that are not the channels")
            inputs = [Value(part, x.last) for part in x.data.split(parts, x.axis)]
        found = [self.step(branch, given, box, seen) for (branch, seen), given in zip(branches, inputs, strict=True)]
        if len(found) == 1:
            return found[0]
        self.layers += not self.aside  # joins compute something, too
        self.operations += 1
        if it.kind == "matmul" and all(y.map for y in found):
            with _by_pytorch():
                y = self.moved(self.product(found))
            y.aside = self.aside
            return y
        if it.kind == "matmul" or len({(len(y.shape), y.last) for y in found}) > 1:
            raise Refused("branches of several kinds, or no maps")
        with _by_pytorch():
            y = self.moved(self.joined(it.kind, found))
        y.aside = self.aside
        if max(y.shape) > MOST:
            raise Refused("a size beyond the limit")
        return y

    def joined(self, kind: str, found: list[Value]) -> Value:
        first, data = found[0], [y.data for y in found]
        if kind in ("concat", "split"):
            if len({y.sizes for y in found}) > 1:
                raise Refused("maps of several sizes")
            return Value(torch.cat(data, first.axis), first.last)
        if kind == "select":
            whole, of = found[1].shape, len(found) - 1
            if first.last:
                raise Refused("`select` takes channels first")
            if len({y.shape for y in found[1:]}) > 1 or first.channels not in (of, of * found[1].channels):
                raise Refused("shapes that differ")
            if any(size not in (1, own) for size, own in zip(first.sizes, found[1].sizes, strict=True)):
                raise Refused("shapes that differ")
            if first.data.is_meta:
                return Value(found[1].data, found[1].last)
            shares = torch.stack(first.data.chunk(of, first.axis)).softmax(0)
            y = (torch.stack(data[1:]) * shares).sum(0)
            assert tuple(y.shape[1:]) == whole
            return Value(y, first.last)
        sizes = [max(along) for along in zip(*(y.shape for y in found), strict=True)]
        for y in found:
            if any(size not in (1, whole) for size, whole in zip(y.shape, sizes, strict=True)):
                raise Refused("shapes that differ")
        if first.data.is_meta:
            return Value(first.data.new_empty(2, *sizes), first.last)
        operation = {"add": torch.add, "sub": torch.sub, "mul": torch.mul, "max": torch.maximum, "mean": torch.add}[
            kind
        ]
        y = reduce(operation, data)
        return Value(y / len(found) if kind == "mean" else y, first.last)

    def product(self, found: list[Value]) -> Value:
        """Matrices of channels by places, one after the other."""
        y = found[0].data.flatten(2)
        for other in found[1:]:
            if y.shape[2] != other.channels:
                raise Refused("the places of a branch are not the channels of the next")
            z = other.data.flatten(2)
            self.count(y.shape[1] * y.shape[2] * z.shape[2])
            y = y.new_empty(2, y.shape[1], z.shape[2]) if y.is_meta else y @ z
        return Value(y.reshape(*y.shape[:2], *found[-1].sizes))

    def branches(
        self, body: list[Statement], x: Value, box: Box, names: dict[str, Any]
    ) -> Iterator[tuple[Statement, dict[str, Any]]]:
        """The direct child lines of a join, with the names they see: repetition and conditions are transparent."""
        for statement in body:
            match statement:
                case Repeat():
                    for bound in statement.rounds:
                        yield from self.branches(statement.body, x, box, names | bound)
                case If():
                    yield from self.branches(chosen(statement, x, names), x, box, dict(names))
                case Let():
                    names[statement.name] = evaluated(statement.value, x, names)
                case Expect():
                    self.expect(statement, x, names)
                case Init():
                    names[INIT] = names.get(INIT, {}) | schemes(statement.schemes)
                case From() if statement.path.startswith("*"):
                    path = statement.path[1:]
                    found = self.located(path, box)
                    self.several(path, box)
                    yield from ((From(f"{path}.{name}"), dict(names)) for name in found.results)  # type: ignore[union-attr]
                case _:
                    yield statement, dict(names)

    # ----------------------------------------------------------------------------------------------- layers

    def layer(self, it: Layer, x: Value, box: Box, names: dict[str, Any]) -> Value:
        label = _label(it.label, names)
        kind = names.get(it.kind, it.kind)  # a parameter may be bound to a layer, or to a block
        if kind in self.blocks:
            return self.call(Call(self.blocks[kind], it.positional, it.options, it.label), x, box, names)
        rule, takes, order = LAYERS[kind]
        given = dict(zip(order, it.positional, strict=False)) | it.options
        values = {name: evaluated(text, x, names) for name, text in given.items()}
        for name, value in values.items():
            if name not in arguments()[kind]:
                raise Refused(f"{kind} has no {name}")
            arguments()[kind][name].require(value)
        if not (("m" in takes and x.map) or ("v" in takes and x.vector) or ("l" in takes and x.last)):
            raise Refused(f"{kind} does not take {x.shape}")
        self.layers += not self.aside
        self.operations += 1
        name = box.adopt(label)
        y = self.applied(rule, values, name, x)
        if not self.sketch:
            for part, bounds in first_values(kind, values, x, names.get(INIT, {})).items():
                self.first[f"{name}.{part}" if part else name] = bounds
        if label is not None:
            box.labels[label] = y
            asked = {word for text in given.values() for word in re.findall(r"in\.(\w+)", text)}
            box.made[label] = Made(kind, rule, values, name, x, asked)
        return y

    def applied(self, rule: Callable[..., Any], values: dict[str, Any], name: str, x: Value) -> Value:
        """What a layer gives, by the tensors of its name."""
        with _by_pytorch():
            y = rule(self, name, x, **values)
        if isinstance(y, Tensor):
            y = Value(y, x.last)
        if min(y.shape) < 1:
            raise Refused("an empty map")
        if max(y.shape) > MOST:
            raise Refused("a size beyond the limit")
        if not y.data.is_meta and y.data.numel() > ELEMENTS:
            raise Undecided("too many numbers for many programs")
        y = self.moved(y)
        y.aside = self.aside
        return y

    def moved(self, y: Value) -> Value:
        """A value with noise, if there is any."""
        return y if self.noise is None else Value(self.noise.moved(y.data), y.last)

    def tensor(self, key: str, *shape: int, like: Value, buffer: float | None = None) -> Tensor:
        """The tensor of a key: drawn when it is met for the first time."""
        kind = {"dtype": like.data.dtype, "device": like.data.device}
        if key in self.state and tuple(self.state[key].shape) != shape:
            raise Refused("weights for another shape")
        if self.sketch or like.data.is_meta:
            made = torch.empty(shape, **kind)
            if buffer is None:
                self.parameters[key] = made
            self.state[key] = made
            return made
        if key not in self.state:
            if buffer is None:
                scale = 1 / math.sqrt(max(math.prod(shape[1:]), 1))
                self.state[key] = (torch.randn(shape, **kind) * scale + (len(shape) <= 1)).requires_grad_()
            else:
                self.state[key] = torch.full(shape, buffer, **kind)
        if buffer is None:
            self.parameters[key] = self.state[key]
        return self.state[key]

    def count(self, macs: int) -> None:
        if not self.aside:
            self.macs += macs


def network_box(plan: Plan, given: list[Tensor]) -> Box:
    """The container of a network, in which `from` sees the inputs that have names."""
    values = {name: Value(x) for name, x in zip(plan.inputs, given, strict=True)}
    return Box(labels={name: value for name, value in values.items() if name}, inputs=values)


def chosen(it: If, x: Value, names: dict[str, Any]) -> list[Statement]:
    """The body of the first condition that is true."""
    return next((body for condition, body in it.cases if evaluated(condition, x, names)), [])


def _label(label: str | None, names: dict[str, Any]) -> str | None:
    return None if label is None else _filled(label, names)


def _filled(text: str, names: dict[str, Any]) -> str:
    """A label or a path whose expressions are worked out."""
    return re.sub(r"\{(\w+)\}", lambda match: str(names[match[1]]), text) if "{" in text else text


_WORDS = "same zeros constant reflect replicate circular none tanh nearest linear bilinear trilinear bicubic"
_WORDS += " channels_last channels_first weight scaled channel vector scalar one row batch channels positions b0 s0 s0a"


def _make_divisible(value: float, divisor: int) -> int:
    """torchvision's rule."""
    near = max(divisor, int(value + divisor / 2) // divisor * divisor)
    return near + divisor if near < 0.9 * value else near


_FUNCTIONS: dict[str, Any] = {
    "min": min, "max": max, "abs": abs, "round": round, "int": int, "len": len, "sum": sum, "floor": math.floor,
    "ceil": math.ceil, "log": math.log, "make_divisible": _make_divisible,
}  # fmt: skip
_KNOWN = {word: word for word in _WORDS.split()} | {"true": True, "false": False, "__builtins__": _FUNCTIONS}
_AXES = {0: (), 1: ("in_length",), 2: ("in_height", "in_width"), 3: ("in_depth", "in_height", "in_width")}


@cache
def _compiled(text: str) -> CodeType | int | tuple[int, ...]:
    if text.isdecimal():
        return int(text)
    if re.fullmatch(r"\d+(x\d+)+", text):
        return tuple(map(int, text.split("x")))
    text = re.sub(r'"[^"]*\{', r"f\g<0>", text)  # a text with expressions in it
    return compile(text.replace("in.", "in_"), "expression", "eval")


def evaluated(text: str, x: Value, names: dict[str, Any]) -> Any:
    """What an argument comes to. The language has Python's precedence and functions, so Python works it out."""
    if ".." in text:
        return tuple(evaluated(end, x, names) for end in text.split(".."))
    code = _compiled(text)
    if not isinstance(code, CodeType):
        return code
    seen: dict[str, Any] = dict(zip(_AXES[x.rank], x.sizes, strict=True))
    try:
        return eval(code, _KNOWN, names | seen | {"in_channels": x.channels, "in_size": list(x.sizes)})
    except (NameError, ZeroDivisionError, IndexError) as error:
        raise Refused(str(error)) from None
