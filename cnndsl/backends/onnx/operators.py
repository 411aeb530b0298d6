"""What layer kinds and joins write ONNX with: `op.Relu(value)` adds that operator, as `nn.ReLU()` makes that module."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy as np

Attribute: TypeAlias = int | float | str | list[int] | list[float]
Weights: TypeAlias = "Callable[[str], np.ndarray[Any, Any]]"
"""Gives the tensor of a key of the state_dict."""
Made: TypeAlias = Mapping[str, Callable[[Weights], Any]]
"""Tensors of a layer, by their names, that are worked out of others."""

TYPES = {"float32": 1, "uint8": 2, "int64": 7, "float16": 10}
"""The types of numbers, as ONNX counts them (TensorProto.DataType)."""

LARGEST_TABLE = 10_000_000
"""Numbers in one constant; only tables of windows come near."""


class OnnxError(ValueError):
    """A network that cannot become an ONNX graph as it was asked for; ``help`` says what would do."""

    def __init__(self, message: str, help: str = "") -> None:  # noqa: A002
        super().__init__(f"{message}; {help}" if help else message)
        self.message = message
        self.help = help


@dataclass(frozen=True, slots=True)
class Operator:
    """A node of the ONNX graph. An input that is left out is an empty name."""

    kind: str
    name: str
    inputs: list[str]
    outputs: list[str]
    attributes: dict[str, Attribute]


@dataclass(frozen=True, slots=True)
class Initializer:
    """A tensor that is stored with the graph. ``values`` gives its numbers, when it is written."""

    name: str
    shape: tuple[int, ...]
    dtype: str
    """As numpy writes it: float32, float16, int64."""
    values: Callable[[Weights], Any]
    constant: bool = False
    """Whether it is none of the network's, and its numbers come without their shape."""

    @property
    def size(self) -> int:
        """Bytes."""
        return prod(self.shape) * {"float32": 4, "float16": 2, "int64": 8}[self.dtype]


@dataclass(slots=True)
class Parts:
    """The operators and initializers of a graph, as they come to be."""

    float_type: str = "float32"
    operators: list[Operator] = field(default_factory=list)
    initializers: dict[str, Initializer] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    """Of values and operators."""
    _constants: dict[object, str] = field(default_factory=dict)
    _cuts: dict[object, list[str]] = field(default_factory=dict)

    def constant(self, dtype: str, values: Sequence[float], shape: tuple[int, ...]) -> str:
        """A constant, once for each content."""
        content = dtype, shape, tuple(values)
        if content not in self._constants:
            name = f"constants/{len(self._constants)}"
            numbers = content[2]
            self._constants[content] = name
            self.initializers[name] = Initializer(name, shape, dtype, lambda _: numbers, constant=True)
        return self._constants[content]

    def unused(self, name: str) -> str:
        """The name, with a number where it is taken."""
        found, number = name, 1
        while found in self.names:
            number += 1
            found = f"{name}_{number}"
        self.names.add(found)
        return found


class Operators:
    """Operators on behalf of one line of the network, whose name theirs begin with.

    ``op.Conv(value, weight, bias, strides=[2, 2])`` adds the operator of that name and gives the name of its output;
    a None among the inputs is one that is left out. ``tensors`` are the shapes of the line's own tensors by their
    names, ``made`` those that are worked out of others when they are written.
    """

    def __init__(
        self,
        parts: Parts,
        name: str,
        tensors: Mapping[str, tuple[int, ...]] | None = None,
        made: Made | None = None,
    ) -> None:
        self._parts = parts
        self._name = name
        self._tensors = tensors or {}
        self._made = made or {}

    def __getattr__(self, kind: str) -> Callable[..., Any]:
        if not kind[0].isupper():
            raise AttributeError(kind)
        return lambda *inputs, **attributes: self._add(kind, inputs, attributes)[0]

    def _add(
        self, kind: str, inputs: Sequence[str | None], attributes: dict[str, Attribute], outputs: int = 1
    ) -> list[str]:
        name = self._parts.unused(f"{self._name}/{kind}")
        names = [name] if outputs == 1 else [self._parts.unused(f"{name}:{number}") for number in range(outputs)]
        given = list(inputs)
        while given and given[-1] is None:
            given.pop()
        self._parts.operators.append(Operator(kind, name, [each or "" for each in given], names, attributes))
        return names

    def several(self, kind: str, outputs: int, *inputs: str | None, **attributes: Attribute) -> list[str]:
        """Adds an operator of several outputs and gives their names."""
        return self._add(kind, inputs, attributes, outputs)

    def parameter(self, name: str = "") -> str | None:
        """A tensor of the layer by its name, learned or stored, under its key of the state_dict; None where the layer
        has none of that name."""
        if name not in self._tensors:
            return None
        key = f"{self._name}.{name}" if name else self._name
        if key not in self._parts.initializers:
            values = self._made.get(name, lambda weights: weights(key))
            self._parts.initializers[key] = Initializer(key, self._tensors[name], self._parts.float_type, values)
        return key

    def numbers(self, values: Sequence[float], shape: tuple[int, ...] | None = None, dtype: str = "") -> str:
        """A constant of floating point, in the precision of the graph if no other is asked for; a vector unless
        ``shape`` is given."""
        return self._parts.constant(dtype or self._parts.float_type, values, (len(values),) if shape is None else shape)

    def number(self, value: float) -> str:
        """A constant without axes."""
        return self.numbers([value], ())

    def integers(self, values: Sequence[int], shape: tuple[int, ...] | None = None) -> str:
        """A constant of int64: sizes, axes, indices; a vector unless ``shape`` is given."""
        return self._parts.constant("int64", values, (len(values),) if shape is None else shape)

    def cast(self, value: str, dtype: str) -> str:
        """The value as numbers of another type."""
        return self._add("Cast", [value], {"to": TYPES[dtype]})[0]

    def reshape(self, value: str, *sizes: int) -> str:
        """The value of each sample with other sizes; the batch stays. -1 is what is left."""
        return self._add("Reshape", [value, self.integers([0, *sizes])], {})[0]

    def pad(self, value: str, pads: Sequence[tuple[int, int]], mode: str = "constant", fill: float = 0.0) -> str:
        """What each axis of a map gets before and after it."""
        sides = [0, 0, *(before for before, _ in pads), 0, 0, *(after for _, after in pads)]
        inputs = [value, self.integers(sides), self.number(fill) if mode == "constant" else None]
        return self._add("Pad", inputs, {"mode": mode})[0]

    def split(self, value: str, sizes: Sequence[int], axis: int) -> list[str]:
        """The parts of a value along an axis, cut once however many ask for them."""
        asked = value, tuple(sizes), axis
        if asked not in self._parts._cuts:
            cut = self._add("Split", [value, self.integers(sizes)], {"axis": axis}, outputs=len(sizes))
            self._parts._cuts[asked] = cut
        return self._parts._cuts[asked]

    def require_table(self, numbers: int) -> None:
        """Raises OnnxError where a table would have more numbers than LARGEST_TABLE."""
        if numbers > LARGEST_TABLE:
            raise OnnxError(f"`{self._name}` needs a table of {numbers:,} numbers in ONNX, more than {LARGEST_TABLE:,}")
