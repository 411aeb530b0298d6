"""Arguments as written to declared parameters: of a layer kind, of a block."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from cnndsl.diagnostics import Diagnostic, Fix, Label, did_you_mean
from cnndsl.diagnostics import codes as code
from cnndsl.graph.evaluate import UNKNOWN, Faulty, Unknown
from cnndsl.layers.arguments import Arg, ArgumentError
from cnndsl.layers.layer import Layer
from cnndsl.source import Span
from cnndsl.syntax import ast


@dataclass(slots=True)
class Bound:
    """Values by parameter name, and where each was written. ``complete`` is false where a value is unknown."""

    values: dict[str, Any]
    spans: dict[str, Span]
    complete: bool = True


Evaluate = Callable[[ast.Expr], Any]
Report = Callable[[Diagnostic], None]


def bind_layer(kind: type[Layer], line: ast.Call, evaluate: Evaluate, report: Report) -> Bound:
    """Bind the arguments of a layer line; every fault is reported."""
    bound = Bound({}, {})
    names = [declared.name for declared in kind.positional]
    for name, argument in _assign(line, names, kind.arguments, bound, report, _layer_advice(kind)):
        declared = kind.arguments[name]
        value = argument.value
        if type(value) is ast.Name and value.id in declared.words:
            bound.values[name] = value.id
            continue
        try:
            bound.values[name] = declared.bind(evaluate(value))
        except Unknown:
            bound.complete = False
        except Faulty as fault:
            bound.complete = False
            report(_with_words(fault.diagnostic, value, declared))
        except ArgumentError as error:
            bound.complete = False
            kind_of_fault = code.WRONG_KIND if error.wrong_kind else code.OUT_OF_RANGE
            report(
                Diagnostic(
                    kind_of_fault,
                    str(error),
                    argument.span,
                    label=declared.doc,
                    help=error.advice or _range_advice(declared) or f"as in `{kind.example}`",
                )
            )
    _require(line, (d.name for d in kind.arguments.values() if d.required), bound, report, kind.example)
    return bound


def bind_block(block: ast.Block, line: ast.Call, evaluate: Evaluate, report: Report) -> Bound:
    """Bind the arguments of a block call. Defaults are not bound here: they see the parameters before them."""
    bound = Bound({}, {})
    names = [parameter.name for parameter in block.parameters]
    signature = f"{block.name}({', '.join(p.span.source.text[p.span.start : p.span.end] for p in block.parameters)})"
    for name, argument in _assign(line, names, names, bound, report, f"the block is {signature}"):
        try:
            bound.values[name] = evaluate(argument.value)
        except Unknown:
            bound.values[name] = UNKNOWN
        except Faulty as fault:
            bound.values[name] = UNKNOWN
            report(fault.diagnostic)
    required = (parameter.name for parameter in block.parameters if parameter.default is None)
    _require(line, required, bound, report, signature)
    return bound


def _assign(
    line: ast.Call, positional: list[str], known: Iterable[str], bound: Bound, report: Report, advice: str
) -> Iterable[tuple[str, ast.Argument]]:
    """Pairs of parameter name and argument; unknown, repeated and superfluous arguments are reported."""
    known = list(known)
    place = 0
    for argument in line.arguments:
        if argument.name is not None:
            name = argument.name
            if name not in known:
                near = did_you_mean(name, known)
                title = f"`{line.keyword}` has no option `{name}`"
                span = Span(argument.span.source, argument.span.start, argument.span.start + len(name))
                helps = f"did you mean `{near}`?" if near else advice
                report(Diagnostic(code.UNKNOWN_OPTION, title, span, help=helps, fix=Fix(span, near) if near else None))
                bound.complete = False
                continue
        elif place < len(positional):
            name = positional[place]
            place += 1
        else:
            count = len(positional)
            takes = f"{count or 'no'} argument{'' if count == 1 else 's'} without a name"
            title = f"`{line.keyword}` takes {takes}; `{argument.span.text}` is one too many"
            report(Diagnostic(code.EXTRA_ARGUMENT, title, argument.span, help=advice))
            bound.complete = False
            continue
        if name in bound.spans:
            report(
                Diagnostic(
                    code.REPEATED_OPTION,
                    f"`{name}` is given twice",
                    argument.span,
                    labels=(Label(bound.spans[name], "given here first"),),
                    help="delete one of the two",
                )
            )
            bound.complete = False
            continue
        bound.spans[name] = argument.span
        yield name, argument


def _require(line: ast.Call, required: Iterable[str], bound: Bound, report: Report, example: str) -> None:
    missing = [name for name in required if name not in bound.spans]
    if missing:
        names = " and ".join(f"`{name}`" for name in missing)
        verb = "is" if len(missing) == 1 else "are"
        title = f"`{line.keyword}` lacks {names}"
        label = f"{names} {verb} missing"
        bound.complete = False
        report(Diagnostic(code.MISSING_ARGUMENT, title, line.span, label=label, help=f"write it as in `{example}`"))


def _layer_advice(kind: type[Layer]) -> str:
    options = [declared.name for declared in kind.arguments.values() if not declared.positional]
    if not options:
        return f"write it as in `{kind.example}`"
    return f"write it as in `{kind.example}`; the options are {', '.join(f'{name}=' for name in options)}"


def _range_advice(declared: Arg) -> str:
    if declared.kind.noun.startswith("true"):
        return f"write {declared.name}=true or {declared.name}=false"
    return f"give {declared.takes}" if declared.min is not None else ""


def _with_words(diagnostic: Diagnostic, value: ast.Expr, declared: Arg) -> Diagnostic:
    """An unknown name where words are taken is most likely a misspelt word."""
    if diagnostic.code is not code.UNKNOWN_NAME or type(value) is not ast.Name or not declared.words:
        return diagnostic
    near = did_you_mean(value.id, declared.words)
    advice = f"did you mean `{near}`?" if near else f"`{declared.name}` takes {declared.takes}"
    title = f"`{declared.name}` takes {declared.takes}, not `{value.id}`"
    return Diagnostic(code.WRONG_KIND, title, diagnostic.span, help=advice)
