"""The abstract syntax tree: what was written, where, and nothing about what it means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar, TypeAlias
from typing import Literal as OneOf

from cnndsl.plain_class import plain_class
from cnndsl.source import Source, Span
from cnndsl.text import shape_text

PLACES = frozenset({"span", "keyword_start"})
"""The fields that say where something stands; all others say what it is."""

# ---------------------------------------------------------------------------------------- expressions


class AnySize:
    """Stands for any size in what `expect` expects: `_`."""

    def __repr__(self) -> str:
        return "_"


ANY = AnySize()


class Size(tuple[int | AnySize, ...]):
    """A literal such as `3x3` or `3x224x224`; after `expect` it may hold ANY."""

    __slots__ = ()

    def __str__(self) -> str:
        return shape_text(self)


@plain_class
class Literal:
    """A number, `true`, `false`, a string, or a size such as `3x3`."""

    span: Span
    value: int | float | bool | str | Size
    depth: ClassVar[int] = 1


@plain_class
class Name:
    """A name that stands for a value: a parameter, a `let`, the variable of a `for`, or a word such as `same`."""

    span: Span
    id: str
    depth: ClassVar[int] = 1


@plain_class
class InputMember:
    """`in.channels`, `in.height`, `in.size`."""

    span: Span
    member: str
    depth: ClassVar[int] = 1


@plain_class
class Text:
    """A text with expressions in it: `"conv{2*s}"` is [`conv`, 2*s]."""

    span: Span
    parts: list[str | Expr]
    depth: int


@plain_class
class Interval:
    """`0..15`, as an argument: from the first to the last, both included."""

    span: Span
    first: Expr
    last: Expr
    depth: int


@plain_class
class ListDisplay:
    """`[64, 128]`."""

    span: Span
    items: list[Expr]
    depth: int


@plain_class
class Unary:
    """`-a`, `+a` or `not a`."""

    span: Span
    operator: str
    operand: Expr
    depth: int


@plain_class
class Chain:
    """Operators of one precedence from left to right: `a + b - c`, `a < b <= c`, `a and b and c`."""

    span: Span
    first: Expr
    rest: list[tuple[str, Expr]]
    depth: int


@plain_class
class Power:
    """`base ** exponent`."""

    span: Span
    base: Expr
    exponent: Expr
    depth: int


@plain_class
class Conditional:
    """`then if condition else otherwise`."""

    span: Span
    then: Expr
    condition: Expr
    otherwise: Expr
    depth: int


@plain_class
class Index:
    """`value[index]`."""

    span: Span
    value: Expr
    index: Expr
    depth: int


@plain_class
class Slice:
    """`value[start:stop]`; an end that is left out is None."""

    span: Span
    value: Expr
    start: Expr | None
    stop: Expr | None
    depth: int


@plain_class
class FunctionCall:
    """`min(a, b)`: a function of the language with its arguments."""

    span: Span
    function: str
    arguments: list[Expr]
    depth: int


Expr: TypeAlias = (
    Literal
    | Name
    | InputMember
    | Text
    | Interval
    | ListDisplay
    | Unary
    | Chain
    | Power
    | Conditional
    | Index
    | Slice
    | FunctionCall
)

# ---------------------------------------------------------------------------------------- statements


@plain_class
class Argument:
    """One argument of a line: `3x3`, or `stride=2` with a name."""

    span: Span
    name: str | None
    value: Expr


@plain_class
class Label:
    """The text before a colon, cut at its `{expressions}`: `block{s}-{i}` is [`block`, s, `-`, i]."""

    span: Span
    parts: list[str | Expr]


@plain_class
class Parameter:
    """A parameter of a block or of the model: `channels`, or `stride=1` with a default."""

    span: Span
    name: str
    default: Expr | None


@plain_class
class Model:
    """The header of a network. What stands below it (``body``) stands in the file's body too, after it."""

    span: Span
    name: str
    parameters: list[Parameter]
    body: list[Statement]


@plain_class
class Input:
    """`input 3x224x224`, or `input left 3x224x224`, whose label is its name."""

    span: Span
    label: Label | None
    arguments: list[Argument]


@plain_class
class Output:
    """`output low`: the name of what flows there; with a body, `output low: from conv1`, of what that gives."""

    span: Span
    label: Label
    body: list[Statement]


