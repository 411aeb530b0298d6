"""Values from outside the file, written as in the file: `classes=100`, `widths=[64, 128]`."""

from __future__ import annotations

from typing import Any


class Typed(str):
    """A value as somebody typed it, such as `1.0`: the kind of the parameter's default decides what it is."""

    __slots__ = ()


class SettingError(ValueError):
    """The text is not a value of the language; ``str()`` says why."""


def read_value(text: str) -> Any:
    """The value that an expression without names has. Raises SettingError."""
    from cnndsl.budget import Budget, Overspent
    from cnndsl.graph.expressions import evaluate
    from cnndsl.graph.values import Faulty, Scope, Unknown
    from cnndsl.source import Source
    from cnndsl.syntax.parser import parse_expression

    expr, faults = parse_expression(Source("<setting>", text))
    if expr is None:
        raise SettingError(faults[0].title if faults else "the value is missing")
    try:
        return evaluate(expr, Scope(), None, {}, Budget())
    except Unknown:
        raise SettingError("`in` has no meaning here") from None
    except Overspent:
        raise SettingError("it needs too many operations") from None
    except Faulty as fault:
        raise SettingError(fault.diagnostic.title) from None
