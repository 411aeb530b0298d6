"""What to write in place of a name, a member of `in` or a function that there is not: for messages."""

from __future__ import annotations

from collections.abc import Set

from cnndsl.diagnostics import Diagnostic, Fix, did_you_mean, surely_meant
from cnndsl.diagnostics import codes as code
from cnndsl.graph.expressions import FUNCTIONS, MEMBERS, text_of
from cnndsl.graph.values import Faulty, Unbound
from cnndsl.layers.layer import ALIASES, LAYERS
from cnndsl.source import Span
from cnndsl.syntax import ast
from cnndsl.text import enumerated


def unknown_name(expr: ast.Name, names: Set[str]) -> Unbound:
    """The fault of a name that is none of the ``names`` that are seen here, nor a layer's."""
    near = did_you_mean(expr.id, names)
    sure = surely_meant(expr.id, names | LAYERS.keys() | ALIASES.keys())
    if expr.id in ("True", "False") and near is None:
        near = sure = expr.id.lower()
    return Unbound(
        Diagnostic(
            code.UNKNOWN_NAME,
            f"there is no `{expr.id}` here",
            expr.span,
            help=f"did you mean `{near}`?" if near else f"bind it before: let {expr.id} = …",
            fix=_instead(expr.span, expr.id, sure if sure == near else None),
        ),
        expr.id,
    )


def unknown_member(expr: ast.InputMember) -> Faulty:
    """The fault of `in.WORD` where `in` never has that member."""
    near = did_you_mean(expr.member, MEMBERS)
    advice = f"did you mean `in.{near}`?" if near else f"there are {enumerated(f'in.{name}' for name in MEMBERS)}"
    sure = surely_meant(expr.member, MEMBERS)
    fix = _instead(expr.span, f"in.{expr.member}", sure and f"in.{sure}")
    return Faulty(Diagnostic(code.UNKNOWN_NAME, f"`in` has no `{expr.member}`", expr.span, help=advice, fix=fix))


def unknown_function(expr: ast.FunctionCall) -> Faulty:
    """The fault of a call of a function that there is not."""
    near, other = did_you_mean(expr.function, FUNCTIONS), _python(expr)
    advice = f"did you mean `{near}`?" if near else f"the functions are {', '.join(sorted(FUNCTIONS))}"
    fix = _instead(expr.span, expr.function, surely_meant(expr.function, FUNCTIONS))
    if other is not None:
        advice, fix = other, None
    title = f"there is no function `{expr.function}`"
    return Faulty(Diagnostic(code.UNKNOWN_NAME, title, expr.span, help=advice, fix=fix))


def _instead(span: Span, word: str, meant: str | None) -> Fix | None:
    """The edit that puts another word for the first of an expression, parentheses before it passed over."""
    text = span.text
    at = len(text) - len(text.lstrip("( "))
    if meant is None or not text.startswith(word, at):
        return None
    return Fix(Span(span.source, span.start + at, span.start + at + len(word)), meant)


_PYTHON = {
    "range": "a range stands in a `for` alone, as in `for i in 1..3:`; a list is written out: `[0, 1, 2]`",
    "sqrt": "write `{}**0.5`",
    "pow": "a power is written with two stars, as in `2**3`",
    "exp": "write `2.718281828459045**{}`",
    "float": "write `{}*1.0`",
    "bool": "a comparison is true or false, as in `{} > 0`",
    "log2": "write `log({}, 2)`",
    "log10": "write `log({}, 10)`",
    "list": "a list is written `[1, 2, 3]`",
    "tuple": "a list is written `[1, 2, 3]`",
    "enumerate": "a list of pairs is written `[[0, 64], [1, 128]]`, and taken apart by `for i, width in …:`",
    "zip": "a list of pairs is written `[[64, 1], [128, 2]]`, and taken apart by `for width, stride in …:`",
    "str": "texts are put together in labels alone, as in `block{i}:`",
}
"""Functions of Python that are written otherwise here; {} is the argument."""


def _python(expr: ast.FunctionCall) -> str | None:
    """What to write for a function of Python; None where it is none that is known."""
    advice = _PYTHON.get(expr.function)
    if advice is None or "{}" not in advice or expr.function == "str":
        return advice
    if not expr.arguments:
        return advice.format("x")
    text = text_of(expr.arguments[0])
    simple = isinstance(expr.arguments[0], ast.Name | ast.Literal) or "log(" in advice
    return advice.format(text if simple else f"({text})")
