"""What is wrong with a line after the word that it starts with: a function for each kind of statement."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

from cnndsl.diagnostics import Diagnostic, Fix, surely_meant
from cnndsl.diagnostics import codes as code
from cnndsl.source import Source, Span
from cnndsl.syntax.ast import JoinKind
from cnndsl.syntax.statements import meant as meant_statement
from cnndsl.syntax.stuck import SHOWN, Stuck, too_short, unexpected
from cnndsl.syntax.tables import WORDS
from cnndsl.syntax.tokens import RESERVED, Token, argument_end


def layer(stuck: Stuck) -> Diagnostic:
    """A layer line, or the call of a block."""
    word, tokens = stuck.word, stuck.tokens
    second = tokens[stuck.head + 1] if stuck.head + 1 < len(tokens) else None
    if not stuck.labelled and second is not None and second.type == "DOT" and not second.spaced:
        advice = f"write `{word.text}:` and indent the rest of the line below it"
        title = "a label holds no dot: dots separate the names of a path"
        return stuck.fault(code.BAD_LABEL, title, word, advice)
    if stuck.lines_below:
        word = tokens[stuck.head + 1] if word.text == "inline" and second is not None else word
        words = [text for text in WORDS if text not in RESERVED or text in ("if", "else")]
        meant = surely_meant(word.text, words) if word.text not in words else None
        advice = f"did you mean `{meant}`?" if meant else "delete the colon, and indent the lines below it less"
        statement = meant_statement(word.text)
        if statement is not None:
            advice, meant = statement.advice, None
        return stuck.fault(code.BODY, f"`{word.text}` takes no lines below it", word, advice, meant)
    return _argument(stuck)


def _inline(stuck: Stuck) -> Diagnostic:
    if stuck.argument is not None:
        return layer(stuck)
    if stuck.at_end:
        title = "`inline` stands before a block call"
        return stuck.fault(code.SYNTAX, title, stuck.word, "as in `inline basic 64`")
    return no_keyword(stuck)


def _plain(stuck: Stuck) -> Diagnostic:
    """A statement of arguments that takes no lines."""
    if stuck.lines_below:
        return stuck.fault(code.BODY, f"`{stuck.word.text}` takes no lines below it", stuck.word, "delete the colon")
    return _argument(stuck)


def _argument(stuck: Stuck) -> Diagnostic:
    """One argument: its words stand together, without spaces outside brackets."""
    if stuck.argument is None:
        return unexpected(stuck)
    end = argument_end(stuck.tokens, stuck.argument)
    group = stuck.tokens[stuck.argument : end]
    first, last = group[0], group[-1]
    span = Span(stuck.source, first.start, last.end)
    value = group[2:] if len(group) > 1 and group[1].type == "EQUAL" and first.type == "NAME" else group
    edge = value[0] if value else last
    if not value or edge.type in ("EQUAL", "COMPARE") or last.type == "EQUAL":
        advice = "options are written without spaces: stride=2"
        fix = _tight(stuck.source, edge if edge.type == "EQUAL" else last)
        return Diagnostic(code.SPACING, f"`{span.text}` is not an argument", span, help=advice, fix=fix)
    listed = _tuple(stuck, value)
    if listed is not None:
        return listed
    words = RESERVED - {"true", "false"}
    if (
        edge.type in ("POWER", "PRODUCT")
        or last.type in ("POWER", "PRODUCT", "SUM", "COMPARE")
        or (last.type == "NAME" and last.text in words)
    ):
        advice = "an argument with an operator is written without spaces, or in parentheses: (a + 1)"
        return Diagnostic(code.SPACING, f"an operator without a value: `{span.text}`", span, help=advice)
    if stuck.at == stuck.colon:
        return unexpected(stuck)
    if last.type == "COMMA" and first is not last:
        comma = Fix(Span(stuck.source, last.start, last.end), "")
        title = f"a comma behind `{span.text[:-1]}`"
        return Diagnostic(code.SPACING, title, span, help="arguments are separated by spaces", fix=comma)
    if stuck.at >= end and not stuck.at_end:
        return too_short(stuck, span.end)
    return unexpected(stuck)


def _tuple(stuck: Stuck, value: list[Token]) -> Diagnostic | None:
    """`(3, 3)`: a size is written 3x3, a list in square brackets."""
    opens = value[0].text == "(" and value[-1].text == ")" and value[-1] is not value[0]
    inner = value[1:-1]
    if not opens or stuck.found.type != "COMMA" or stuck.found not in inner or any(t.text in "()" for t in inner):
        return None
    span = Span(stuck.source, value[0].start, value[-1].end)
    items = [token.text for token in inner if token.type != "COMMA"]
    commas = sum(token.type == "COMMA" for token in inner)
    if all(item.isdecimal() for item in items) and 1 < len(items) <= commas + 1:
        text, advice = "x".join(items), "a size is written with the letter x"
    else:
        text, advice = f"[{span.text[1:-1].strip().removesuffix(',')}]", "a list stands in square brackets"
    space = "" if value[0].spaced or stuck.tokens[stuck.head + 1] is not value[0] else " "
    title = f"`{span.text[:SHOWN]}` is neither a size nor a list"
    return Diagnostic(code.SYNTAX, title, span, help=f"{advice}: write `{text}`", fix=Fix(span, space + text))


def _tight(source: Source, equal: Token) -> Fix | None:
    """The edit that takes the blanks away around the `=` of an option."""
    text, start, end = source.text, equal.start, equal.end
    while text[start - 1] in " \t":
        start -= 1
    while text[end : end + 1] in (" ", "\t"):
        end += 1
    blanks = (start, end) != (equal.start, equal.end)
    whole = blanks and text[start - 1].isalnum() and text[end : end + 1].strip(" #\r\n)],:=")
    return Fix(Span(source, start, end), "=") if whole and equal.type == "EQUAL" else None


def no_keyword(stuck: Stuck) -> Diagnostic:
    """A line without the keyword of a layer after its label, or after `inline`."""
    title = f"`{stuck.found.text}` where the keyword of a layer should stand"
    return stuck.fault(code.SYNTAX, title, stuck.found, "as in `conv1: conv 64 3x3`")


def _opener(stuck: Stuck) -> Diagnostic:
    """A statement with lines below it."""
    if stuck.colon is not None:
        return unexpected(stuck)
    word = stuck.word
    return stuck.fault(code.BODY, f"`{word.text}` lacks its colon", word, "write `:` and its lines indented below")


def _bare(stuck: Stuck) -> Diagnostic:
    """One that takes no words between its keyword and the colon."""
    if stuck.colon is None and not stuck.at_end:
        word = stuck.word.text
        advice = f"write `{word}:`, and what it is made of on lines of their own below it"
        return stuck.fault(code.BODY, f"`{word}` lacks its colon", stuck.word, advice)
    if stuck.colon is None:
        return _opener(stuck)
    word = stuck.word.text
    return stuck.fault(code.SYNTAX, f"`{word}` takes no arguments", stuck.found, f"write `{word}:`")


def _split(stuck: Stuck) -> Diagnostic:
    """One that may take the sizes of its parts before the colon."""
    if stuck.colon is None:
        advice = "write `split:` for equal parts or `split [16, 48]:`, and what is made of each on a line below it"
        return stuck.fault(code.BODY, "`split` lacks its colon", stuck.word, advice)
    return _opener(stuck)


def _head(stuck: Stuck) -> Diagnostic:
    return _argument(stuck) if stuck.colon is not None else _opener(stuck)


def _for(stuck: Stuck) -> Diagnostic:
    words = [token.text for token in stuck.tokens[stuck.head : stuck.colon]]
    if stuck.colon is not None and "in" not in words:
        advice = "write `for i in 1..6:` or `for a in list:`"
        return stuck.fault(code.SYNTAX, "`for` lacks its `in`", stuck.word, advice)
    return _opener(stuck)


def _else(stuck: Stuck) -> Diagnostic:
    if stuck.colon is None:
        return _opener(stuck)
    word, found = stuck.word, stuck.found
    both = Span(stuck.source, word.start, found.end)
    fix = Fix(both, "elif") if found.text == "if" else None
    fault = stuck.fault(code.SYNTAX, "`else` takes no condition", found, "write `elif` for a further condition")
    return fault._replace(fix=fix)


def _declared(stuck: Stuck) -> Diagnostic:
    """`NAME(parameter, parameter=default)` after `model` or `block`."""
    word, at = stuck.word, stuck.at - stuck.head
    if word.text == "block" and stuck.colon is None:
        return _opener(stuck)
    if at == 1 and (stuck.at_end or stuck.found.type == "COLON"):
        advice = f"as in `{word.text} Net(classes=10)`"
        return stuck.fault(code.SYNTAX, f"`{word.text}` lacks its name", word, advice)
    if at == 2:
        title = f"`{stuck.found.text}` behind the name"
        return stuck.fault(code.SYNTAX, title, stuck.found, "parameters stand in parentheses: (a, b=1)")
    if {"EQUAL", "COMMA"} <= stuck.expected:
        title = f"`{stuck.found.text}` where `,` or `=` should stand"
        return stuck.fault(code.SYNTAX, title, stuck.found, "parameters are written (width, stride=1)")
    return unexpected(stuck)


def takes(stuck: Stuck) -> Diagnostic:
    """What stands after `with` in the header of a block."""
    if stuck.found.type == "COMMA" and stuck.tokens[stuck.at - 2].type == "STAR":
        rest = stuck.tokens[stuck.at - 1]
        advice = "it takes all that are left: write the others before it"
        return stuck.fault(code.SYNTAX, f"`*{rest.text}` stands last", rest, advice)
    title = "a block names the tensors that it takes after `with`, with commas between them"
    return stuck.fault(code.SYNTAX, title, stuck.found, "as in `block up(width) with skip, *rest:`")


def _let(stuck: Stuck) -> Diagnostic:
    if stuck.lines_below:
        return _plain(stuck)
    if stuck.at - stuck.head < 3 or (stuck.at_end and stuck.tokens[-1].type == "EQUAL"):
        return stuck.fault(code.SYNTAX, "`let` binds a name", stuck.word, "write `let name = expression`")
    return unexpected(stuck)


def _use(stuck: Stuck) -> Diagnostic:
    if stuck.lines_below:
        return _plain(stuck)
    if stuck.tokens[-1].type == "STRING" and stuck.tokens[-2].text == "from" and "NAME" in stuck.expected:
        return unexpected(stuck)
    advice = 'write `use basic, bottleneck from "families/resnet.cnn"`'
    return stuck.fault(code.SYNTAX, "`use` names blocks and the file that defines them", stuck.word, advice)


def reference(stuck: Stuck) -> Diagnostic:
    """`from` and `again`, with the path of an earlier line."""
    if stuck.lines_below:
        return _plain(stuck)
    word = stuck.word.text
    return stuck.fault(code.SYNTAX, f"`{word}` takes the label of an earlier line", stuck.word, f"as in `{word} conv1`")


def output(stuck: Stuck) -> Diagnostic:
    """`output NAME`, or `output NAME:` with what it names."""
    named = stuck.head + 1 < len(stuck.tokens) and stuck.tokens[stuck.head + 1].type == "REFERENCE"
    if named and stuck.piece is None:
        return unexpected(stuck)
    rest = stuck.tokens[stuck.head + 1 : stuck.colon]
    if len(rest) > 1 and rest[0].type == "NAME" and rest[1].type != "DOT":
        advice = "delete what follows it; each output has a line of its own"
        return stuck.fault(code.SYNTAX, "`output` takes one name", rest[1], advice)
    advice = "as in `output low`, or `output low: from layer1` for what another line gives"
    return stuck.fault(code.SYNTAX, "`output` takes the name of an output", stuck.word, advice)


OF_STATEMENT: dict[str, Callable[[Stuck], Diagnostic]] = {
    "inline": _inline,
    **dict.fromkeys(("input", "expect", "init"), _plain),
    **dict.fromkeys(("path", "seq", *get_args(JoinKind)), _bare),
    "split": _split,
    **dict.fromkeys(("if", "elif", "repeat"), _opener),
    **dict.fromkeys(("model", "block"), _declared),
    "aux": _head,
    "for": _for,
    "else": _else,
    "let": _let,
    "use": _use,
    "from": reference,
    "again": reference,
    "output": output,
}
"""By the word that a statement starts with; what starts with another is a layer or a call."""
