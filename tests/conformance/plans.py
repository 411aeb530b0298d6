"""Plans of networks: trees of statements, drawn at random, and their text. Written from docs/language.md alone.

Nothing here asks the checker: which layers there are, what they take and what they are called is written down once more
(functional.py), from the documentation of the language and of PyTorch.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from random import Random
from typing import Any


@dataclass
class Layer:
    """`label: kind positional... option=value...`; arguments as they are written."""

    kind: str
    positional: list[str] = field(default_factory=list)
    options: dict[str, str] = field(default_factory=dict)
    label: str | None = None


@dataclass
class Section:
    """`label:` with a body; without a label it is `seq:`."""

    label: str | None
    body: list[Statement]


@dataclass
class Path:
    body: list[Statement]


@dataclass
class Join:
    """`add`, `concat` and the like with their branches; ``sizes`` are the parts of a `split [16, 48]`."""

    kind: str
    body: list[Statement]
    sizes: str = ""


@dataclass
class From:
    """`from path`: the output of an earlier line; `from *path`, a branch for each of several."""

    path: str


@dataclass
class Again:
    """`again path`: an earlier layer or section once more."""

    path: str


@dataclass
class Repeat:
    """`repeat 2`, `for i in 1..2` or `for a, b in [[1, 2], [3, 4]]`, with what each round binds."""

    head: str
    rounds: list[dict[str, int]]
    body: list[Statement]


@dataclass
class If:
    """`if`, `elif` and `else` with their bodies; the condition of `else` is "true"."""

    cases: list[tuple[str, list[Statement]]]


@dataclass
class Let:
    name: str
    value: str


@dataclass
class Expect:
    """`expect` with the shape that arrives and, where it is wanted, the parameters so far, which the reference fills in."""

    shape: str = ""
    params: int | None = None
    wanted: bool = False


@dataclass
class Init:
    """`init` with kinds and schemes: the first values of parameters, and nothing else."""

    schemes: str


@dataclass
class Head:
    """`label: aux weight=w:`: an output for training only."""

    label: str | None
    """None is a head that is numbered; it has a weight that is written."""

    weight: float
    body: list[Statement]


@dataclass
class Output:
    """`output name`, or `output name:` with a body that gives what it names: of the network, or of a block."""

    name: str
    body: list[Statement] = field(default_factory=list)


@dataclass
class Block:
    """`block name(parameters):`; a default of None is a parameter without one."""

    name: str
    parameters: dict[str, str | None]
    body: list[Statement]
    takes: list[str] = field(default_factory=list)
    """Tensors, the last of them perhaps as `*rest`."""


@dataclass
class Call:
    """`label: name arguments`, or `inline name arguments`."""

    block: Block = field(compare=False, repr=False)  # it may call itself
    positional: list[str]
    options: dict[str, str]
    label: str | None = None
    inline: bool = False
    given: list[str] = field(default_factory=list)
    """Paths after `with`."""


Statement = Layer | Section | Path | Join | From | Again | Repeat | If | Let | Expect | Init | Head | Output | Call


@dataclass
class Style:
    """How a plan is written, which changes nothing of what it comes to."""

    comments: bool = False
    body_of_model: bool = False
    """The lines of the network stand in the body of `model`."""

    blocks_last: bool = False
    library: bool = False
    """The blocks stand in another file."""

    broken_brackets: bool = False


@dataclass
class Plan:
    """A network: its (first) input, what it is made of, and the blocks that it calls."""

    input: tuple[int, ...]
    body: list[Statement]
    blocks: list[Block]
    parameters: dict[str, int] = field(default_factory=dict)
    """Of the model, with the values that they have."""

    name: str = ""
    """Of the first input; empty where it has none."""

    others: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """Further inputs by their names."""

    settings: dict[str, int] = field(default_factory=dict)
    """Parameters that are set from outside, with the defaults that the file has in place of their values."""

    written: tuple[int, ...] = ()
    """What the file says of its first input, if that is given from outside."""

    style: Style = field(default_factory=Style)

    @property
    def inputs(self) -> dict[str, tuple[int, ...]]:
        """All of them, by their names."""
        return {self.name: self.input, **self.others}

    @property
    def given(self) -> dict[str, Any]:
        """What `cnndsl.pipeline.check` is given from outside."""
        found: dict[str, Any] = {}
        if self.settings:
            found["settings"] = {name: self.parameters[name] for name in self.settings}
        if self.written:
            found["input_shape"] = {self.name: self.input} if self.name else self.input
        return found

    @property
    def texts(self) -> dict[str, str]:
        """The files by their names: `net.cnn`, and perhaps `blocks.cnn`."""
        sizes = {**self.inputs, **({self.name: self.written} if self.written else {})}
        top = [f"input {name}{' ' if name else ''}{'x'.join(map(str, size))}" for name, size in sizes.items()]
        defaults = self.parameters | self.settings
        parameters = f"({', '.join(f'{name}={value}' for name, value in defaults.items())})" if defaults else ""
        blocks = [line for block in self.blocks for line in _block(block)]
        library = self.style.library and self.blocks
        if library:
            top.insert(0, f'use {", ".join(block.name for block in self.blocks)} from "blocks.cnn"')
        body = _lines(self.body, 0)
        here = [] if library else blocks
        lines = [*top, *body, *here] if self.style.blocks_last else [*top, *here, *body]
        if self.style.body_of_model:
            lines = [f"model M{parameters}:", *("    " + line for line in lines)]
        elif parameters:
            lines.insert(0, f"model M{parameters}")
        return {"net.cnn": self._dressed(lines)} | ({"blocks.cnn": self._dressed(blocks)} if library else {})

    def _dressed(self, lines: list[str]) -> str:
        if self.style.broken_brackets:  # a bracket that is open goes on below
            lines = [re.sub(r"\[(\d+), ", lambda found: f"[{found[1]},\n{' ' * 80}", line, count=1) for line in lines]
        if self.style.comments:
            lines = [line + "  # as drawn: {[(" * (at % 3 == 1) + "\n\n# and so on" * (at % 4 == 2)
                     for at, line in enumerate(lines)]  # fmt: skip
        return "\n".join(lines) + "\n"

    @property
    def text(self) -> str:
        """The files one after the other."""
        return "".join(
            f"{f'# {name}' + chr(10) if at else ''}{text}" for at, (name, text) in enumerate(self.texts.items())
        )


def _block(block: Block) -> list[str]:
    given = ", ".join(name if value is None else f"{name}={value}" for name, value in block.parameters.items())
    takes = f" with {', '.join(block.takes)}" if block.takes else ""
    return _with_body(f"block {block.name}({given}){takes}:", block.body, 0)


def _lines(body: list[Statement], depth: int) -> list[str]:
    return [line for statement in body for line in _written(statement, depth)]


def _with_body(head: str, body: list[Statement], depth: int) -> list[str]:
    """A head with its body below it, or after it on the same line, where it may stand there."""
    if len(body) == 1 and isinstance(body[0], Layer | Call | From) and len(head) % 2:
        return ["    " * depth + f"{head} {_written(body[0], 0)[0]}"]
    return ["    " * depth + head, *_lines(body, depth + 1)]


def _written(it: Statement, depth: int) -> list[str]:
    margin = "    " * depth
    label = f"{it.label}: " if isinstance(it, Layer | Call) and it.label else ""
    match it:
        case Layer():
            return [margin + label + " ".join([it.kind, *it.positional, *_options(it.options)])]
        case Call():
            word = "inline " if it.inline else ""
            given = [f"with {', '.join(it.given)}"] if it.given else []
            return [margin + label + word + " ".join([it.block.name, *it.positional, *_options(it.options), *given])]
        case From():
            return [f"{margin}from {it.path}"]
        case Again():
            return [f"{margin}again {it.path}"]
        case Let():
            return [f"{margin}let {it.name} = {it.value}"]
        case Expect():
            count = it.params if it.params is None or it.params % 2 else f"{it.params + 2}-2"
            params = [f"params={count}"] if it.params is not None else []
            return [margin + " ".join(["expect", *filter(None, [it.shape]), *params])] if it.shape or params else []
        case Init():
            return [f"{margin}init {it.schemes}"]
        case Head():
            weight = f" weight={it.weight}" if it.weight != 1 or it.label is None else ""
            return _with_body(f"{'' if it.label is None else f'{it.label}: '}aux{weight}:", it.body, depth)
        case Output():
            return _with_body(f"output {it.name}:", it.body, depth) if it.body else [f"{margin}output {it.name}"]
        case Section():
            if it.label and len(it.body) == 1 and isinstance(it.body[0], Join | Repeat):
                return [f"{margin}{it.label}: {line.strip()}" if not at else line
                        for at, line in enumerate(_written(it.body[0], depth))]  # fmt: skip
            if it.label and len(it.body) == 1 and isinstance(it.body[0], Layer | Call | From):
                return [f"{margin}{it.label}:", *_lines(it.body, depth + 1)]  # on one line it names the layer
            return _with_body(f"{it.label or 'seq'}:", it.body, depth)
        case Path():
            return _with_body("path:", it.body, depth)
        case Join():
            return _with_body(f"{it.kind}{' ' if it.sizes else ''}{it.sizes}:", it.body, depth)
        case Repeat():
            return _with_body(f"{it.head}:", it.body, depth)
        case If():
            lines = []
            for at, (condition, body) in enumerate(it.cases):
                word = "else" if at and condition == "true" else f"{'elif' if at else 'if'} {condition}"
                lines += _with_body(f"{word}:", body, depth)
            return lines


def _options(options: dict[str, str]) -> list[str]:
    return [f"{name}={value}" for name, value in options.items()]


def size(random: Random, most: int, rank: int, least: int = 1) -> str:
    """A size as it may be written: one number, or one for each axis."""
    if random.random() < 0.6 or rank < 1:
        return str(random.randint(least, most))
    sizes = [random.randint(least, most) for _ in range(rank)]
    return str(sizes) if random.random() < 0.15 or rank == 1 else "x".join(map(str, sizes))


def number(random: Random, value: int, names: dict[str, int]) -> str:
    """An expression that comes to a number, in one of many ways; ``names`` are what is bound."""
    for name, bound in names.items():
        if random.random() < 0.4 and bound:
            if value == bound:
                return name
            if value % bound == 0:
                return f"{name}*{value // bound}"
            return f"({name} + {value - bound})" if value > bound else f"({name} - {bound - value})"
    if random.random() < 0.7:
        return str(value)
    way = random.choice(WAYS)
    if "{square}" in way and value >= 10**9:  # a number has 18 digits at most
        return str(value)
    return way.format(v=value, double=2 * value, more=value + 3, square=value * value)


WAYS = [
    "{more}-3", "({double} // 2)", "max({v}, 1)", "[7, {v}][1]", "min([{v}, {more}])", "({v} if 2 > 1 else 9)",
    "(len([1, 2]) * {v} // 2)", "int({double} / 2)", "([1] + [2, {v}])[2]", "(round(log(1)) + {v})", "({v} if 2 == 3 or true else 7)",
    "(-2 + {v} + 2)", "[1, [{v}]][1][0]", "([9, {v}] if {v} != 0 else [1])[-1]", "({v} if \"a\" == \"a\" and 3 >= 2 else 1)",
    "int({v}.7)", "round({v}.4)", "floor({v}.9)", "ceil({v} - 0.5)", "abs(-{v})",
    "sum([{v}, 3])-3", "({square} // {v})", "[{v}, 1, 2][:1][0]", "({more} % ({more} + 1) - 3)",
    "({v} if 1 < 2 <= 2 and not false else 0)", "make_divisible({v}, 1)", "(2**3 - 8 + {v})", "(int(log(8, 2) + 0.5) - 3 + {v})",
]  # fmt: skip
"""How an expression may come to a positive number."""
