"""The grammar, its tables and what stands of it in the documentation are one; Lark itself is the oracle."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st
from lark import Lark
from lark.exceptions import UnexpectedInput
from lark.lexer import Token as LarkToken

from cnndsl.source import Source
from cnndsl.syntax import ast, parse
from cnndsl.syntax.generate_tables import documented, keywords, read_grammar, tables
from cnndsl.syntax.tokens import RESERVED_LABELS
from tests.conftest import examples

ROOT = Path(__file__).parents[2]


def test_the_tables_are_those_of_the_grammar() -> None:
    assert (ROOT / "cnndsl" / "syntax" / "tables.py").read_text("utf-8") == tables(), "run `make tables`"


def test_the_documentation_shows_the_grammar() -> None:
    text = (ROOT / "docs" / "language.md").read_text("utf-8")
    assert text == documented(text), "run `make tables`"
    assert 'let: "let" NAME "=" expression END' in text


LARK: Lark = read_grammar()
RULES: dict[str, list[list[str]]] = {}
for rule in LARK.rules:
    RULES.setdefault(str(rule.origin.name), []).append([str(symbol.name) for symbol in rule.expansion])
KEYWORDS = keywords()
TEXTS = {
    "NAME": ["a", "width", "relu", "conv2"],
    "NUMBER": ["0", "12", "1.5", "1e3"],
    "SIZE": ["3x3", "3x224x224"],
    "PATTERN": ["512x_x_", "_x7x7"],
    "STRING": ['"a.cnn"', '""'],
    "LABEL": ["a", "let", "x-1", "conv"],
    "LPAR": ["("],
    "RPAR": [")"],
    "LSQB": ["["],
    "RSQB": ["]"],
    "LBRACE": ["{"],
    "RBRACE": ["}"],
    "COMMA": [","],
    "COLON": [":"],
    "DOT": ["."],
    "RANGE": [".."],
    "EQUAL": ["="],
    "WITH": ["with"],
    "STAR": ["*"],
    "POWER": ["**"],
    "PRODUCT": ["*", "/", "//", "%"],
    "SUM": ["+", "-"],
    "COMPARE": ["<", "<=", "==", "!=", ">=", ">"],
}
SHORTEST = {
    "expression": ["NAME"],
    "label": ["LABEL"],
    "statement": ["NAME", "END"],
    "inline": ["NAME", "END"],
    "body": ["NAME", "END"],
    "section_body": ["LET", "NAME", "EQUAL", "NUMBER", "END"],
    "held": ["LET", "NAME", "EQUAL", "NUMBER", "END"],
}
"""How a sentence ends that has grown long enough."""


def sentence(symbol: str, choose: random.Random, left: int) -> list[str]:
    """Terminals that the grammar derives from a symbol; the fewer steps are ``left``, the shorter."""
    if symbol not in RULES:
        return [symbol]
    if left <= 0 and symbol in SHORTEST:
        return SHORTEST[symbol]
    expansions = [expansion for expansion in RULES[symbol] if "BROKEN" not in expansion and expansion != ["broken"]]
    if left <= 0:
        expansions = [min(expansions, key=len)]
    found: list[str] = []
    for inner in choose.choice(expansions):
        of_argument = symbol == "given"
        made = sentence(inner, choose, left - 1)
        if of_argument and any(terminal in ("IF", "AND", "OR", "NOT", "IN") for terminal in made):
            made = ["LPAR", *made, "RPAR"]
        found += made
    return found


TIGHT_BEFORE = {"RBRACE", "DOT", "COLON"}
TIGHT_AFTER = {"LBRACE", "DOT", "STAR"}


def written(terminals: list[str], choose: random.Random) -> str:
    """The text of a sentence: one space between words, none within an argument, a label or a path."""
    text, level, depth, before = "", 0, 0, "END"
    in_argument = False
    for terminal in terminals:
        if terminal in ("_INDENT", "_DEDENT"):
            level += 1 if terminal == "_INDENT" else -1
            continue
        if terminal == "END":
            text, in_argument = text + "\n", False
        elif terminal == "_GAP":
            text, in_argument = text + " ", True
        else:
            in_argument = in_argument and terminal != "WITH"
            apart = terminal not in TIGHT_BEFORE and before not in TIGHT_AFTER and not (in_argument and not depth)
            if terminal in ("LABEL", "LBRACE") and before in ("LABEL", "RBRACE"):
                apart = False
            text += "    " * level if before == "END" else " " if apart else ""
            text += terminal.lower() if terminal in KEYWORDS else choose.choice(TEXTS[terminal])
            depth += (terminal in ("LPAR", "LSQB", "LBRACE")) - (terminal in ("RPAR", "RSQB", "RBRACE"))
            in_argument = in_argument and not (terminal == "COLON" and not depth)
        before = terminal
    return text


def accepted(terminals: list[str]) -> bool:
    """Lark's own verdict."""
    tokens: Any = [LarkToken(terminal, terminal) for terminal in terminals]
    try:
        LARK.parse(tokens, start="file")
    except UnexpectedInput:
        return False
    return True


