"""What to write for lines in the words of PyTorch, Keras and others: with the layers and blocks that are known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from cnndsl.budget import current
from cnndsl.diagnostics import Diagnostic, Fix
from cnndsl.diagnostics.suggest import SURE, nearest
from cnndsl.graph.joins import JOINS
from cnndsl.layers import elsewhere
from cnndsl.layers.elsewhere import Line, LostError, Meant
from cnndsl.layers.layer import ALIASES, LAYERS
from cnndsl.source import Source, Span
from cnndsl.syntax import ast, parse
from cnndsl.syntax.calls import Called, CallSyntax, read
from cnndsl.syntax.statements import STATEMENTS, meant

Blocks = Mapping[str, ast.Block]


class Written(NamedTuple):
    """``help`` says what to write; ``line`` is it, where that is certain."""

    help: str
    line: Line | None = None


_FUNCTIONS = ("F.", "torch.", "nn.functional.", "tf.", "keras.ops.", "jax.", "K.")
"""How the paths of functions begin that get the feature map as their first argument."""

_RUNNING = {"x", "y", "h", "z", "out", "outputs", "output", "net", "inputs", "input", "model", "layer", "layers", "res"}
"""Names that stand for whatever flows: no labels."""


def resolved(fault: CallSyntax, blocks: Blocks) -> Diagnostic:
    """The fault of a line that is written as a call, with what to write in its place."""
    written = of_call(fault.call, blocks)
    assert fault.span is not None
    if written.line is not None and not _reads(written.line, fault.span.text):
        written = Written(fault.help)
    return Diagnostic(fault.code, fault.title, fault.span, help=written.help, fix=edit(fault.span, written.line))


def edit(span: Span, line: Line | None) -> Fix | None:
    """The edit that puts a line in the place of a statement. None where there is none, or lines belong below it and
    the place is none for several: after a colon, or in a join."""
    if line is None:
        return None
    rows = line.text.split("\n")
    source, start = span.source, span.start
    begin = source.text.rfind("\n", 0, start) + 1
    before = source.text[begin:start]
    indent = before[: len(before) - len(before.lstrip())]
    if (line.below or len(rows) > 1) and (not _ALONE.fullmatch(before) or _in_join(source, begin, len(indent))):
        return None
    return Fix(span, f"\n{indent}".join([*rows, *line.below]))


def _reads(line: Line, instead_of: str) -> bool:
    """Whether a line can be read: values may hold what no translation knows."""
    return line.text != instead_of and not parse(Source("<line>", f"{line.text}\n"))[1]


def moved_below(line: Span, argument: Span, row: str) -> Fix | None:
    """The edit that deletes an argument and writes a row below its line, where one may stand there."""
    source = line.source
    begin = source.text.rfind("\n", 0, line.start) + 1
    before = source.text[begin : line.start]
    start = argument.start
    while source.text[start - 1] in " \t":
        start -= 1
    indent = before[: len(before) - len(before.lstrip())]
    if "\n" in line.text or not _ALONE.fullmatch(before) or _in_join(source, begin, len(indent)):
        return None
    rest = source.text[argument.end : line.end]
    return Fix(Span(source, start, line.end), f"{rest}\n{indent}{row}")


_JOINS = "|".join([*JOINS, "split"])
_ALONE = re.compile(r"[ \t]*(?:[\w-]+[ \t]*:[ \t]*)?")


def _in_join(source: Source, begin: int, indent: int) -> bool:
    """Whether the line that begins at a place is a branch of a join."""
    while begin > 0 and indent > 0:
        end, begin = begin - 1, source.text.rfind("\n", 0, begin - 1) + 1
        row = source.text[begin:end]
        inside = len(row) - len(row.lstrip())
        if row.strip() and inside < indent:
            return re.match(rf"(?:[\w-]+[ \t]*:[ \t]*)?(?:{_JOINS})\b[^:]*:", row.lstrip()) is not None
    return False


# ------------------------------------------------------------------------------------------------- calls


def of_call(call: Called, blocks: Blocks) -> Written:
    """What to write for a call."""
    arguments = list(call.arguments)
    if call.word in ("add", "append") and "." in call.path and len(arguments) == 1:
        inner = read(arguments[0][1])
        if inner is not None:
            return of_call(inner, blocks)
    if call.path.startswith(_FUNCTIONS) and arguments and re.fullmatch(r"[A-Za-z_][\w.]*", arguments[0][1]):
        del arguments[0]
    label = call.target.rpartition(".")[2]
    running = label in _RUNNING or (call.target == label and any(value == label for _, value in call.arguments))
    label = f"{label}: " if label and not running else ""
    if call.word == "Sequential" and arguments:
        return _sequential(arguments, label, blocks)
    if call.word.lower() in ("input", "inputlayer", "expect"):
        return _shape(call.word, arguments)
    if call.path in blocks or call.path in LAYERS or call.path in ALIASES:
        own = _own(call.path, arguments)
        return _say("arguments stand apart by spaces", own, label)
    if call.word in ("Activation", "activation") and len(arguments) == 1:
        try:
            return _say(
                "an activation is a line of its own", Line(elsewhere.activation(arguments[0][1].strip("'\""))), label
            )
        except LostError as lost:
            return Written(str(lost))
    written = of_word(call.word, arguments, label)
    if written is not None:
        return written
    statement = meant(call.word) or STATEMENTS.get(call.word)
    if statement is not None:
        return Written(statement.advice or f"it is written `{statement.form}`")
    return _say("arguments stand apart by spaces", None if "." in call.path else _own(call.path, arguments), label)


def _say(help_: str, line: Line | None, label: str = "") -> Written:
    if line is None:
        return Written(f"{help_}, as in `conv 64 3x3`")
    rows = line.text.split("\n")
    line = Line(f"{label}{line.text}", line.below) if len(rows) == 1 else line
    below = "".join(f", and `{row}` on the line below" for row in line.below)
    if len(rows) > 1:
        return Written(help_, line)
    return Written(f"{help_}: write `{line.text}`{below}", line)


def _own(word: str, arguments: Iterable[tuple[str, str]]) -> Line | None:
    """A line in our words that is only written as a call."""
    keyword = word
    kind = LAYERS.get(ALIASES.get(word, word))
    declared = iter(kind.positional) if kind is not None else iter(())
    words = [keyword]
    for name, text in arguments:
        known = kind.arguments.get(name) if kind is not None and name else None if name else next(declared, None)
        value = elsewhere.value(text, known)
        if value is None:
            value = elsewhere.value(text) or text
        if "\n" in value or (re.search(r"\s", value) and value[0] not in '(["'):
            return None
        words.append(f"{name}={value}" if name else value)
    return Line(" ".join(words))


_SIZES = re.compile(r"[(\[]?\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*,?\s*[)\]]?")


def _shape(word: str, arguments: list[tuple[str, str]]) -> Written:
    """`input(3, 224, 224)`; Keras' `Input(shape=(224, 224, 3))` has the channels last."""
    keyword = "expect" if word == "expect" else "input"
    named = [text for name, text in arguments if name in ("shape", "input_shape")]
    sizes = _SIZES.fullmatch(named[0] if named else ", ".join(text for _, text in arguments))
    if sizes is None:
        return Written(f"it is written `{STATEMENTS[keyword].form}`, as in `{keyword} 3x224x224`")
    numbers = list(sizes.groups())
    if named:
        numbers = [numbers[2], *numbers[:2]]
    return _say("a shape is written with the letter x, channels first", Line(f"{keyword} {'x'.join(numbers)}"))


