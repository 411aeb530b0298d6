"""How others write the layer kinds: PyTorch, Keras, darknet, Caffe, papers. Who writes their words is told ours.

What is said of one kind stands beside it, in ``Layer.also`` and ``Layer.elsewhere``; here is how it is looked up, and
what holds for all kinds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from cnndsl.layers.arguments import (
    FACTOR,
    FLAG,
    FLOAT,
    INT,
    NUMBERS,
    SIDES,
    SIZE,
    WORD,
    Arg,
    ArgumentError,
    Size,
    write,
)

if TYPE_CHECKING:
    from cnndsl.layers.layer import Layer


class Elsewhere:
    """One way in which a kind is written elsewhere.

    ``words`` are separated by blanks. ``arguments`` are theirs in their order, each with ours after a colon:
    `in_channels: out_channels:channels stride`. One without a colon is called the same here, one with nothing after
    it is not written here; `1-momentum` is what is left of 1. ``otherwise`` are arguments of ours that the word itself
    says, or that have another default there. What is not ``certain`` is a suggestion only.
    """

    __slots__ = ("arguments", "certain", "otherwise", "words")

    def __init__(self, words: str, arguments: str = "", *, certain: bool = True, **otherwise: str) -> None:
        self.words = tuple(words.split())
        pairs = (argument.partition(":") for argument in arguments.split())
        self.arguments = {theirs: ours if colon else theirs for theirs, colon, ours in pairs}
        self.certain = certain
        self.otherwise = otherwise


class Instead(NamedTuple):
    """What to write for an argument that is not taken here: why, and the argument in its place.

    An empty ``text`` deletes it; None is no edit that is certain.
    """

    advice: str
    text: str | None = None


class Meant(NamedTuple):
    """A kind that a word stands for, and the way in which it is written there; None for the kind's own words."""

    kind: type[Layer]
    way: Elsewhere | None
    certain: bool


class Line(NamedTuple):
    """A line of ours for what was written elsewhere; ``below`` are the lines that follow it."""

    text: str
    below: tuple[str, ...] = ()


# ------------------------------------------------------------------------------------------------- words


def fold(word: str) -> str:
    """A word without case, underscores and the number of its axes: `max_pool2d` and `MaxPool` are one."""
    key = word.lower().replace("_", "")
    return re.sub(r"(?<=\D)[123]d", "", key) or key


@lru_cache(1)
def _known(kinds: tuple[type[Layer], ...]) -> tuple[dict[str, list[Meant]], dict[str, list[Meant]]]:
    """What every word stands for: as it is written, and folded."""
    exact: dict[str, list[Meant]] = {}
    folded: dict[str, list[Meant]] = {}
    for kind in kinds:
        for word in (kind.keyword, *kind.aliases):
            folded.setdefault(fold(word), []).append(Meant(kind, None, True))
        for word in kind.also:
            for known, key in ((exact, word), (folded, fold(word))):
                known.setdefault(key, []).append(Meant(kind, None, True))
        for way in kind.elsewhere:
            for word in way.words:
                for known, key in ((exact, word), (folded, fold(word))):
                    known.setdefault(key, []).append(Meant(kind, way, way.certain))
    return exact, folded


def meanings(word: str, kinds: Iterable[type[Layer]]) -> list[Meant]:
    """What a word of elsewhere stands for among these kinds: several where it is written in several ways."""
    exact, folded = _known(tuple(kinds))
    return exact.get(word) or folded.get(fold(word)) or []


def words(kinds: Iterable[type[Layer]]) -> Iterator[str]:
    """All words of elsewhere."""
    return iter(_known(tuple(kinds))[0])


# ------------------------------------------------------------------------------------------------- arguments


def option(kind: type[Layer], name: str) -> str | None:
    """What an option of elsewhere is called here: empty where it is not written, None where it is not known."""
    found = {way.arguments[name] for way in kind.elsewhere if name in way.arguments}
    plain = {ours for ours in found if ours in kind.arguments}
    if len(plain) == 1:
        return plain.pop()
    return "" if found or name in LEFT_OUT else None


