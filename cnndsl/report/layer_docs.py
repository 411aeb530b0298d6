"""The documentation of the layer kinds, from their declarations."""

from __future__ import annotations

import ast
import inspect
import textwrap
from itertools import pairwise

from cnndsl.layers import LAYERS, Layer
from cnndsl.layers.arguments import Arg, show
from cnndsl.layers.shapes import noun
from cnndsl.layers.traits import Traits
from cnndsl.text import display_width, ljust, wrapped

EXAMPLE = 32
"""Columns of the examples in the overview; a longer one stands on a line of its own."""


def overview(width: int = 80) -> str:
    """Each kind with its example and first sentence, in lines of ``width`` columns."""
    room = max(len(kind.example) for kind in LAYERS.values() if len(kind.example) <= EXAMPLE)
    return "\n".join(
        line for _, kind in sorted(LAYERS.items()) for line in _beside(kind.example, _summary(kind), room, width)
    )


def text_of(kind: type[Layer], width: int = 80) -> str:
    """All about one kind, for a terminal of ``width`` columns."""
    lines = [*wrapped(f"{kind.keyword}: {_doc(kind)}", width), ""]
    said = {"takes": _inputs(kind), "example": kind.example, "also": ", ".join(kind.aliases)}
    for word, text in said.items():
        lines += _beside(f"  {word}", text, 9, width) if text else []
    if kind.arguments:
        lines.append("")
    room = max((len(_usage(declared)) + 2 for declared in kind.arguments.values()), default=0)
    for declared in kind.arguments.values():
        lines += _beside(f"  {_usage(declared)}", f"{declared.doc}: {declared.takes}", room, width)
    return "\n".join(lines)


def _beside(word: str, text: str, room: int, width: int) -> list[str]:
    """A text in the column after a word, which takes a line of its own where it is longer than ``room``."""
    if width < room + 20:  # hardly a column is left
        return [word, *wrapped(text, width, "    ")]
    if display_width(word) > room:
        return [*wrapped(word, width, "", "    "), *wrapped(text, width, " " * (room + 2))]
    return wrapped(text, width, f"{ljust(word, room)}  ")


def markdown() -> str:
    """docs/layers.md: every kind with its arguments."""
    intro = (
        "# Layers\n\n"
        "Made by `make docs` from the declarations in `cnndsl/layers/`; not to be edited.\n\n"
        "Arguments without `=` are positional. Sizes are `3` (square) or `3x5` (height x width)."
    )
    return "\n\n".join([intro, *(markdown_of(kind) for _, kind in sorted(LAYERS.items())), _traits_markdown()])


def markdown_of(kind: type[Layer]) -> str:
    """One kind as a Markdown section."""
    also = f" (also `{'`, `'.join(kind.aliases)}`)" if kind.aliases else ""
    lines = [f"## {kind.keyword}", "", f"{_doc(kind)}{also}", "", f"Takes {_inputs(kind)}. Example: `{kind.example}`"]
    if kind.arguments:
        lines += ["", "| argument | default | takes | meaning |", "|---|---|---|---|"]
    for declared in kind.arguments.values():
        name = f"`{declared.name}`" if declared.positional else f"`{declared.name}=`"
        lines.append(f"| {name} | {_default(declared)} | {declared.takes} | {declared.doc} |")
    return "\n".join(lines)


def _traits_markdown() -> str:
    """What lints, memory, training, the compiler and `diff` ask of a kind, and which kinds have it."""
    rows = []
    for name, doc in traits_of(Traits).items():
        having = [f"`{keyword}`" for keyword, kind in sorted(LAYERS.items()) if _has(kind, name)]
        rows.append(f"| `{name}` | {doc} | {', '.join(having)} |")
    text = (
        "## Traits\n\n"
        "What a kind says of itself, for the lints, the memory, training, the compiler and `diff`: none of them has a "
        "list of kinds. Of some kinds it depends on the arguments. "
        "[Layers of your own](layers-of-your-own.md) declare what they have."
    )
    return "\n".join([text, "", "| trait | what it says | kinds |", "|---|---|---|", *rows])


def _has(kind: type[Layer], trait: str) -> bool:
    """Whether a kind has a trait, perhaps for some arguments only."""
    value = getattr(kind, trait)
    return value is not getattr(Traits, trait) and bool(value)


def traits_of(kind: type[Traits]) -> dict[str, str]:
    """The traits that a class declares, with their documentation: the text below each."""
    (tree,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
    assert isinstance(tree, ast.ClassDef)
    found = {}
    for statement, following in pairwise(tree.body):
        text = following.value if isinstance(following, ast.Expr) else None
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                found[statement.target.id] = " ".join(text.value.split())
        elif isinstance(following, ast.FunctionDef):
            found[following.name] = " ".join((ast.get_docstring(following) or "").split())
    return found


def _usage(declared: Arg) -> str:
    if declared.positional and declared.required:
        return declared.name
    text = f"{declared.name}={_default(declared)}"
    return f"[{text}]" if declared.positional else text


def _default(declared: Arg) -> str:
    if declared.required:
        return ""
    if declared.default is None:
        return "…"
    return show(declared.default).strip("`")


def _inputs(kind: type[Layer]) -> str:
    return " or ".join(noun(shape) for shape in kind.inputs)


def _doc(kind: type[Layer]) -> str:
    return " ".join((kind.__doc__ or "").split())


def _summary(kind: type[Layer]) -> str:
    return _doc(kind).split(". ")[0].rstrip(".")
