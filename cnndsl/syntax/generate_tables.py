"""Makes tables.py of grammar.lark, and its chapter of docs/language.md: `make tables`.

Lark reads the grammar and works out the LALR tables; what is kept of them is what automaton.py needs, so that checking
a file imports neither Lark nor the grammar. States are numbered as they are reached from the first one, by symbols in
alphabetical order, so that the same grammar always gives the same text.
"""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lark import Lark
    from lark.grammar import Rule

FOLDER = Path(__file__).parent
STARTS = ("file", "expression")

_HEAD = '''"""The LALR tables of grammar.lark. Made by generate_tables.py, not by hand: `make tables`.

``ACTIONS[state][terminal]`` is the next state, or ``~rule`` to reduce by a rule; ``DEFAULTS[state]`` the rule of a
state that can do nothing else (-1: none); ``GOTO[state][nonterminal]`` the state after a reduction. ``RULES`` are
(nonterminal, length, builder): an empty builder hands its one part on, `+` makes a list of its parts. ``WORDS`` are
the keywords with their terminals, ``OPENERS`` those whose statement has lines below it.
"""

from __future__ import annotations

# fmt: off

'''


def _text() -> str:
    return (FOLDER / "grammar.lark").read_text("utf-8")


def read_grammar() -> Lark:
    """Lark's parser of the grammar, which holds its rules and tables. Lark refuses one that is not LALR(1)."""
    from lark import Lark
    from lark.lexer import Lexer

    class NoLexer(Lexer):
        def __init__(self, lexer_conf: object) -> None: ...

        def lex(self, data: Any) -> Any:  # type: ignore[override]  # Lark hands in what parse() got
            return iter(data)

    return Lark(_text(), parser="lalr", lexer=NoLexer, start=list(STARTS), maybe_placeholders=False, strict=False)


def tables() -> str:
    """The text of tables.py."""
    lark = read_grammar()
    terminals = {str(symbol.name) for rule in lark.rules for symbol in rule.expansion if symbol.is_term}
    table = lark.parser.parser._parse_table
    order, states = _numbered(table)
    rules = sorted(set(lark.rules), key=_spelt)
    rule_numbers = {_spelt(rule): number for number, rule in enumerate(rules)}
    ends = set(table.end_states.values())
    rows: list[dict[str, int]] = []
    goto_rows: list[dict[str, int]] = []
    actions, defaults, goto = [], [], []
    for state in states:
        row, onward = {}, {}
        for symbol, (action, argument) in sorted(table.states[state].items(), key=lambda item: str(item[0])):
            if str(action) != "Shift":
                row[str(symbol)] = ~rule_numbers[_spelt(argument)]
            elif str(symbol) in terminals:
                row[str(symbol)] = order[argument]
            else:
                onward[str(symbol)] = order[argument]
        steps = set(row.values())
        default = ~steps.pop() if len(steps) == 1 and min(row.values()) < 0 else -1
        if state in ends or default >= 0:
            row = {}
        actions.append(_place(row, rows))
        defaults.append(-1 if state in ends else default)
        goto.append(_place(onward, goto_rows))
    return (
        "".join(
            [
                _HEAD,
                _entry("STARTS: dict[str, int]", {start: order[state] for start, state in table.start_states.items()}),
                _entry(
                    "RULES: tuple[tuple[str, int, str], ...]",
                    tuple((str(rule.origin.name), len(rule.expansion), _builder(rule)) for rule in rules),
                ),
                _entry("_ACTIONS: tuple[dict[str, int], ...]", tuple(rows)),
                _entry("_GOTO: tuple[dict[str, int], ...]", tuple(goto_rows)),
                _entry("ACTIONS", tuple(actions), "tuple(map(_ACTIONS.__getitem__, {}))"),
                _entry("GOTO", tuple(goto), "tuple(map(_GOTO.__getitem__, {}))"),
                _entry("DEFAULTS: tuple[int, ...]", tuple(defaults)),
                _entry("WORDS: dict[str, str]", {word.lower(): word for word in sorted(terminals & keywords())}),
                _entry("OPENERS: tuple[str, ...]", tuple(_openers(rules))),
            ]
        ).rstrip("\n")
        + "\n"
    )