def _sequential(arguments: list[tuple[str, str]], label: str, blocks: Blocks) -> Written:
    """The modules of an nn.Sequential, one a line."""
    advice = "each module stands on a line of its own, without brackets; lines below `seq:` are a module of their own"
    rows = []
    for name, text in arguments:
        call = read(text)
        written = of_call(call, blocks) if call is not None and not name else None
        if written is None or written.line is None or written.line.below:
            return Written(advice)
        rows += [f"    {row}" for row in written.line.text.split("\n")]
    return Written(advice, Line("\n".join([label.rstrip() or "seq:", *rows])))


# ------------------------------------------------------------------------------------------------- words


def of_word(word: str, arguments: list[tuple[str, str]], label: str = "", *, brackets: bool = True) -> Written | None:
    """What to write for a word that others have for a layer kind, with its arguments; None where it is not known.

    ``brackets`` says that it is written as a call, so that arguments stand in the order that they have there.
    """
    found = elsewhere.meanings(word, LAYERS.values())
    kinds = list(dict.fromkeys(each.kind.keyword for each in found))
    if not found or len(kinds) > 1:
        return None
    lines, reasons = _lines(found, arguments, brackets)
    keyword = found[0].kind.keyword
    as_in = "" if found[0].kind.example == keyword else f" It is written as in `{found[0].kind.example}`"
    if not all(each.certain for each in found):
        return Written(f"did you mean `{keyword}`?{as_in}")
    if len(lines) == 1:
        if lines[0] == Line(keyword) and not label:
            return Written(f"did you mean `{keyword}`?", lines[0])
        return _say(f"it is `{keyword}` here", lines[0], label)
    return Written(f"did you mean `{keyword}`?{as_in}{f'; {reasons[0]}' if reasons else ''}")


