"""How branches come together, and the `split` that cuts channels apart.

`add`, `sub`, `mul`, `mean` and `max` work element by element. A branch may have size 1 in channels or along an axis
where the others have more: it is the same for all of them there, as in PyTorch. Its other broadcasts stay faults.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from itertools import pairwise
from typing import Any, ClassVar

from cnndsl.diagnostics import codes as code
from cnndsl.layers.axis import Axis, adaptive
from cnndsl.layers.layer import Fault
from cnndsl.layers.shapes import AXES, LastMap, Map, Shape, Vector, channel_axis
from cnndsl.layers.symbolic import Calculation, N, Product, count, product, size, term, terms, total
from cnndsl.layers.traits import Traits
from cnndsl.layers.window import each_group
from cnndsl.text import enumerated, listed, plural


class Join(Traits):
    """An operation with several inputs and no module of its own."""

    keyword: ClassVar[str]
    overwritable = True

    twice: ClassVar[str] = ""
    """What a join comes to that gets one value twice, which is hardly meant; empty where it may be."""

    sign: ClassVar[str] = "||"
    """What stands for it in figures."""

    def output(self, shapes: list[Shape]) -> Shape:
        """The joined shape. Raises Fault; its ``argument`` is the number of the branch at fault."""
        raise NotImplementedError

    def macs(self, shapes: Sequence[Shape]) -> list[Product]:
        """Multiply-accumulates for one sample, as a sum of products; only the product of matrices counts any."""
        return []

    def window(self, number: int, shapes: Sequence[Shape]) -> tuple[Axis, ...] | None:
        """What is read of a branch along each of its axes; None where it is the element in the same place."""
        return None

    def derive_shape(self, shapes: Sequence[Shape], y: Shape) -> list[Calculation]:
        """How the output shape comes about, written out."""
        raise NotImplementedError

    def derive_costs(self, shapes: Sequence[Shape]) -> list[Calculation]:
        """How the MACs come about."""
        found = self.macs(shapes)
        return [Calculation("MACs", count(found))] if found else []

    def code(self, values: Sequence[str], shapes: Sequence[Shape]) -> str:
        """The expression of PyTorch that joins these variables, for the code of a forward."""
        raise NotImplementedError

    def codes(self, values: Sequence[str], shapes: Sequence[Shape], partial: str) -> list[str]:
        """The same as several expressions, of which each but the last is given to the variable ``partial``."""
        return [self.code(values, shapes)]

    def onnx(self, op: Any, values: list[Any], shapes: list[Shape]) -> Any:
        """What it computes in ONNX, as `Layer.onnx` says it; ``values`` are the names of what arrives."""
        raise NotImplementedError

    def __str__(self) -> str:
        return self.keyword


class MismatchError(Fault):
    """Branches whose shapes differ. ``project`` is the number of the branch and the line that would make it fit."""

    project: tuple[int, str] | None = None


# --------------------------------------------------------------------------------------------- element by element


MANY = 100
"""Operands of one expression: Python reads those of a sum inside one another, and not thousands of them."""


class Folded(Join):
    """A join that takes its branches one after the other, the first two first."""

    def operands(self, values: Sequence[str], shapes: Sequence[Shape]) -> list[str]:
        """The variables as what is joined."""
        return list(values)

    def together(self, operands: Sequence[str]) -> str:
        """The expression that joins operands."""
        raise NotImplementedError

    def finished(self, text: str, values: Sequence[str], shapes: Sequence[Shape]) -> str:
        """What becomes of all together."""
        return text

    def code(self, values: Sequence[str], shapes: Sequence[Shape]) -> str:
        return self.finished(self.together(self.operands(values, shapes)), values, shapes)

    def codes(self, values: Sequence[str], shapes: Sequence[Shape], partial: str) -> list[str]:
        operands = self.operands(values, shapes)
        texts = [self.together(operands[:MANY])]
        texts += [self.together([partial, *operands[at : at + MANY]]) for at in range(MANY, len(operands), MANY)]
        return [*texts[:-1], self.finished(texts[-1], values, shapes)]


class Elementwise(Folded):
    """Element by element; what a branch has once counts for all elements along that axis."""

    verb: ClassVar[str]
    joined: ClassVar[str]
    """What is done to the elements: `added`."""

    each: ClassVar[str] = "number"
    """What one element of a branch is to the others."""

    def output(self, shapes: list[Shape]) -> Shape:
        full = next((number for number, shape in enumerate(shapes) if not _point(shape)), 0)
        y = shapes[full]
        for number, shape in enumerate(shapes):
            if shape == y and type(shape) is type(y):
                continue
            both = _broadcast(y, shape)
            if both is None:
                raise self.mismatch(number, y, shape)
            y = both
        return y

    def mismatch(self, number: int, first: Shape, shape: Shape) -> Fault:
        """The fault of a branch whose shape does not fit to that of the others."""
        return _unequal(self.verb, number, first, shape)

    def derive_shape(self, shapes: Sequence[Shape], y: Shape) -> list[Calculation]:
        others = [*dict.fromkeys(shape for shape in shapes if shape != y)]
        if not others:
            return [Calculation("shapes", "", f"equal, so they are {self.joined} element by element")]
        return [Calculation("shapes", "", _once(self.each, shape, y)) for shape in others]


class Add(Elementwise):
    """Sum of the branches."""

    keyword = "add"
    verb, joined, sign = "add", "added", "+"
    twice = "adds it to itself"

    def together(self, operands: Sequence[str]) -> str:
        return " + ".join(operands)

    def onnx(self, op: Any, values: list[Any], shapes: list[Shape]) -> Any:
        return reduce(op.Add, values)


class Sub(Elementwise):
    """The first branch without the others."""

    keyword = "sub"
    verb, joined, sign = "subtract", "subtracted", "−"
    twice = "takes it from itself"

    def together(self, operands: Sequence[str]) -> str:
        return " - ".join(operands)

    def onnx(self, op: Any, values: list[Any], shapes: list[Shape]) -> Any:
        return reduce(op.Sub, values)


class Mul(Elementwise):
    """Product of the branches; a Cx1x1 branch scales whole channels, a 1xHxW branch whole places."""

    keyword = "mul"
    verb, joined, sign, each = "multiply", "multiplied", "×", "factor"
    twice = "squares it"

    def mismatch(self, number: int, first: Shape, shape: Shape) -> Fault:
        gates = [str(gate_of(first))] if isinstance(first, Map) and gate_of(first) != first else []
        return _differ("multiply", number, first, shape, f"make it {enumerated([str(first), *gates], 'or')}")

    def together(self, operands: Sequence[str]) -> str:
        return " * ".join(operands)

    def onnx(self, op: Any, values: list[Any], shapes: list[Shape]) -> Any:
        return reduce(op.Mul, values)


class Mean(Elementwise):
    """Mean of the branches."""

    keyword = "mean"
    verb, joined, sign = "average", "averaged", "mean"
    twice = "counts it twice"

    def together(self, operands: Sequence[str]) -> str:
        return " + ".join(operands)

    def finished(self, text: str, values: Sequence[str], shapes: Sequence[Shape]) -> str:
        return f"({text}) / {len(values)}"

    def onnx(self, op: Any, values: list[Any], shapes: list[Shape]) -> Any:
        return op.Div(reduce(op.Add, values), op.number(len(values)))


class Max(Elementwise):
    """The largest of the branches (Goodfellow et al., "Maxout Networks", 2013)."""

    keyword = "max"
    verb, joined, sign = "take the maximum of", "compared", "max"
    twice = "is the value itself"

    def together(self, operands: Sequence[str]) -> str:
        return reduce("torch.maximum({}, {})".format, operands)

    def onnx(self, op: Any, values: list[Any], shapes: list[Shape]) -> Any:
        return op.Max(*values)


# ----------------------------------------------------------------------------------------------------- channels


class Concat(Join):
    """The branches' channels one after the other."""

    keyword = "concat"
    twice = "copies its channels"

    def output(self, shapes: list[Shape]) -> Shape:
        first = shapes[0]
        for number, shape in enumerate(shapes[1:], start=1):
            if type(shape) is not type(first) or shape.sizes != first.sizes:
                names = enumerated([axis.name for axis in AXES[max(shape.rank, first.rank) or 2]])
                advice = f"give all branches the same {names}, with stride and padding"
                raise _differ("concatenate", number, first, shape, advice)
        return first.of(self.channels([shape.channels for shape in shapes]))

    def channels(self, each: list[N]) -> N:
        """The channels of all branches together."""
        return total(each)

    def derive_shape(self, shapes: Sequence[Shape], y: Shape) -> list[Calculation]:
        return [Calculation("channels", size(self.channels(terms(shape.channels for shape in shapes))))]

    def code(self, values: Sequence[str], shapes: Sequence[Shape]) -> str:
        return f"torch.cat([{', '.join(values)}], dim={channel_axis(shapes[0])})"

    def onnx(self, op: Any, values: list[Any], shapes: list[Shape]) -> Any:
        return op.Concat(*values, axis=channel_axis(shapes[0])) if len(values) > 1 else values[0]


