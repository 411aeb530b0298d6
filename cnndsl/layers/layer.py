"""What a layer kind is. A subclass of Layer is registered by being defined; every kind stands in one file.

Rules are pure functions of the bound arguments and the input shape. A rule that fails raises Fault and names
the argument that is at fault; where it stands in the text is not its business.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Any, ClassVar, Literal, overload

from cnndsl.diagnostics.codes import Code
from cnndsl.layers.arguments import Arg, write
from cnndsl.layers.axis import Axis
from cnndsl.layers.elsewhere import Elsewhere, Instead
from cnndsl.layers.shapes import RANKS, LastMap, Map, Shape, Vector
from cnndsl.layers.symbolic import Calculation, Product, count, elements
from cnndsl.layers.traits import Traits
from cnndsl.plain_class import copied


class Kinds(dict[str, "type[Layer]"]):
    """Layer kinds by their keywords. Those of the package are imported when they are asked for.

    Until then the name of the module stands in the place of a kind; the keywords are those of `index.py`.
    """

    def __getitem__(self, keyword: str) -> type[Layer]:
        kind: Any = super().__getitem__(keyword)
        if isinstance(kind, str):
            own = vars(import_module(kind)).values()
            found = [each for each in own if isinstance(each, type) and vars(each).get("keyword") == keyword]
            if not found:
                raise KeyError(keyword)
            self[keyword] = kind = found[0]  # it registers itself once; a registry that was put back forgot it
        return kind  # type: ignore[no-any-return]  # what is no name of a module is a kind

    @overload
    def get(self, keyword: str, default: None = None, /) -> type[Layer] | None: ...
    @overload
    def get(self, keyword: str, default: Any, /) -> Any: ...
    def get(self, keyword: str, default: Any = None, /) -> Any:
        try:
            return self[keyword]
        except KeyError:
            return default

    def values(self) -> Any:
        """All kinds, imported."""
        self.load()
        return super().values()

    def items(self) -> Any:
        """All keywords and kinds, imported."""
        self.load()
        return super().items()

    def wait(self, modules: Mapping[str, str]) -> None:
        """Take the modules of kinds that are imported when they are asked for."""
        for keyword, module in modules.items():
            self.setdefault(keyword, module)  # type: ignore[arg-type]  # for the time being

    def load(self) -> None:
        """Import what was not asked for so far."""
        for keyword in [keyword for keyword, kind in super().items() if isinstance(kind, str)]:
            self[keyword]


LAYERS = Kinds()
"""Every layer kind by its keyword."""

ALIASES: dict[str, str] = {}
"""Other words that are taken for a keyword; the formatter writes the keyword."""


class Fault(Exception):
    """A shape rule that fails.

    ``argument`` names the argument to underline (None: the keyword), ``then`` is the output shape that is
    clear all the same (a convolution whose groups do not fit still has its channels), so that what follows
    can be checked; None means unknown.
    """

    def __init__(
        self,
        code: Code,
        title: str,
        *,
        argument: str | None = None,
        label: str = "",
        notes: tuple[str, ...] = (),
        advice: str = "",
        then: Shape | None = None,
    ) -> None:
        super().__init__(title)
        self.code = code
        self.title = title
        self.argument = argument
        self.label = label
        self.notes = notes
        self.advice = advice
        self.then = then


class DeclarationError(TypeError):
    """A class that cannot be a layer kind."""


class Layer(Traits):
    """Base of all layer kinds.

    A subclass sets ``keyword`` and ``example``, declares its arguments with ``arg``, sets the traits that it has
    (`traits.py`), and overrides the rules that differ from "elementwise, without parameters". Its docstring is its
    documentation. Rules are written for maps of any rank: a size argument has a number for each axis of the map that
    arrives.
    """

    keyword: ClassVar[str] = ""
    aliases: ClassVar[tuple[str, ...]] = ()
    example: ClassVar[str] = ""
    also: ClassVar[tuple[str, ...]] = ()
    """Words that papers and other programs have for it, such as `swish`: not taken, but understood in messages."""

    elsewhere: ClassVar[tuple[Elsewhere, ...]] = ()
    """How it is written in PyTorch, Keras and others, with the arguments that it has there."""

    inputs: ClassVar[tuple[type[Shape], ...]] = (Map, Vector, LastMap)
    """The kinds of shape that it takes."""

    weight: ClassVar[Literal["", "matrix", "vector"]] = ""
    """What the layer's `weight` is, for `init`; empty where it has none."""

    inferred: ClassVar[str] = ""
    """The first argument of PyTorch's constructor where it is never written here, because the input says it."""

    applied: ClassVar[str] = "{module}({x})"
    """How the code of a generated forward applies what ``torch`` gives; another text where that is a parameter."""
    parameters_are: ClassVar[str] = ""
    buffers_are: ClassVar[str] = ""
    macs_are: ClassVar[str] = ""
    """What is said on the board beside these counts."""

    short: ClassVar[str] = ""
    """What figures and papers call it, such as BN; empty for its line."""

    arguments: ClassVar[dict[str, Arg]] = {}
    positional: ClassVar[tuple[Arg, ...]] = ()
    defaults: ClassVar[dict[int, dict[str, Any]]] = {}
    """The defaults of all arguments, by the rank of the map that arrives."""

    def __init_subclass__(cls) -> None:
        declared = dict(cls.arguments)
        for name, value in list(vars(cls).items()):
            if isinstance(value, Arg):
                named = copied(value, name=name)
                if hasattr(Layer, name):
                    raise DeclarationError(f"the argument `{name}` of {cls.__name__} has the name of a trait or method")
                declared[name] = named
                setattr(cls, name, named.default)
            elif name in declared:  # what a kind fixes is no argument of it any more
                del declared[name]
        cls.arguments = declared
        cls.positional = tuple(argument for argument in declared.values() if argument.positional)
        cls.defaults = {rank: {name: each.spread(rank) for name, each in declared.items()} for rank in RANKS}
        if "keyword" in vars(cls):
            _require_new(cls)
            LAYERS[cls.keyword] = cls
            for alias in cls.aliases:
                ALIASES[alias] = cls.keyword

    def __init__(self, rank: int = 2, /, **values: Any) -> None:
        """Bind checked values, for maps of this rank; what is not given has its default."""
        self.__dict__.update(self.defaults[rank])
        self.__dict__.update(values)
        self.rank = rank

    @classmethod
    def instead(cls, name: str, value: str, given: Mapping[str, str]) -> Instead | None:
        """What to write for a value that an argument has elsewhere and not here, such as `padding=valid`; None where
        nothing is to be said. ``given`` are the other arguments with a name, as texts."""
        return None

    # ------------------------------------------------------------------------------------------- rules

    def output(self, x: Any) -> Shape:
        """The output shape for an input shape of one of ``inputs``. Raises Fault."""
        shape: Shape = x
        return shape

    def parameters(self, x: Any) -> dict[str, tuple[int, ...]]:
        """Name and shape of every learned tensor, in the order of ``state_dict``."""
        return {}

    def buffers(self, x: Any) -> dict[str, tuple[int, ...]]:
        """Name and shape of every tensor that is stored but not learned."""
        return {}

    def macs(self, x: Any, y: Any) -> Iterable[Product]:
        """Multiply-accumulates for one sample, as a sum of products. Only convolutions and fully connected layers count
        any."""
        return ()

    def window(self, x: Any) -> tuple[Axis, ...] | None:
        """What is read along each axis of the map, or None for an elementwise layer. A vector has the axes of the map
        that it was."""
        return None

    def over_channels(self, x: Any) -> bool:
        """Of a kind that gives ``probabilities``: whether they add up to 1 over the channels of what arrives."""
        return True

    def derive_shape(self, x: Any, y: Any) -> list[Calculation]:
        """How the output shape comes about, written out; nothing where it is the input's."""
        return []

    def derive_costs(self, x: Any, y: Any) -> list[Calculation]:
        """How the parameters, buffers and MACs come about."""
        counts = (
            ("parameters", elements(self.parameters(x)), self.parameters_are),
            ("buffers", elements(self.buffers(x)), self.buffers_are),
            ("MACs", list(self.macs(x, y)), self.macs_are),
        )
        return [Calculation(quantity, count(products), remark) for quantity, products, remark in counts if products]

    def applied_to(self, x: Any) -> str:
        """The code that applies it to an input of this shape; ``applied``, unless that depends on the shape."""
        return self.applied

    @property
    def is_module(self) -> bool:
        """Whether ``torch`` gives a module, which is called; else it gives a parameter."""
        return self.applied == Layer.applied

    def torch(self, nn: Any, x: Any) -> Any:
        """The module. ``nn`` (torch.nn and what it lacks) is handed in, so that nothing here imports torch."""
        raise NotImplementedError

    def onnx(self, op: Any, value: Any, x: Any) -> Any:
        """What it computes in evaluation, in ONNX: `op.Relu(value)` adds that operator and names its output.

        ``value`` names what arrives, ``x`` is its shape without the batch; ``op`` (`backends/onnx/operators.py`) is
        handed in, so that nothing here depends on a backend.
        """
        raise NotImplementedError

    @property
    def rescalable(self) -> bool:
        """Whether it computes with its ``weight`` as it is stored, so that ``rescaled`` holds."""
        return True

    def rescaled(self, weight: Any, factor: Any) -> Any:
        """The ``weight`` with which each output is ``factor`` times what it was, of a linear kind; both are arrays,
        ``factor`` has one number for each channel of the output."""
        raise NotImplementedError

    def channel_map(self, tensors: Mapping[str, Any]) -> tuple[Any, Any]:
        """The factor and the shift of each channel, of a kind that is no more than those in evaluation; ``tensors`` are
        its own by their names, as arrays."""
        raise NotImplementedError

    @property
    def decayed(self) -> tuple[str, ...]:
        """Names of the learned tensors that weight decay acts on: those that multiply features, no biases or scales."""
        return ("weight",) if self.weight == "matrix" else ()

    # ----------------------------------------------------------------------------------------- writing

    def caption(self, x: Any) -> str:
        """The layer in the words of the papers, as it stands in the box of a figure."""
        return self.short or str(self).replace("_", " ")

    def __str__(self) -> str:
        """The layer as a line of the language, arguments at their default left out."""
        words = [self.keyword]
        in_order = True  # no positional argument was left out so far
        defaults = self.defaults[self.rank]
        for name, declared in self.arguments.items():
            value = getattr(self, name)
            if value == defaults[name]:
                in_order &= not declared.positional
                continue
            text = write(value)
            words.append(text if declared.positional and in_order else f"{name}={text}")
        return " ".join(words)


def ranked(nn: Any, name: str, x: Map) -> Any:
    """The class of torch.nn for maps of this rank: `Conv` is Conv1d, Conv2d or Conv3d."""
    return getattr(nn, f"{name}{x.rank}d")


def _require_new(kind: type[Layer]) -> None:
    """Raises DeclarationError where another class has the keyword or an alias; the same class may be defined again."""
    for word in (kind.keyword, *kind.aliases):
        other: Any = dict.get(LAYERS, ALIASES.get(word, word))
        if isinstance(other, str):  # a kind of the package, whose turn it may be
            if other == kind.__module__:
                continue
            other = LAYERS[ALIASES.get(word, word)]
        if other is not None and (other.__module__, other.__qualname__) != (kind.__module__, kind.__qualname__):
            taken = f"{other.__qualname__} of {other.__module__}"
            raise DeclarationError(f"there is a layer kind `{word}` already, {taken}")
