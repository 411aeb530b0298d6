"""Arguments as written to declared parameters: of a layer kind, of a block."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from cnndsl.diagnostics import Diagnostic, Fix, Label, did_you_mean, surely_meant
from cnndsl.diagnostics import codes as code
from cnndsl.graph.values import UNKNOWN, Faulty, Unknown
from cnndsl.layers import elsewhere
from cnndsl.layers.arguments import INT, SIZE, WORD, Arg, ArgumentError
from cnndsl.layers.layer import Layer
from cnndsl.plain_class import plain_class
from cnndsl.source import Span
from cnndsl.syntax import ast


@plain_class
class Bound:
    """Values by parameter name, and where each was written. ``complete`` is false where a value is unknown."""

    values: dict[str, Any]
    spans: dict[str, Span]
    complete: bool = True


Evaluate = Callable[[ast.Expr], Any]
Report = Callable[[Diagnostic], None]


def bind_layer(kind: type[Layer], line: ast.Call, evaluate: Evaluate, report: Report, rank: int) -> Bound:
    """Bind the arguments of a layer line on maps of this rank; every fault is reported."""
    bound = Bound({}, {})
    names = [declared.name for declared in kind.positional]
    others = _others(kind, line)
    if others:
        names = [name for name in names if name not in others.values()]
    found = list(_assign(line, names, kind.arguments, bound, report, lambda: _layer_advice(kind, line), kind, others))
    for name, argument in found:
        declared = kind.arguments[name]
        value = argument.value
        if type(value) is ast.Name and value.id in declared.words:
            bound.values[name] = value.id
            continue
        try:
            bound.values[name] = declared.bind(evaluate(value), rank)
        except Unknown:
            bound.complete = False
        except Faulty as fault:
            bound.complete = False
            report(_with_words(fault.diagnostic, value, declared, kind, argument, found, rank))
        except ArgumentError as error:
            bound.complete = False
            kind_of_fault = code.WRONG_KIND if error.wrong_kind else code.OUT_OF_RANGE
            instead = _instead(kind, declared, value, argument, found)
            whole = whole_number(value, evaluate) if declared.kind in (INT, SIZE) and instead is None else None
            advice, fix = instead or whole or (error.advice, None)
            report(
                Diagnostic(
                    kind_of_fault,
                    str(error),
                    argument.span,
                    label=declared.doc_at(rank),
                    help=advice or _range_advice(declared, rank) or f"as in `{kind.example}`",
                    fix=fix,
                )
            )
    _require(line, (d.name for d in kind.arguments.values() if d.required), bound, report, lambda: kind.example)
    return bound


def bind_block(block: ast.Block, line: ast.Call, evaluate: Evaluate, report: Report) -> Bound:
    """Bind the arguments of a block call. Defaults are not bound here: they see the parameters before them."""
    bound = Bound({}, {})
    names = [parameter.name for parameter in block.parameters]

    def signature() -> str:
        return f"{block.name}({', '.join(parameter.span.text for parameter in block.parameters)})"

    for name, argument in _assign(line, names, names, bound, report, lambda: f"the block is {signature()}"):
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


def assigned(block: ast.Block, line: ast.Call) -> list[tuple[str, ast.Expr]] | None:
    """The arguments of a block call by the parameters that they are for; None where any is at fault or missing."""
    bound = Bound({}, {})
    faults: list[Diagnostic] = []
    names = [parameter.name for parameter in block.parameters]
    found = [(name, argument.value) for name, argument in _assign(line, names, names, bound, faults.append, str)]
    lacks = any(parameter.default is None and parameter.name not in bound.spans for parameter in block.parameters)
    return None if faults or lacks else found


def _assign(
    line: ast.Call,
    positional: list[str],
    known: Iterable[str],
    bound: Bound,
    report: Report,
    advice: Callable[[], str],
    kind: type[Layer] | None = None,
    others: Mapping[str, str] = MappingProxyType({}),
) -> Iterable[tuple[str, ast.Argument]]:
    """Pairs of parameter name and argument; unknown, repeated and superfluous arguments are reported."""
    known = list(known)
    given = {argument.name for argument in line.arguments}
    place = 0
    for argument in line.arguments:
        if argument.name is not None:
            name = argument.name
            if name not in known:
                title = f"`{line.keyword}` has no option `{name}`"
                span = Span(argument.span.source, argument.span.start, argument.span.start + len(name))
                if kind is not None and name in others:
                    helps, fix = _other(kind, line, argument, others)
                    report(Diagnostic(code.UNKNOWN_OPTION, title, span, help=helps, fix=fix))
                    bound.complete = False
                    if others[name] and others[name] not in bound.spans:
                        bound.spans[others[name]] = argument.span
                        yield others[name], argument
                    continue
                near = did_you_mean(name, known)
                helps = f"did you mean `{near}`?" if near else advice()
                sure = surely_meant(name, known)
                certain = sure is not None and sure == near and sure not in given and sure not in bound.spans
                fix = Fix(span, sure) if sure and certain else None
                report(Diagnostic(code.UNKNOWN_OPTION, title, span, help=helps, fix=fix))
                bound.complete = False
                continue
        elif place < len(positional):
            name = positional[place]
            place += 1
        else:
            count = len(positional)
            takes = f"{count or 'no'} argument{'' if count == 1 else 's'} without a name"
            title = f"`{line.keyword}` takes {takes}; `{argument.span.text}` is one too many"
            report(Diagnostic(code.EXTRA_ARGUMENT, title, argument.span, help=advice()))
            bound.complete = False
            continue
        if name in bound.spans:
            report(repeated(name, argument, bound.spans[name]))
            bound.complete = False
            continue
        bound.spans[name] = argument.span
        yield name, argument


def _others(kind: type[Layer], line: ast.Call) -> dict[str, str]:
    """The options of a line that others have for this kind, with ours; empty for those that are not written here."""
    unknown = [each.name for each in line.arguments if each.name is not None and each.name not in kind.arguments]
    found = {name: elsewhere.option(kind, name) for name in unknown}
    return {name: ours for name, ours in found.items() if ours is not None}


def _other(
    kind: type[Layer], line: ast.Call, argument: ast.Argument, others: Mapping[str, str]
) -> tuple[str, Fix | None]:
    """What to write for an option of others, and the edit where it is certain."""
    name, text = argument.name or "", argument.value.span.text
    ours = others[name]
    if ours:
        return _renamed(kind, line, argument, others)
    if name == "activation":
        return _activation(line, argument, text)
    why, harmless = elsewhere.LEFT_OUT.get(name, ("it is not written here", ()))
    certain = (harmless is None or text in harmless) and name not in elsewhere.INFERRED
    return f"delete it: {why}", Fix(_with_space(argument.span), "") if certain else None


def _activation(line: ast.Call, argument: ast.Argument, text: str) -> tuple[str, Fix | None]:
    from cnndsl.graph.foreign import moved_below

    try:
        row = elsewhere.activation(text.strip('"'))
    except elsewhere.LostError as lost:
        if text.strip('"') in ("None", "none", "linear"):
            return "delete it: without a line of its own there is none", Fix(_with_space(argument.span), "")
        return f"delete it: {lost}", None
    advice = f"an activation is a line of its own: delete it, and write `{row}` on the line below"
    return advice, moved_below(line.span, argument.span, row)


def _renamed(
    kind: type[Layer], line: ast.Call, argument: ast.Argument, others: Mapping[str, str]
) -> tuple[str, Fix | None]:
    """The option with our name; without a name where one that others have there would be taken for it."""
    ours, places = others[argument.name or ""], [declared.name for declared in kind.positional]
    given = [each.name for each in line.arguments]
    if ours in given or sum(others.get(name or "") == ours for name in given) > 1:
        return f"did you mean `{ours}`? It is given already", None
    unnamed = given.count(None)
    if ours not in places or places.index(ours) >= unnamed:
        start = argument.span.start
        name = Span(argument.span.source, start, start + len(argument.name or ""))
        return f"did you mean `{ours}`?", Fix(name, ours)
    before = [name for name in given[: line.arguments.index(argument)] if name is None or others.get(name) in places]
    text = argument.value.span.text
    certain = len(before) == places.index(ours)
    return f"the {ours} {'stand' if ours.endswith('s') else 'stands'} without a name: write `{text}`", (
        Fix(argument.span, text) if certain else None
    )


def repeated(name: str, argument: ast.Argument, first: Span) -> Diagnostic:
    """An argument that was given before, at ``first``. Where both give the same, deleting the second is certain."""
    same = argument.value.span.text == first.text.removeprefix(f"{name}=")
    return Diagnostic(
        code.REPEATED_OPTION,
        f"`{name}` is given twice",
        argument.span,
        labels=(Label(first, "given here first"),),
        help="delete one of the two",
        fix=Fix(_with_space(argument.span), "") if same else None,
    )


def _with_space(span: Span) -> Span:
    """A span and the blanks before it."""
    start = span.start
    while start > 0 and span.source.text[start - 1] in " \t":
        start -= 1
    return span._replace(start=start)


def _require(line: ast.Call, required: Iterable[str], bound: Bound, report: Report, example: Callable[[], str]) -> None:
    missing = [name for name in required if name not in bound.spans]
    if missing:
        names = " and ".join(f"`{name}`" for name in missing)
        verb = "is" if len(missing) == 1 else "are"
        title = f"`{line.keyword}` lacks {names}"
        label = f"{names} {verb} missing"
        bound.complete = False
        report(Diagnostic(code.MISSING_ARGUMENT, title, line.span, label=label, help=f"write it as in `{example()}`"))


def _take(declared: Iterable[Arg], arguments: list[ast.Argument]) -> bool:
    """Whether these arguments could be meant for what is declared, as far as plain values tell."""
    for each, argument in zip(declared, arguments, strict=True):
        if type(argument.value) is ast.Literal:
            try:
                each.bind(argument.value.value)
            except ArgumentError:
                return False
    return True


def _layer_advice(kind: type[Layer], line: ast.Call) -> str:
    unnamed = [argument for argument in line.arguments if argument.name is None]
    if kind.inferred and len(unnamed) == len(kind.positional) + 1 and _take(kind.positional, unnamed[1:]):
        words = [argument.span.text for argument in line.arguments if argument is not unnamed[0]]
        advice = f"{elsewhere.LEFT_OUT[kind.inferred][0]}: write `{' '.join([line.keyword, *words])}`"
        stride = "stride" in kind.arguments and unnamed[-1].span.text.isdigit()
        return f"{advice}; or did you mean `stride={unnamed[-1].span.text}`?" if stride else advice
    options = [declared.name for declared in kind.arguments.values() if not declared.positional]
    if not options:
        return f"write it as in `{kind.example}`"
    return f"write it as in `{kind.example}`; the options are {', '.join(f'{name}=' for name in options)}"


def _range_advice(declared: Arg, rank: int) -> str:
    if declared.kind.noun.startswith("true"):
        return f"write {declared.name}=true or {declared.name}=false"
    return f"give {declared.takes_at(rank)}" if declared.min is not None else ""


Given = Iterable[tuple[str, ast.Argument]]


def _instead(
    kind: type[Layer], declared: Arg, value: ast.Expr, argument: ast.Argument, found: Given
) -> tuple[str, Fix | None] | None:
    """What to write for a word that an argument takes elsewhere; None where nothing is known of it."""
    given = {name: each.value.span.text for name, each in found if each is not argument}
    instead = kind.instead(declared.name, value.span.text.strip('"'), given)
    if instead is None:
        return None
    if instead.text is None:
        return instead.advice, None
    return instead.advice, Fix(argument.span if instead.text else _with_space(argument.span), instead.text)


def whole_number(expr: ast.Expr, evaluate: Evaluate) -> tuple[str, Fix | None] | None:
    """What to write for a division whose quotient is to be a whole number; None for any other expression."""
    if type(expr) is not ast.Chain or "/" not in [operator for operator, _ in expr.rest]:
        return None
    rest = [("//" if operator == "/" else operator, operand) for operator, operand in expr.rest]
    try:
        exact, whole = evaluate(expr), evaluate(ast.Chain(expr.span, expr.first, rest, expr.depth))
    except (Faulty, Unknown):
        return None
    if type(whole) is not int:
        return None
    signs: list[Fix] = []
    source, end = expr.span.source, expr.first.span.end
    for operator, operand in expr.rest:
        between = Span(source, end, operand.span.start)
        at = between.text.find("/")
        if operator == "/" and at >= 0:
            signs.append(Fix(Span(source, between.start + at, between.start + at + 1), "//"))
        end = operand.span.end
    text = expr.span.text
    for sign in reversed(signs):
        start = sign.span.start - expr.span.start
        text = f"{text[:start]}//{text[start + 1 :]}"
    return f"write `{text}`, which is {whole}", Fix(expr.span, text) if exact == whole else None


def _with_words(
    diagnostic: Diagnostic,
    value: ast.Expr,
    declared: Arg,
    kind: type[Layer],
    argument: ast.Argument,
    found: Given,
    rank: int,
) -> Diagnostic:
    """An unknown name where words are taken is most likely a misspelt word, or one that it takes elsewhere."""
    instead = _instead(kind, declared, value, argument, found) if type(value) is ast.Name else None
    if instead is not None and diagnostic.code is code.UNKNOWN_NAME:
        title = f"`{declared.name}` takes {declared.takes_at(rank)}, not `{value.span.text}`"
        return Diagnostic(code.WRONG_KIND, title, argument.span, help=instead[0], fix=instead[1])
    if diagnostic.code is not code.UNKNOWN_NAME or type(value) is not ast.Name or not declared.words:
        return diagnostic
    words = declared.words_at(rank)
    near, sure = did_you_mean(value.id, words), surely_meant(value.id, words)
    title = f"`{declared.name}` takes {declared.takes_at(rank)}, not `{value.id}`"
    advice = f"did you mean `{near}`?" if near else f"write {_written(declared, words)}"
    if near is None and declared.kind is not WORD:
        advice += f", or bind the name before: let {value.id} = …"
    fix = Fix(value.span, sure) if sure and diagnostic.fix is None else None
    return Diagnostic(code.WRONG_KIND, title, diagnostic.span, help=advice, fix=fix)


def _written(declared: Arg, words: tuple[str, ...]) -> str:
    """The words of an argument as they are written: `mode=nearest or mode=bilinear`."""
    written = [f"`{declared.name}={word}`" for word in words]
    return " or ".join([", ".join(written[:-1]), written[-1]] if written[1:] else written)
