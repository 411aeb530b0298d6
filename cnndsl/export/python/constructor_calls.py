"""What a layer kind asks of torch.nn, as a call that can be written down: `Layer.torch` gets a recorder for `nn`.

Numbers carry a mark of where they come from, an argument of the layer or the channels that arrive, so that the
expression of the source can be put in their place.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from cnndsl.export.product import ExportError
from cnndsl.layers.arguments import Size
from cnndsl.layers.layer import Layer
from cnndsl.layers.shapes import LastMap, Map, Shape, Vector

CHANNELS = "in.channels"
"""The mark of the channels that arrive."""

_NAMES = {"kernel_size": "kernel", "output_size": "size"}


_ORDER = "kernel_size stride padding output_padding dilation groups bias padding_mode".split()
"""The order in which torch.nn has the arguments of a convolution."""


class _Marked:
    mark: str


class MarkedInt(int, _Marked):
    """An integer that says where it comes from."""


class MarkedFloat(float, _Marked):
    """The same of a decimal."""


class Given(NamedTuple):
    """One argument of a call: its name (empty where its place says it), its value, and the argument of the layer that
    it comes from (CHANNELS for the channels that arrive, empty where it was worked out)."""

    name: str
    value: Any
    mark: str
    is_default: bool = False
    """Whether torch has the same default, so that it need not be written."""


class Constructor(NamedTuple):
    """A call of a class of torch.nn, or of one that the file defines itself."""

    name: str
    arguments: tuple[Given, ...]

    @property
    def is_parameter(self) -> bool:
        """Whether it makes no module but a learned tensor, filled with a value."""
        return self.name == "scale"


class _Recorder:
    """Stands for torch.nn: any class is recorded when it is called."""

    def __getattr__(self, name: str) -> Any:
        def record(*positional: Any, **named: Any) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
            return name, positional, named

        return record


_RECORDER = _Recorder()


def constructor(layer: Layer, x: Shape, *, inplace: bool) -> Constructor:
    """The call that makes the module of a layer for a shape; ``inplace`` where it may overwrite its input.

    Raises ExportError for a kind of a user's own whose module is not one call of torch.nn.
    """
    marked = object.__new__(type(layer))
    marked.__dict__.update(layer.__dict__)
    for name in layer.arguments:
        marked.__dict__[name] = _mark(getattr(layer, name), name)
    try:
        recorded: Any = marked.torch(_RECORDER, _marked_shape(x))
        name, positional, named = recorded
        if not isinstance(name, str) or not isinstance(positional, tuple):
            raise TypeError
    except Exception:
        raise ExportError(
            f"the layer kind `{layer.keyword}` cannot be written as plain PyTorch",
            "its method `torch` returns no call of a class of torch.nn",
        ) from None
    given = [_given("", value, layer) for value in positional]
    if name.startswith(("Conv", "PaddedConv", "SameConv")) and len(given) == 3:
        given[2] = given[2]._replace(name="kernel_size")
    given += [_given(key, value, layer) for key, value in named.items()]
    if inplace:
        given = [each for each in given if each.name != "inplace"] + [Given("inplace", True, "")]
    positional_ones = [each for each in given if not each.name]
    named_ones = sorted((each for each in given if each.name), key=_place)
    return Constructor(name, (*positional_ones, *named_ones))


def _place(given: Given) -> int:
    return _ORDER.index(given.name) if given.name in _ORDER else len(_ORDER)


def _mark(value: Any, name: str) -> Any:
    if type(value) is int:
        made: Any = MarkedInt(value)
    elif type(value) is float:
        made = MarkedFloat(value)
    elif isinstance(value, Size):
        return Size(*(_mark(int(side), name) for side in value))
    elif type(value) is tuple:
        return tuple(_mark(item, name) for item in value)
    else:
        return value
    made.mark = name
    return made


def _marked_shape(x: Shape) -> Shape:
    channels = MarkedInt(x.channels)
    channels.mark = CHANNELS
    if isinstance(x, Map):
        return Map(channels, *x.sizes)
    if isinstance(x, LastMap):
        return LastMap(*x.sizes, channels)
    return Vector(channels)


def _given(name: str, value: Any, layer: Layer) -> Given:
    declared = {"elementwise_affine": "affine", **_NAMES}.get(name, name)
    own = declared if declared in layer.arguments else ""
    items = value if isinstance(value, tuple | list) else [value]
    marks = {getattr(item, "mark", "") for item in items}
    mark = marks.pop() if len(marks) == 1 else ""
    if isinstance(value, bool) or value is None:
        mark = own
    if name == "scale_factor" and all(each.is_integer() for each in value):
        value = tuple(map(int, value))
    plain = _plain(value)
    default = _plain(layer.defaults[layer.rank][own]) if own else None
    same = bool(own) and own != "dim" and type(default) is type(plain) and default == plain
    if name == "stride" and default is None:  # of a pool: that of its kernel
        same = plain == _plain(getattr(layer, "kernel", None))
    if (name, plain) in (("inplace", False), ("align_corners", None)):
        same = True
    return Given(name, plain, mark or own, same)


def _plain(value: Any) -> Any:
    """A value without marks; a size of equal sides is one number."""
    if isinstance(value, int) and not isinstance(value, bool):
        return int(value)
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, tuple | list):
        items = [_plain(item) for item in value]
        if isinstance(value, tuple) and items and len(set(items)) == 1 and isinstance(items[0], int):
            return items[0]
        return tuple(items) if isinstance(value, tuple) else items
    return float(value) if isinstance(value, float) else int(value)
