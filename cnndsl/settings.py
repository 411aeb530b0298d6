"""Values from outside the file, written as in the file: `classes=100`, `widths=[64, 128]`."""

from __future__ import annotations

from typing import Any


class SettingError(ValueError):
    """The text is not a value of the language; ``str()`` says why."""


def read_value(text: str) -> Any:
    """The value that an expression without names has. Raises SettingError."""
    from cnndsl.graph.evaluate import Budget, Faulty, Overspent, Scope, Unknown, evaluate
    from cnndsl.graph.limits import Limits
    from cnndsl.source import Source
    from cnndsl.syntax.expressions import ExpressionError, expression
    from cnndsl.syntax.lines import read_lines

    source = Source("<setting>", text)
    lines, diagnostics = read_lines(source)
    if diagnostics or len(lines) != 1:
        raise SettingError(diagnostics[0].title if diagnostics else "the value is missing")
    try:
        expr = expression(source, lines[0].tokens, len(text))
        return evaluate(expr, Scope(), None, {}, Budget(Limits().operations))
    except (ExpressionError, Unknown) as error:
        raise SettingError(str(error) or "`in` has no meaning here") from None
    except Overspent:
        raise SettingError("it needs too many operations") from None
    except Faulty as fault:
        raise SettingError(fault.diagnostic.title) from None