def _lines(found: list[Meant], arguments: list[tuple[str, str]], brackets: bool) -> tuple[list[Line], list[str]]:
    """The lines that the arguments may stand for, and why others cannot be told."""
    own = [each for each in found if each.way is None]
    found = found if brackets or not own else own
    lines: dict[Line, None] = {}
    reasons: dict[str, None] = {}
    for each in found:
        for theirs in (True,) if brackets else (False, True):
            try:
                lines[elsewhere.line(each, arguments, theirs=theirs)] = None
                break
            except LostError as lost:
                reasons |= {str(lost): None} if str(lost) else {}
    return list(lines), list(reasons)


def misspelt(word: str, blocks: Iterable[str] = ()) -> str | None:
    """The layer, block or statement that an unknown word is spelt most like, or that another word for it is.

    The same slip on many lines is looked up once.
    """
    answers, key = current().answers, (misspelt, word, tuple(blocks))
    if key not in answers:
        answers[key] = _misspelt(word, key[2])
    found: str | None = answers[key]
    return found


def _misspelt(word: str, blocks: tuple[str, ...]) -> str | None:
    near, distance = nearest(word, [*LAYERS, *ALIASES, *blocks])
    for words, meaning in ((STATEMENTS, str), (elsewhere.words(LAYERS.values()), _keyword)):
        other, closer = nearest(word, words)
        if other is not None and closer > max(distance, SURE):
            near, distance = meaning(other), closer
    return near


def _keyword(word: str) -> str:
    """The keyword of the kind that a word of others stands for."""
    return elsewhere.meanings(word, LAYERS.values())[0].kind.keyword


def of_line(line: ast.Call) -> tuple[Written, Fix | None] | None:
    """What to write for a layer line whose keyword is a word of others; None where that is not known."""
    source = line.span.source
    span = Span(source, line.keyword_span.start, line.span.end)
    call = read(span.text)
    if call is not None:
        arguments, brackets = list(call.arguments), True
    else:
        arguments = [(each.name or "", each.value.span.text) for each in line.arguments]
        brackets = False
    written = of_word(line.keyword, arguments, brackets=brackets)
    if written is None:
        return None
    found = elsewhere.meanings(line.keyword, LAYERS.values())
    ours, text = found[0].kind.keyword, source.text[line.keyword_span.end : line.span.end]
    swapped = Fix(line.keyword_span, ours)
    if written.line is not None and not _reads(written.line, span.text):
        return Written(f"did you mean `{ours}`?"), None
    if written.line is not None:
        same = written.line == Line(f"{ours}{text}")
        return (Written(f"did you mean `{ours}`?"), swapped) if same else (written, edit(span, written.line))
    return written, swapped if not brackets and all(each.certain for each in found) else None