@plain_class
class Use:
    """`use Basic, Bottleneck from "blocks.cnn"`."""

    span: Span
    names: list[Name]
    path: Literal


@plain_class
class Block:
    """`block Name(parameters) with a, *rest:` and its lines."""

    span: Span
    name: str
    parameters: list[Parameter]
    body: list[Statement]
    takes: Sequence[Taken] = ()


@plain_class
class Taken:
    """A tensor that a block takes besides what flows to its call; ``spread`` are all that are left, `*rest`."""

    span: Span
    name: str
    spread: bool


@plain_class
class Let:
    """`let name = value`."""

    span: Span
    name: str
    value: Expr


@plain_class
class Init:
    """`init conv=kaiming_normal(fan_out) bias=0`: how the parameters of the layers below are drawn."""

    span: Span
    arguments: list[Argument]


@plain_class
class Expect:
    """`expect 512x7x7` or `expect params=11689512`."""

    span: Span
    arguments: list[Argument]


@plain_class
class Call:
    """A layer line or a block call."""

    span: Span
    label: Label | None
    keyword: str
    keyword_start: int
    arguments: Sequence[Argument]
    inline: bool = False
    given: Sequence[From] = ()
    """The tensors after `with`."""

    @property
    def keyword_span(self) -> Span:
        return Span(self.span.source, self.keyword_start, self.keyword_start + len(self.keyword))


@plain_class
class From:
    """The output of an earlier labelled line; a dotted reference is one Label a step. ``spread`` stands for all of
    several tensors, `*rest`."""

    span: Span
    path: list[Label]
    spread: bool = False


@plain_class
class Again:
    """An earlier labelled layer or section, run once more; a dotted path is one Label a step."""

    span: Span
    path: list[Label]


@plain_class
class Section:
    """`features:` and its lines; without a label it is `seq:`."""

    span: Span
    label: Label | None
    body: list[Statement]


@plain_class
class Path:
    """`path:` and its lines, one branch of a join."""

    span: Span
    body: list[Statement]


JoinKind: TypeAlias = OneOf["add", "sub", "mul", "mean", "max", "concat", "select", "matmul", "split"]


@plain_class
class Join:
    """`add:`, `concat:`, `split:` and the like; each statement of the body is a branch."""

    span: Span
    kind: JoinKind
    body: list[Statement]
    sizes: Expr | None = None
    """Of `split [16, 48]:`, the channels of each part; None where they are equal."""


@plain_class
class Repeat:
    """`repeat 3:` and its lines."""

    span: Span
    count: Expr
    body: list[Statement]


@plain_class
class For:
    """`for i in 1..6:` has a `stop` (included); `for a, b in list:` has none."""

    span: Span
    targets: list[Name]
    start: Expr
    stop: Expr | None
    body: list[Statement]


@plain_class
class If:
    """The conditions with their bodies; `else` is the last, its condition None."""

    span: Span
    branches: list[tuple[Expr | None, list[Statement]]]


@plain_class
class Aux:
    """`aux weight=0.3:` and its lines, a training-only head; its label may be None."""

    span: Span
    label: Label | None
    arguments: list[Argument]
    body: list[Statement]


@plain_class
class Broken:
    """A line that could not be read. Its diagnostic exists; what follows it has an unknown shape."""

    span: Span
    body: list[Statement]


Statement: TypeAlias = (
    Model
    | Input
    | Output
    | Use
    | Block
    | Let
    | Init
    | Expect
    | Call
    | From
    | Again
    | Section
    | Path
    | Join
    | Repeat
    | For
    | If
    | Aux
    | Broken
)


@plain_class
class File:
    """A whole file: its text, and its statements in their order."""

    source: Source
    body: list[Statement]


def bodies(statement: Statement) -> list[list[Statement]]:
    """The lines inside a statement: one list of them, of `if` one for each branch; none where it has no lines below."""
    if isinstance(statement, If):
        return [body for _, body in statement.branches]
    body = getattr(statement, "body", None)
    return [] if body is None else [body]


def all_statements(body: list[Statement]) -> Iterator[Statement]:
    """All statements of a body, those inside others included, in no order."""
    todo = list(body)
    while todo:
        statement = todo.pop()
        yield statement
        for inner in bodies(statement):
            todo += inner
