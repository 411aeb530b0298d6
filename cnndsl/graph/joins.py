"""How branches come together: `add`, `concat`, `mul`, and the `split` that cuts channels apart.

Shapes must agree exactly. The one broadcast that is allowed is a Cx1x1 branch of `mul` (squeeze-and-excitation).
"""

from __future__ import annotations

from typing import ClassVar

from cnndsl.diagnostics import codes as code
from cnndsl.layers.layer import Fault
from cnndsl.layers.shapes import LastMap, Map, Shape, Vector
from cnndsl.layers.traits import Traits


class Join(Traits):
    """An operation with several inputs and no module of its own."""

    keyword: ClassVar[str]

    def output(self, shapes: list[Shape]) -> Shape:
        """The joined shape. Raises Fault; its ``argument`` is the number of the branch at fault."""
        raise NotImplementedError

    def __str__(self) -> str:
        return self.keyword


class Add(Join):
    """Sum of the branches."""

    keyword = "add"
    overwritable = True

    def output(self, shapes: list[Shape]) -> Shape:
        first = shapes[0]
        for number, shape in enumerate(shapes[1:], start=1):
            if shape != first or type(shape) is not type(first):
                raise _differ("add", number, first, shape, _projection(first, shape))
        return first


class Mul(Join):
    """Product of the branches; a Cx1x1 branch scales whole channels."""

    keyword = "mul"
    overwritable = True

    def output(self, shapes: list[Shape]) -> Shape:
        full = next((s for s in shapes if not (isinstance(s, Map) and s.height == s.width == 1)), shapes[0])
        for number, shape in enumerate(shapes):
            gate = isinstance(shape, Map) and isinstance(full, Map) and shape == Map(full.channels, 1, 1)
            if not gate and (shape != full or type(shape) is not type(full)):
                wanted = f"make it {full}" + (f" or {full.channels}x1x1" if isinstance(full, Map) else "")
                raise _differ("multiply", number, full, shape, wanted)
        return full


class Concat(Join):
    """The branches' channels one after the other."""

    keyword = "concat"
    overwritable = True

    def output(self, shapes: list[Shape]) -> Shape:
        first = shapes[0]
        for number, shape in enumerate(shapes[1:], start=1):
            if type(shape) is not type(first) or _plane(shape) != _plane(first):
                advice = "give all branches the same height and width, with stride and padding"
                if _plane(shape) and max(abs(a - b) for a, b in zip(_plane(shape), _plane(first), strict=True)) == 1:
                    advice += "; `check --sizes 32..256` lists the input sizes whose halves come out even"
                raise _differ("concatenate", number, first, shape, advice)
        channels = sum(shape.channels for shape in shapes)
        if isinstance(first, Vector):
            return Vector(channels)
        if isinstance(first, LastMap):
            return LastMap(first.height, first.width, channels)
        return Map(channels, first.height, first.width)


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
        part, rest = divmod(x.channels, self.count)
        if rest or part == 0:
            raise Fault(
                code.GROUPS,
                f"{x.channels} channels do not split into {self.count} equal parts",
                advice=f"let a number of channels arrive that {self.count} divides",
            )
        if isinstance(x, Vector):
            return Vector(part)
        if isinstance(x, LastMap):
            return LastMap(x.height, x.width, part)
        return Map(part, x.height, x.width)

    def __str__(self) -> str:
        return f"split {self.index + 1} of {self.count}"


JOINS: dict[str, type[Join]] = {join.keyword: join for join in (Add, Concat, Mul)}


def _plane(shape: Shape) -> tuple[int, ...]:
    return () if isinstance(shape, Vector) else (shape.height, shape.width)


def _differ(verb: str, number: int, first: Shape, shape: Shape, advice: str) -> Fault:
    return Fault(
        code.BRANCHES,
        f"cannot {verb} {first} and {shape}",
        argument=str(number),
        advice=advice,
        then=first,
    )


def _projection(first: Shape, shape: Shape) -> str:
    """The 1x1 convolution that makes one branch fit the other."""
    if isinstance(first, Map) and isinstance(shape, Map):
        for have, want in ((shape, first), (first, shape)):
            stride = -(-have.height // want.height)
            if -(-have.height // stride) == want.height and -(-have.width // stride) == want.width:
                step = f" stride={stride}" if stride > 1 else ""
                return f"project the {have} branch with `conv {want.channels} 1x1{step}`"
    return "give all branches the same shape"