INFERRED = ("in_channels", "in_planes", "in_features", "num_features", "num_channels")
"""What the lines above say. Where it disagrees with them, deleting it is not certain."""

_INFERRED = "input channels are not written, they follow from the lines above"
_DRAWN = "`init` says how parameters are drawn, on a line above"
_KEPT = "the training's options say it"

LEFT_OUT: dict[str, tuple[str, tuple[str, ...] | None]] = {
    # name: why it is not written, and the values that can be left out without a word (None: all)
    "in_channels": (_INFERRED, None),
    "in_planes": (_INFERRED, None),
    "in_features": ("input features are not written, they follow from the lines above", None),
    "num_features": ("the channels are not written, they follow from the lines above", None),
    "num_channels": ("the channels are not written, they follow from the lines above", None),
    "normalized_shape": ("the channels are not written, they follow from the lines above", ()),
    "inplace": ("what works in place is decided by the compiler", None),
    "in_place": ("what works in place is decided by the compiler", None),
    "device": ("training chooses the device: `--device`", None),
    "dtype": ("training chooses the precision", None),
    "data_format": ("channels stand first", None),
    "axis": ("a norm is over the channels", None),
    "keepdims": ("`flatten` makes a vector of it", ()),
    "return_indices": ("a pool gives its values alone", ("False", "false")),
    "start_dim": ("a sample is flattened as a whole", ("1",)),
    "end_dim": ("a sample is flattened as a whole", ("-1",)),
    "input_shape": ("the `input` line says it, channels first", ()),
    "batch_input_shape": ("the `input` line says it, channels first", ()),
    "input_dim": ("the `input` line says it, channels first", ()),
    "name": ("a label stands before the line: `name: …`", ()),
    "trainable": (_KEPT, ("True", "true")),
    "center": ("a shift is learned with the scale; `affine=false` leaves out both", ("True", "true")),
    "scale": ("a scale is learned with the shift; `affine=false` leaves out both", ("True", "true")),
    "seed": ("`--seed` sets it in training", None),
    "noise_shape": ("elements are dropped one by one; `dropout2d` drops channels", ("None", "none")),
    "size": ("a size follows from the input and a factor", ("None", "none")),
    "batch_normalize": ("`batchnorm` is a line of its own, below", ()),
    **dict.fromkeys(
        ("kernel_initializer", "bias_initializer", "depthwise_initializer", "weight_filler", "bias_filler"),
        (_DRAWN, ()),
    ),
    **dict.fromkeys(
        ("kernel_regularizer", "bias_regularizer", "activity_regularizer", "weight_decay"),
        ("`--weight-decay` sets it in training", ()),
    ),
}
"""Arguments that are not written here, whatever kind has them."""

_TUPLE = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_TEXT = re.compile(r"(['\"])([\w-]*)\1")
_PYTHON = {"True": "true", "False": "false"}


def value(text: str, declared: Arg | None = None) -> str | None:
    """A value as it is written elsewhere in our words; None where it cannot be told, or is not taken."""
    text = " ".join(text.split())
    quoted = _TEXT.fullmatch(text)
    if quoted:
        text = quoted[2].lower()
        return text if declared is not None and text in declared.words else None
    if text in _PYTHON:
        return _PYTHON[text] if declared is None or declared.kind is FLAG else None
    if declared is not None and text in declared.words:
        return text
    several = _TUPLE.fullmatch(text)
    if several:
        items = [item.strip() for item in several[1].removesuffix(",").split(",")]
        if all(item.isdecimal() for item in items):
            pair = len(items) > 1 and (
                declared is None or declared.kind in (SIZE, FACTOR) or (declared.kind is SIDES and len(items) < 4)
            )
            if pair and (declared is not None or text[0] == "("):
                numbers = Size(*map(int, items))
                return "x".join(items) if _takes(declared, tuple(numbers), len(items)) else None
        return f"[{', '.join(items)}]" if all(items) and (declared is None or declared.kind in _LISTS) else None
    if _NUMBER.fullmatch(text):
        number = int(text) if text.lstrip("-").isdecimal() else float(text)
        return text if _takes(declared, number) else None
    if re.search(r"['\"{}]|[^\W\d]\w*\.(?!\.)", text.replace("in.", "")):
        return None
    if declared is not None and declared.kind is WORD:
        return None
    return f"({text})" if " " in text and text[0] not in "([" else text