SHOWN_PARTS = 50
"""Most parts of a split whose sizes a message lists."""


class Part(Join):
    """Part ``index`` of the channels: of ``count`` equal parts, or of parts of these ``sizes``. Those of one split
    share ``split``."""

    keyword = "split"
    view = True
    overwritable = False

    def __init__(self, index: int, count: int, split: object, sizes: tuple[int, ...] | None = None) -> None:
        self.index = index
        self.count = count
        self.split = split
        self.sizes = sizes

    def output(self, shapes: list[Shape]) -> Shape:
        (x,) = shapes
        if self.sizes is not None:
            if not self.index and sum(self.sizes) != x.channels:  # the first part speaks for all
                parts = map(str, self.sizes)
                shown = enumerated(parts) if len(self.sizes) <= SHOWN_PARTS else listed(parts)
                raise Fault(
                    code.GROUPS,
                    f"{x.channels} channels do not split into parts of {shown}",
                    argument="sizes",
                    notes=(f"the parts have {sum(self.sizes):,} together",),
                    advice=f"let the sizes add up to {x.channels}",
                )
            return x.of(self.sizes[self.index])
        if x.channels % self.count:
            advice = f"let a number of channels arrive that {self.count} divides"
            if self.count <= min(x.channels, SHOWN_PARTS):
                advice += f", or write the channels of each part: `split {_nearly_equal(x.channels, self.count)}:`"
            title = f"{x.channels} channels do not split into {self.count} equal parts"
            raise Fault(code.GROUPS, title, advice=advice)
        return x.of(each_group(x.channels, self.count))

    def derive_shape(self, shapes: Sequence[Shape], y: Shape) -> list[Calculation]:
        if self.sizes is not None:
            first = total(terms([0, *self.sizes[: self.index]]))
            each = term(y.channels)
        else:
            each = each_group(*terms((shapes[0].channels, self.count)))
            first = term(self.index * int(each))
        which = f"part {self.index + 1} of {self.count}: channels {int(first)} to {int(first) + int(each) - 1}"
        return [Calculation("channels", size(each), f"{which}, counted from 0")]

    def code(self, values: Sequence[str], shapes: Sequence[Shape]) -> str:
        dim = channel_axis(shapes[0])
        if self.sizes is None:
            return f"{values[0]}.chunk({self.count}, dim={dim})"
        return f"{values[0]}.split({list(self.sizes)}, dim={dim})"

    def onnx(self, op: Any, values: list[Any], shapes: list[Shape]) -> Any:
        sizes = self.sizes or [shapes[0].channels // self.count] * self.count
        return op.split(values[0], list(sizes), channel_axis(shapes[0]))[self.index]

    def __str__(self) -> str:
        parts = self.count if self.sizes is None else list(self.sizes)
        return f"split {self.index + 1} of {parts}"


def _nearly_equal(channels: int, count: int) -> list[int]:
    """Sizes of so many parts that differ by one at most."""
    return [channels // count + (part < channels % count) for part in range(count)]


# ------------------------------------------------------------------------------------------- weights and matrices


class Select(Join):
    """The sum of the branches after the first, each times its weight: the first holds the weights, those of one branch
    after those of another, and a softmax over the branches makes them add up to 1."""

    keyword = "select"
    sign = "Σ"

    def output(self, shapes: list[Shape]) -> Shape:
        weights, values = shapes[0], shapes[1:]
        if not values:
            raise Fault(
                code.BRANCHES,
                "`select` has weights, and no branch to weigh",
                argument="0",
                advice="write the branches below the one with their weights",
            )
        y = values[0]
        for number, shape in enumerate(values[1:], start=2):
            if shape != y or type(shape) is not type(y):
                raise _unequal("select from", number, y, shape)
        if isinstance(y, LastMap):
            raise Fault(
                code.WRONG_INPUT,
                f"`select` weighs maps with their channels first, and {y} arrives",
                argument="1",
                advice="put `permute channels_first` before it",
                then=y,
            )
        count = len(values)
        fits = type(weights) is type(y) and weights.rank == y.rank and weights.channels in (count, count * y.channels)
        if not fits or any(size not in (1, full) for size, full in zip(weights.sizes, y.sizes, strict=True)):
            wanted = Map(count * y.channels, *[1] * y.rank) if isinstance(y, Map) else Vector(count * y.channels)
            raise Fault(
                code.BRANCHES,
                f"{weights} cannot hold the weights of {plural(count, 'branch', 'branches')} of {y}",
                argument="0",
                advice=f"make it {wanted}: one for each channel of each branch, of the first branch first",
                then=y,
            )
        return y

    def derive_shape(self, shapes: Sequence[Shape], y: Shape) -> list[Calculation]:
        count = len(shapes) - 1
        each = each_group(*terms((shapes[0].channels, count)))
        remark = (
            f"for each of {plural(count, 'branch', 'branches')}; a softmax over the branches makes them add up to 1"
        )
        return [Calculation("weights", size(each), remark)]

    def code(self, values: Sequence[str], shapes: Sequence[Shape]) -> str:
        weights, *others = values
        shares = f"{weights}.unflatten(1, ({len(others)}, {shapes[0].channels // len(others)})).softmax(1)"
        return f"(torch.stack([{', '.join(others)}], 1) * {shares}).sum(1)"

    def onnx(self, op: Any, values: list[Any], shapes: list[Shape]) -> Any:
        count, weights = len(values) - 1, shapes[0]
        each = (weights.channels // count, *weights.sizes)
        shares = op.Softmax(op.reshape(values[0], count, *each), axis=1)
        first = op.integers([1])
        stacked = op.Concat(*[op.Unsqueeze(value, first) for value in values[1:]], axis=1)
        return op.ReduceSum(op.Mul(stacked, shares), first, keepdims=0)


class MatMul(Folded):
    """Product of the branches as matrices. A map is one of channels by places: the places of each branch are the
    channels of the next."""

    keyword = "matmul"
    sign = "@"

    def output(self, shapes: list[Shape]) -> Shape:
        for number, shape in enumerate(shapes):
            if not isinstance(shape, Map):
                raise Fault(
                    code.WRONG_INPUT,
                    f"`matmul` multiplies feature maps, and {shape} arrives",
                    argument=str(number),
                    advice="a map is a matrix of channels by places",
                )
        for number, (one, other) in enumerate(pairwise(shapes), start=1):
            places = product(one.sizes)
            if places != other.channels:
                raise Fault(
                    code.BRANCHES,
                    f"cannot multiply {one} and {other} as matrices: {plural(places, 'place')} and "
                    f"{plural(other.channels, 'channel')}",
                    argument=str(number),
                    advice="the places of a branch are the channels of the next; `transpose` exchanges the two",
                    then=shapes[-1].of(shapes[0].channels),
                )
        return shapes[-1].of(shapes[0].channels)

    def macs(self, shapes: Sequence[Shape]) -> list[Product]:
        rows = shapes[0].channels
        return [((rows, *other.sizes), (other.channels,)) for other in shapes[1:]]

    def window(self, number: int, shapes: Sequence[Shape]) -> tuple[Axis, ...] | None:
        """Every output reads all places of the branches before the last."""
        last = number == len(shapes) - 1
        return None if last else tuple(adaptive(size, 1) for size in shapes[number].sizes)

    def derive_shape(self, shapes: Sequence[Shape], y: Shape) -> list[Calculation]:
        matrices = [f"{shape.channels} x {int(product(shape.sizes))}" for shape in shapes]
        return [Calculation("matrices", " times ".join(matrices), "channels by places")]

    def operands(self, values: Sequence[str], shapes: Sequence[Shape]) -> list[str]:
        return [
            value if shape.rank == 1 else f"{value}.flatten(2)" for value, shape in zip(values, shapes, strict=True)
        ]

    def together(self, operands: Sequence[str]) -> str:
        return " @ ".join(operands)

    def finished(self, text: str, values: Sequence[str], shapes: Sequence[Shape]) -> str:
        return text if shapes[-1].rank == 1 else f"({text}).unflatten(2, {values[-1]}.shape[2:])"

    def onnx(self, op: Any, values: list[Any], shapes: list[Shape]) -> Any:
        matrices = [op.reshape(value, shape.channels, -1) for value, shape in zip(values, shapes, strict=True)]
        return op.reshape(reduce(op.MatMul, matrices), shapes[0].channels, *shapes[-1].sizes)


JOINS: dict[str, type[Join]] = {join.keyword: join for join in (Add, Sub, Mul, Mean, Max, Concat, Select, MatMul)}


def gate_of(shape: Map) -> Map:
    """The shape of a branch that scales the channels of a map."""
    return Map(shape.channels, *[1] * shape.rank)


def _point(shape: Shape) -> bool:
    """Whether a shape is a map of one place."""
    return isinstance(shape, Map) and max(shape.sizes) == 1


def _broadcast(one: Shape, other: Shape) -> Shape | None:
    """The shape of both together, where each has the size of the other or 1 in channels and along each axis."""
    if type(one) is not type(other) or len(one) != len(other):
        return None
    if any(a != b and 1 not in (a, b) for a, b in zip(one, other, strict=True)):
        return None
    return type(one)(*map(max, one, other))


def _once(each: str, shape: Shape, y: Shape) -> str:
    """What a branch with size 1 somewhere is to the others."""
    if isinstance(y, Map) and shape == gate_of(y):
        return f"{shape} holds one {each} for each channel of {y}"
    axes = [axis.name for axis, a, b in zip(AXES[y.rank or 1], shape.sizes, y.sizes, strict=False) if a != b]
    where = ["for all channels"] if shape.channels != y.channels else []
    where += [f"along its whole {enumerated(axes)}"] if axes else []
    return f"{shape} is the same {' and '.join(where)} of {y}"


def _differ(verb: str, number: int, first: Shape, shape: Shape, advice: str) -> MismatchError:
    return MismatchError(
        code.BRANCHES,
        f"cannot {verb} {first} and {shape}",
        argument=str(number),
        advice=advice,
        then=first,
    )


def _unequal(verb: str, number: int, first: Shape, shape: Shape) -> MismatchError:
    """Branches that differ, with the 1x1 convolution that makes one of them fit, where there is one."""
    fault = _differ(verb, number, first, shape, "give all branches the same shape")
    if isinstance(first, Map) and isinstance(shape, Map) and first.rank == shape.rank:
        for branch, have, want in ((number, shape, first), (0, first, shape)):
            stride = -(-have.sizes[0] // want.sizes[0])
            if [-(-size // stride) for size in have.sizes] == [*want.sizes]:
                step = f" stride={stride}" if stride > 1 else ""
                kernel = "x".join("1" * have.rank)
                fault.project = branch, f"conv {want.channels} {kernel}{step}"
                break
    return fault