def _place(row: dict[str, int], rows: list[dict[str, int]]) -> int:
    """Where a row stands among those that differ."""
    if row not in rows:
        rows.append(row)
    return rows.index(row)


def _entry(name: str, value: object, form: str = "{}") -> str:
    """An assignment, in lines of at most 118 characters."""
    text = f"{name} = {form.format(repr(value))}"
    lines = textwrap.wrap(text, 118, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)
    return "\n".join(lines) + "\n\n"


def _numbered(table: Any) -> tuple[dict[Any, int], list[Any]]:
    """The number of each state, and the states in that order."""
    states = [table.start_states[start] for start in STARTS]
    order = {state: number for number, state in enumerate(states)}
    for state in states:
        for symbol in sorted(table.states[state], key=str):
            action, argument = table.states[state][symbol]
            if str(action) == "Shift" and argument not in order:
                order[argument] = len(order)
                states.append(argument)
    return order, states


def _spelt(rule: Rule) -> tuple[str, str]:
    return str(rule.origin.name), " ".join(symbol.name for symbol in rule.expansion)


def _builder(rule: Rule) -> str:
    """What makes the value of a rule: its alias, its name, or nothing but its one part."""
    name = str(rule.origin.name)
    if name.startswith("__"):
        return "+"
    if rule.options.expand1 and len(rule.expansion) == 1 and rule.alias is None:
        return ""
    return str(rule.alias or name)


def keywords() -> set[str]:
    """The terminals that are words: those that the grammar declares after the comment `// keywords`."""
    return set(_text().partition("// keywords\n")[2].replace("%declare", "").split())


def _openers(rules: list[Rule]) -> list[str]:
    """The keywords whose statement has a body."""
    found = {
        str(rule.expansion[0].name)
        for rule in rules
        if "body" in {str(symbol.name) for symbol in rule.expansion} and rule.expansion[0].is_term
    }
    return sorted(word.lower() for word in found)


def chapter() -> str:
    """The grammar as docs/language.md shows it: keywords and signs as they are written, no comments."""
    shown = []
    for line in _text().split("%declare", 1)[0].splitlines():
        rule, _, note = line.partition("//")
        for terminal, sign in _WRITTEN.items():
            rule = re.sub(rf"\b{terminal}\b", f'"{sign}"', rule)
        for word in keywords():
            rule = re.sub(rf"\b{word}\b", f'"{word.lower()}"', rule)
        rule = re.sub(r" *->.*", "", rule).replace("?", "", 1) if rule.startswith("?") else re.sub(r" *->.*", "", rule)
        heading = note.strip("- ")
        if rule.strip():
            shown.append(rule.rstrip())
        elif note.startswith(" ---"):
            shown += ["", f"# {heading}"]
    return "\n".join(shown).strip("\n")


_WRITTEN = {
    "LPAR": "(",
    "RPAR": ")",
    "LSQB": "[",
    "RSQB": "]",
    "LBRACE": "{",
    "RBRACE": "}",
    "COMMA": ",",
    "COLON": ":",
    "DOT": ".",
    "RANGE": "..",
    "EQUAL": "=",
    "POWER": "**",
}
"""The terminals that are always written in one way."""

BEGIN, END = "<!-- the grammar, made by `make tables` -->", "<!-- end of the grammar -->"


def documented(text: str) -> str:
    """The text of docs/language.md with the grammar of today in it."""
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n\n```\n{chapter()}\n```\n\n{END}{after}"


def main() -> None:
    """Write tables.py, and the chapter of docs/language.md, from grammar.lark."""
    (FOLDER / "tables.py").write_text(tables(), "utf-8")
    docs = FOLDER.parents[1] / "docs" / "language.md"
    docs.write_text(documented(docs.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