_LISTS = (SIZE, FACTOR, SIDES, NUMBERS)


def _takes(declared: Arg | None, number: object, rank: int = 2) -> bool:
    """Whether an argument takes a number, or one for each of so many axes."""
    if declared is None:
        return True
    try:
        declared.bind(number, rank)
    except ArgumentError:
        return False
    return declared.kind in (INT, FLOAT, SIZE, FACTOR, SIDES, NUMBERS)


class LostError(Exception):
    """Something that cannot be said here; the text says why, and is empty where that is not known."""


def line(meant: Meant, arguments: Iterable[tuple[str, str]], *, theirs: bool = True) -> Line:
    """Our line for arguments, names and texts, that are written elsewhere. Raises LostError.

    ``theirs`` says that arguments without a name stand in their order, not in ours.
    """
    return _line(meant, list(arguments), theirs)


def _line(meant: Meant, arguments: list[tuple[str, str]], theirs: bool) -> Line:
    kind, way = meant.kind, meant.way
    order = list(way.arguments) if way is not None and theirs else [each.name for each in kind.positional]
    said: dict[str, str] = {}
    below: list[str] = []
    place = 0
    for name, text in arguments:
        if not name:
            if place >= len(order):
                raise LostError
            name = order[place]
            place += 1
        ours = _ours(kind, way, name)
        if name == "activation" and not ours:
            below += _activation(text)
        elif not ours:
            _leave_out(name, text)
        elif text != "None":
            _say(kind, ours, text, said)
    if way is not None:
        said = {**way.otherwise, **said}
    return Line(_written(kind, said), tuple(below))


def _ours(kind: type[Layer], way: Elsewhere | None, name: str) -> str:
    if way is not None and name in way.arguments:
        return way.arguments[name]
    if name in kind.arguments:
        return name
    ours = option(kind, name)
    if ours is None and name != "activation":
        raise LostError
    return ours or ""


def _leave_out(name: str, text: str) -> None:
    why, harmless = LEFT_OUT.get(name, ("", ()))
    if harmless is not None and text not in harmless:
        raise LostError(why)


def _say(kind: type[Layer], ours: str, text: str, said: dict[str, str]) -> None:
    rest = ours.startswith("1-")
    ours = ours.removeprefix("1-")
    declared = kind.arguments[ours]
    if ours in said:
        raise LostError
    if rest:
        if not _NUMBER.fullmatch(text):
            raise LostError
        text = f"{1 - float(text):.10g}"
    found = value(text, declared)
    if found is None:
        word = text.strip("'\"").lower()
        instead = kind.instead(ours, word, said)
        if instead is None or instead.text is None:
            raise LostError(instead.advice if instead else "")
        if instead.text:
            name, _, other = instead.text.partition("=")
            said[name] = other
    elif declared.positional or found != write(declared.spread(2)):
        said[ours] = found


def _written(kind: type[Layer], said: dict[str, str]) -> str:
    words, in_order = [kind.keyword], True
    for name, declared in kind.arguments.items():
        if name not in said:
            if declared.required:
                raise LostError
            in_order &= not declared.positional
        else:
            words.append(said[name] if declared.positional and in_order else f"{name}={said[name]}")
    return " ".join(words)


def _activation(text: str) -> list[str]:
    """The line of an activation that is an argument elsewhere."""
    word = text.strip("'\"").rpartition(".")[2]
    return [] if word in ("None", "none", "linear") else [activation(word)]


def activation(word: str) -> str:
    """The line of the activation that a word of elsewhere stands for. Raises LostError."""
    from cnndsl.layers.layer import LAYERS

    found = [meant.kind for meant in meanings(word, LAYERS.values()) if meant.kind.activation]
    if not found:
        raise LostError("an activation is a line of its own")
    return _written(found[0], {})
