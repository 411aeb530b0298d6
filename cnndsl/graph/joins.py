"""How branches come together: `add`, `concat`, `mul`, and the `split` that cuts channels apart.

Shapes must agree exactly. The one broadcast that is allowed is a Cx1x1 branch of `mul` (squeeze-and-excitation).
"""

from __future__ import annotations

from functools import reduce
from typing import Any, ClassVar

from cnndsl.diagnostics import codes as code
from cnndsl.layers.layer import Fault
from cnndsl.layers.shapes import AXES, Map, Shape, channel_axis
from cnndsl.layers.symbolic import N, total
from cnndsl.layers.traits import Traits
from cnndsl.layers.window import each_group
from cnndsl.text import enumerated


class Join(Traits):
    """An operation with several inputs and no module of its own."""

    keyword: ClassVar[str]

    def output(self, shapes: list[Shape]) -> Shape:
        """The joined shape. Raises Fault; its ``argument`` is the number of the branch at fault."""
        raise NotImplementedError

    def onnx(self, op: Any, values: list[Any], shapes: list[Shape]) -> Any:
        """What it computes in ONNX, as `Layer.onnx` says it; ``values`` are the names of what arrives."""
        raise NotImplementedError

    def __str__(self) -> str:
        return self.keyword


class MismatchError(Fault):
    """Branches whose shapes differ. ``project`` is the number of the branch and the line that would make it fit."""

    project: tuple[int, str] | None = None


class Add(Join):
    """Sum of the branches."""

    keyword = "add"
    overwritable = True

    def output(self, shapes: list[Shape]) -> Shape:
        first = shapes[0]
        for number, shape in enumerate(shapes[1:], start=1):
            if shape != first or type(shape) is not type(first):
                raise _unequal(number, first, shape)
        return first

    def onnx(self, op: Any, values: list[Any], shapes: list[Shape]) -> Any:
        return reduce(op.Add, values)


class Mul(Join):
    """Product of the branches; a Cx1x1 branch scales whole channels."""

    keyword = "mul"
    overwritable = True

    def output(self, shapes: list[Shape]) -> Shape:
        full = next((shape for shape in shapes if not _point(shape)), shapes[0])
        for number, shape in enumerate(shapes):
            gate = _point(shape) and isinstance(full, Map) and shape == gate_of(full)
            if not gate and (shape != full or type(shape) is not type(full)):
                wanted = f"make it {full}" + (f" or {gate_of(full)}" if isinstance(full, Map) else "")
                raise _differ("multiply", number, full, shape, wanted)
        return full

    def onnx(self, op: Any, values: list[Any], shapes: list[Shape]) -> Any:
        return reduce(op.Mul, values)


class Concat(Join):
    """The branches' channels one after the other."""

    keyword = "concat"
    overwritable = True

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

    def onnx(self, op: Any, values: list[Any], shapes: list[Shape]) -> Any:
        return op.Concat(*values, axis=channel_axis(shapes[0])) if len(values) > 1 else values[0]


class Part(Join):
    """Part ``index`` of ``count`` equal parts of the channels; those of one split share ``split``."""

    keyword = "split"
    view = True

    def __init__(self, index: int, count: int, split: object) -> None:
        self.index = index
        self.count = count
        self.split = split

    def output(self, shapes: list[Shape]) -> Shape:
        (x,) = shapes
        if x.channels % self.count:
            raise Fault(
                code.GROUPS,
                f"{x.channels} channels do not split into {self.count} equal parts",
                advice=f"let a number of channels arrive that {self.count} divides",
            )
        return x.of(each_group(x.channels, self.count))

    def onnx(self, op: Any, values: list[Any], shapes: list[Shape]) -> Any:
        each = [shapes[0].channels // self.count] * self.count
        return op.split(values[0], each, channel_axis(shapes[0]))[self.index]

    def __str__(self) -> str:
        return f"split {self.index + 1} of {self.count}"


JOINS: dict[str, type[Join]] = {join.keyword: join for join in (Add, Concat, Mul)}


def gate_of(shape: Map) -> Map:
    """The shape of a branch that scales the channels of a map."""
    return Map(shape.channels, *[1] * shape.rank)


def _point(shape: Shape) -> bool:
    """Whether a shape is a map of one place."""
    return isinstance(shape, Map) and max(shape.sizes) == 1


def _differ(verb: str, number: int, first: Shape, shape: Shape, advice: str) -> Fault:
    return Fault(
        code.BRANCHES,
        f"cannot {verb} {first} and {shape}",
        argument=str(number),
        advice=advice,
        then=first,
    )


def _unequal(number: int, first: Shape, shape: Shape) -> MismatchError:
    """Branches of `add` that differ, with the 1x1 convolution that makes one of them fit, where there is one."""
    fault = MismatchError(
        code.BRANCHES,
        f"cannot add {first} and {shape}",
        argument=str(number),
        advice="give all branches the same shape",
        then=first,
    )
    if isinstance(first, Map) and isinstance(shape, Map) and first.rank == shape.rank:
        for branch, have, want in ((number, shape, first), (0, first, shape)):
            stride = -(-have.sizes[0] // want.sizes[0])
            if [-(-size // stride) for size in have.sizes] == [*want.sizes]:
                step = f" stride={stride}" if stride > 1 else ""
                kernel = "x".join("1" * have.rank)
                fault.project = branch, f"conv {want.channels} {kernel}{step}"
                break
    return fault