@settings(max_examples=examples(300))
@given(seed=st.integers(0, 2**32), size=st.integers(0, 14))
def test_what_the_grammar_derives_is_read(seed: int, size: int) -> None:
    """Random programs of the whole grammar, as text: no fault, and each statement where the grammar put it."""
    choose = random.Random(seed)
    terminals = sentence("file", choose, size)
    text = written(terminals, choose)
    note(text)
    assert accepted(terminals)
    file, faults = parse(Source("net.cnn", text))
    assert [str(fault) for fault in faults] == []
    assert not any(isinstance(statement, ast.Broken) for statement in every(file.body))


def every(body: list[ast.Statement]) -> Iterator[ast.Statement]:
    for statement in body:
        yield statement
        bodies = (
            [inner for _, inner in statement.branches]
            if isinstance(statement, ast.If)
            else [getattr(statement, "body", [])]
        )
        for inner in bodies:
            yield from every(inner)


@settings(max_examples=examples(500))
@given(seed=st.integers(0, 2**32), size=st.integers(6, 16))
def test_an_accident_in_an_expression_is_a_fault_where_lark_refuses_it(seed: int, size: int) -> None:
    choose = random.Random(seed)
    terminals = sentence("let", choose, size)
    at = choose.randrange(3, len(terminals))
    accident = choose.randrange(3)
    inner = [
        "NAME",
        "NUMBER",
        "SIZE",
        "STRING",
        "COMMA",
        "SUM",
        "PRODUCT",
        "POWER",
        "COMPARE",
        "IF",
        "ELSE",
        "AND",
        "NOT",
    ]
    if accident == 0 and at < len(terminals) - 1:
        del terminals[at]
    elif accident == 1 and at < len(terminals) - 1:
        terminals[at] = choose.choice(inner)
    else:
        terminals.insert(at, choose.choice(inner))
    text = written(terminals, choose)
    note(text)
    faults = parse(Source("net.cnn", text))[1]
    assert bool(faults) != accepted(terminals)
    assert len(faults) <= 1


WORDS = sorted(KEYWORDS - {"IF", "ELSE", "AND", "OR", "NOT", "IN", "TRUE", "FALSE"})


@pytest.mark.parametrize("word", [word.lower() for word in WORDS])
def test_a_keyword_is_a_name_where_it_cannot_stand(word: str) -> None:
    text = f"let {word} = 1\nlet b = {word} + 1\nconv {word} ({word}) {word}={word}\nfor {word} in [1]: relu\n"
    file, faults = parse(Source("net.cnn", text))
    assert faults == []
    assert [type(statement) for statement in file.body] == [ast.Let, ast.Let, ast.Call, ast.For]


@pytest.mark.parametrize("word", [word.lower() for word in WORDS if word.lower() not in RESERVED_LABELS])
def test_a_keyword_can_be_a_label(word: str) -> None:
    file, faults = parse(Source("net.cnn", f"{word}: relu\nadd:\n    from {word}\n    relu\n"))
    assert faults == []
    assert isinstance(file.body[0], ast.Call)
    assert file.body[0].label is not None
    assert parse(Source("net.cnn", f"{word}: unit 3 with a, *b\n"))[1] == []


def test_the_grammar_has_no_rule_that_nothing_reaches() -> None:
    reached, waiting = set(), ["file"]
    while waiting:
        name = waiting.pop()
        if name in RULES and name not in reached:
            reached.add(name)
            waiting += [symbol for expansion in RULES[name] for symbol in expansion]
    assert reached == RULES.keys()
