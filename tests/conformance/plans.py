"""Plans of networks: trees of statements, drawn at random, and their text. Written from docs/language.md alone.

Nothing here asks the checker: which layers there are, what they take and what they are called is written down once more
(functional.py), from the documentation of the language and of PyTorch.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random


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
    """`add`, `concat`, `mul` or `split`, with its branches."""

    kind: str
    body: list[Statement]


@dataclass
class From:
    """`from path`: the output of an earlier line."""

    path: str


@dataclass
class Repeat:
    """`repeat count:`, or `for name in first..last:`."""

    body: list[Statement]
    first: int
    last: int
    name: str | None = None


@dataclass
class If:
    """`if condition:` and `else:`."""

    condition: str
    body: list[Statement]
    otherwise: list[Statement]


@dataclass
class Let:
    name: str
    value: str


@dataclass
class Expect:
    """`expect` with the shape that arrives, as the reference has it; written when it is known."""

    shape: str = "_"


@dataclass
class Head:
    """`label: aux weight=w:`: an output for training only."""

    label: str
    weight: float
    body: list[Statement]


@dataclass
class Block:
    """`block name(parameters):`; a default of None is a parameter without one."""

    name: str
    parameters: dict[str, str | None]
    body: list[Statement]


@dataclass
class Call:
    """`label: name arguments`, or `inline name arguments`."""

    block: Block
    positional: list[str]
    options: dict[str, str]
    label: str | None = None
    inline: bool = False


Statement = Layer | Section | Path | Join | From | Repeat | If | Let | Expect | Head | Call


@dataclass
class Plan:
    """A network: its input, what it is made of, and the blocks that it calls."""

    input: tuple[int, int, int]
    body: list[Statement]
    blocks: list[Block]

    @property
    def text(self) -> str:
        """The `.cnn` file."""
        lines = ["input " + "x".join(map(str, self.input))]
        for block in self.blocks:
            given = ", ".join(name if value is None else f"{name}={value}" for name, value in block.parameters.items())
            lines += [f"block {block.name}({given}):", *_lines(block.body, 1)]
        return "\n".join([*lines, *_lines(self.body, 0)]) + "\n"


def _lines(body: list[Statement], depth: int) -> list[str]:
    return [line for statement in body for line in _written(statement, depth)]


def _written(it: Statement, depth: int) -> list[str]:
    margin = "    " * depth
    label = f"{it.label}: " if isinstance(it, Layer | Call) and it.label else ""
    match it:
        case Layer():
            return [margin + label + " ".join([it.kind, *it.positional, *_options(it.options)])]
        case Call():
            word = "inline " if it.inline else ""
            return [margin + label + word + " ".join([it.block.name, *it.positional, *_options(it.options)])]
        case From():
            return [f"{margin}from {it.path}"]
        case Let():
            return [f"{margin}let {it.name} = {it.value}"]
        case Expect():
            return [f"{margin}expect {it.shape}"]
        case Head():
            return [f"{margin}{it.label}: aux weight={it.weight}:", *_lines(it.body, depth + 1)]
        case Section():
            return [f"{margin}{it.label or 'seq'}:", *_lines(it.body, depth + 1)]
        case Path():
            return [f"{margin}path:", *_lines(it.body, depth + 1)]
        case Join():
            return [f"{margin}{it.kind}:", *_lines(it.body, depth + 1)]
        case Repeat():
            head = f"for {it.name} in {it.first}..{it.last}:" if it.name else f"repeat {it.last}:"
            return [margin + head, *_lines(it.body, depth + 1)]
        case If():
            lines = [f"{margin}if {it.condition}:", *_lines(it.body, depth + 1)]
            return [*lines, f"{margin}else:", *_lines(it.otherwise, depth + 1)] if it.otherwise else lines


def _options(options: dict[str, str]) -> list[str]:
    return [f"{name}={value}" for name, value in options.items()]


def size(random: Random, most: int, least: int = 1) -> str:
    """A size as it may be written: one number, or height x width."""
    if random.random() < 0.6:
        return str(random.randint(least, most))
    return f"{random.randint(least, most)}x{random.randint(least, most)}"


def number(random: Random, value: int, names: dict[str, int]) -> str:
    """An expression that comes to a number, in one of many ways; ``names`` are what is bound."""
    for name, bound in names.items():
        if random.random() < 0.4 and bound:
            if value == bound:
                return name
            if value % bound == 0:
                return f"{name}*{value // bound}"
            return f"({name} + {value - bound})" if value > bound else f"({name} - {bound - value})"
    return random.choice(
        [str(value)] * 6 + [f"{value + 3}-3", f"(2*{value} // 2)", f"max({value}, 1)", f"[7, {value}][1]"]
    )
