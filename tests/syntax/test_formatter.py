"""The formatter: one layout for all ways to write a file, and the network and the comments as they were."""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from cnndsl.graph.limits import Limits
from cnndsl.layers import ALIASES
from cnndsl.pipeline import check, check_path
from cnndsl.source import Source
from cnndsl.syntax import parse
from cnndsl.syntax.logical_lines import Line, read_lines
from cnndsl.syntax.printer import SyntaxFaults, format_source
from tests.conftest import examples
from tests.graph.dags import Program
from tests.graph.drawn import programs
from tests.syntax.test_any_text import PROGRAMS, WORDS, mutants

FOLDER = Path(__file__).parents[2] / "architectures"
FILES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.cnn"))
LIMITS = Limits(expansion=2_000, operations=20_000)


def formatted(text: str) -> str:
    return format_source(Source("net.cnn", text), ALIASES)


def tokens(text: str) -> list[tuple[int, str, str]]:
    """Level, type and text of every token, aliases as their keywords."""

    def below(lines: list[Line], level: int) -> list[tuple[int, str, str]]:
        return [
            found
            for line in lines
            for found in [
                *((level, token.type, ALIASES.get(token.text, token.text)) for token in line.tokens),
                *below(line.children, level + 1),
            ]
        ]

    return below(read_lines(Source("net.cnn", text.replace("\r\n", "\n")))[0], 0)


def outcome(text: str) -> object:
    """What a text comes to: its layers with names, shapes and costs, or its faults."""
    checked = check(Source("net.cnn", text.replace("\r\n", "\n")), limits=LIMITS)
    if checked.network is None:
        return checked.blocks, [fault.code.id for fault in checked.diagnostics]
    graph = checked.network
    return [(layer.name, layer.kind, layer.output, layer.params, layer.macs) for layer in graph.layers]


def comments(text: str) -> list[str]:
    """Every comment, without the spaces around it. No text of the tests holds a # in quotes."""
    return [line[line.index("#") + 1 :].strip() for line in re.split(r"\r?\n", text) if "#" in line]


def assert_kept(text: str) -> str:
    """What formatting promises for every text without syntax faults."""
    result = formatted(text)
    note(result)
    assert formatted(result) == result
    assert tokens(result) == tokens(text)
    assert outcome(result) == outcome(text)
    assert not re.search(r"[ \t\r]\n|\n\n\n|\A\n|\n\n\Z|\t", re.sub("#.*", "#", result))
    assert result.endswith("\n")
    return result


# ---------------------------------------------------------------------------------------- architectures


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of architectures with every file formatted, the libraries that they use as well."""
    folder = tmp_path_factory.mktemp("architectures")
    for file in FILES:
        (folder / file).parent.mkdir(exist_ok=True)
        (folder / file).write_text(formatted((FOLDER / file).read_text("utf-8")), "utf-8")
    return folder


@pytest.mark.parametrize("file", FILES)
def test_the_network_of_a_file_stays(file: str, copy: Path) -> None:
    text, result = (FOLDER / file).read_text("utf-8"), (copy / file).read_text("utf-8")
    assert formatted(result) == result
    assert tokens(result) == tokens(text)
    assert comments(result) == comments(text)
    before, after = check_path(str(FOLDER / file)), check_path(str(copy / file))
    assert (before.network is None, before.blocks) == (after.network is None, after.blocks)
    if before.network and after.network:
        for one, other in zip(before.network.layers, after.network.layers, strict=True):
            assert (one.name, one.kind, one.output, one.params, one.macs) == (
                (other.name, other.kind, other.output, other.params, other.macs)
            )


def test_all_architectures_are_formatted() -> None:
    changes = ""
    for file in FILES:
        text = (FOLDER / file).read_text("utf-8")
        changes += "\n".join(difflib.unified_diff(text.split("\n"), formatted(text).split("\n"), file, file))
    assert changes == "", "run `cnndsl fmt` on them"


# --------------------------------------------------------------------------------------------- the rules

RULES = {
    "four spaces a level": ("s:\n  t:\n   relu\n  tanh\n", "s:\n    t:\n        relu\n    tanh\n"),
    "a body after the colon stays there": ("s :  t:if true :relu\n", "s: t: if true: relu\n"),
    "one space between arguments": ("conv   4\t3x3  padding=1 \n", "conv 4 3x3 padding=1\n"),
    "an argument without spaces stays without": ("conv a*2+1 k//2 x=-1\n", "conv a*2+1 k//2 x=-1\n"),
    "one space after a keyword": ("conv(4) 3\nrepeat(2):conv-a 3\n", "conv (4) 3\nrepeat (2): conv -a 3\n"),
    "spaces within brackets": ("conv ( a*2  + 1 ) [ 3,1 ]\n", "conv (a*2 + 1) [3, 1]\n"),
    "an operator has a space on both sides or on none": ("let a=b+ 1-c*2 //d\n", "let a = b + 1-c*2 // d\n"),
    "a sign has none": ("let a = - 1 * - b\n", "let a = -1 * -b\n"),
    "words of expressions": ('let a=(b)if not(c)or(d)else"x"\n', 'let a = (b) if not (c) or (d) else "x"\n'),
    "calls, indices, members": (
        "let a = min (b [ 0 ],in . channels,c[ :2 ])\n",
        "let a = min(b[0], in.channels, c[:2])\n",
    ),
    "a comma at the end of a list": ("let a = [1 ,2 , ]\n", "let a = [1, 2,]\n"),
    "loops": ("for a,b in[[1,2]] :relu\n", "for a, b in [[1, 2]]: relu\n"),
    "ranges": ("for i in 1 ..n-1:relu\n", "for i in 1 .. n-1: relu\n"),
    "a range without spaces": ("for i in -1..n-1:relu\n", "for i in -1..n-1: relu\n"),
    "imports": ('use a,b from"x.cnn"\n', 'use a, b from "x.cnn"\n'),
    "parameters": ("block b( w = 3,a ):relu\n", "block b(w=3, a): relu\n"),
    "the name of a model": ("model   Net ( c = [ 1 ] )\n", "model Net(c=[1])\n"),
    "references": ("a : relu\nadd :\n  from   a\n  relu\n", "a: relu\nadd:\n    from a\n    relu\n"),
    "training-only outputs": ("aux1:aux weight=0.3 :\n  fc 10\n", "aux1: aux weight=0.3:\n    fc 10\n"),
    "labels": ("block{i}-{ j } :conv 3 1\n", "block{i}-{ j }: conv 3 1\n"),
    "blank lines": ("\n\nrelu\n\n\n\ntanh\n \n", "relu\n\ntanh\n"),
    "the end of the file": ("relu", "relu\n"),
    "line ends": ("s:\r\n  from a\r\n  relu\t \r\n", "s:\n    from a\n    relu\n"),
    "aliases": ("pool 2\nx:  linear 4\nif true: pool 3\n", "maxpool 2\nx: fc 4\nif true: maxpool 3\n"),
    "labels are no aliases": ("pool: pool 2\nb act=pool\n", "pool: maxpool 2\nb act=pool\n"),
    "an alias that is a parameter": ("block b(pool): pool\npool 2\n", "block b(pool): pool\npool 2\n"),
    "an alias whose keyword is a name": ("let maxpool = avgpool\npool 2\n", "let maxpool = avgpool\npool 2\n"),
    "an alias that is a default": ("block b(act=pool): pool 2\n", "block b(act=pool): maxpool 2\n"),
    "an alias in a loop": ("for i, linear in a: linear 2\n", "for i, linear in a: linear 2\n"),
    "comments get their space": ("#a\n#\n#!b\n##c\n# d \n", "# a\n#\n#!b\n##c\n# d\n"),
    "a comment after code": ("relu# a\ntanh # b\n", "relu  # a\ntanh  # b\n"),
    "a comment far after code": ("relu      # a\n", "relu      # a\n"),
    "a comment that its line grows into": ("for a,b in[1,2]:  relu   # a\n", "for a, b in [1, 2]: relu  # a\n"),
    "comments in one column": ("s:# a\n  relu  # b\n  tanhs # c\n", "s:  # a\n    relu   # b\n    tanhs  # c\n"),
    "comments in one column move together": (
        "s:\n relu   # a\n elu    # b\n        # c\nrelu\n",
        "s:\n    relu   # a\n    elu    # b\n           # c\nrelu\n",
    ),
    "a comment stands like the code below it": (
        "s:\n# a\n  relu\n      # b\n  tanh\n",
        "s:\n    # a\n    relu\n    # b\n    tanh\n",
    ),
    "a comment at the end of a body": (
        "s:\n  t:\n    relu\n    # in t\n   # in s\n\n  # in s too\n# here\ntanh\n",
        "s:\n    t:\n        relu\n        # in t\n    # in s\n\n    # in s too\n# here\ntanh\n",
    ),
    "a comment at the end of the file": ("s:\n  relu\n  # in s\n# here", "s:\n    relu\n    # in s\n# here\n"),
    "a file of comments": ("  # a\n", "# a\n"),
    "lines of a bracket": (
        "s:\n  let a = [\n    1,2,\n      3]\n",
        "s:\n    let a = [\n        1, 2,\n          3]\n",
    ),
    "a bracket that closes at the margin": ("let a = [ # x\n 1,\n  2,\n]\n", "let a = [  # x\n    1,\n     2,\n]\n"),
    "comments in brackets": (
        "let a = [\n#x\n    1, # y\n\n\n  # z\n]\n",
        "let a = [\n    # x\n    1,  # y\n\n    # z\n]\n",
    ),
    "an operator at the end of a line": ("let a = (1 +\n    2\n    *3)\n", "let a = (1 +\n    2\n    * 3)\n"),
}


@pytest.mark.parametrize("rule", RULES)
def test_rule(rule: str) -> None:
    text, expected = RULES[rule]
    assert formatted(text) == expected
    assert formatted(expected) == expected
    assert tokens(expected) == tokens(text)


def test_without_aliases_no_word_changes() -> None:
    assert format_source(Source("net.cnn", "pool  2\n")) == "pool 2\n"


@pytest.mark.parametrize(
    "text",
    [
        "conv (3 1x1\n",
        "s:\n\trelu\nt:\n    tanh\n",
        "s:\n\trelu\n\t\ttanh\n",
        "conv 2 + 2 1x1\n",
        "relu\n    tanh\n",
        "if 1 >: relu\n",
    ],
)
def test_a_text_with_syntax_faults_has_no_layout(text: str) -> None:
    with pytest.raises(SyntaxFaults) as caught:
        formatted(text)
    assert [fault.code for fault in caught.value.diagnostics] == [
        fault.code for fault in parse(Source("net.cnn", text), tabs=True)[1]
    ]


TABS = {
    "levels": ("s:\n\tt:\n\t\trelu\n\ttanh\n", "s:\n    t:\n        relu\n    tanh\n"),
    "comments": (
        "s: # a\n\t# b\n\trelu # c\n\t# d\n# e\ntanh\n",
        "s:  # a\n    # b\n    relu  # c\n    # d\n# e\ntanh\n",
    ),
    "brackets": ("s:\n\tlet a = [\n\t\t1,\n\t\t2,\n\t]\n", "s:\n    let a = [\n        1,\n        2,\n    ]\n"),
    "a tab for what would be eight columns": ("s:\n\tif true:\n\t\trelu\n", "s:\n    if true:\n        relu\n"),
    "after the same spaces": ("s:\n  t:\n  \trelu\n", "s:\n    t:\n        relu\n"),
}


@pytest.mark.parametrize("what", TABS)
def test_tabs_that_are_clear_become_spaces(what: str) -> None:
    text, expected = TABS[what]
    assert formatted(text) == expected
    assert formatted(expected) == expected
    assert comments(expected) == comments(text)


@pytest.mark.parametrize("file", FILES)
def test_an_architecture_in_tabs_is_formatted_as_with_spaces(file: str) -> None:
    text = (FOLDER / file).read_text("utf-8")
    lines = [(line.lstrip(" "), len(line) - len(line.lstrip(" "))) for line in text.split("\n")]
    tabbed = "\n".join("\t" * (indent // 4) + " " * (indent % 4) + line for line, indent in lines)
    assert formatted(tabbed) == text


def test_tabs_are_taken_whatever_their_number() -> None:
    assert formatted("s:\n" + "\trelu\n" * 3000) == "s:\n" + "    relu\n" * 3000


def test_a_fault_that_is_none_of_the_syntax_does_not_matter() -> None:
    assert formatted("covn  4\n") == "covn 4\n"


# ------------------------------------------------------------------------------------------- at random


RESPELT = {
    " ": [" ", " ", "  ", "\t"],
    ": ": [":", ": ", " : ", ":   "],
    ":": [":", ":", " :"],
    ", ": [",", ", ", " ,  "],
    "(": ["(", "("],
    "[": ["[", "[ "],
    ")": [")", " )"],
    "]": ["]", " ]"],
    "maxpool": ["maxpool", "pool"],
    "fc": ["fc", "linear"],
}


def spelt(text: str, seed: int) -> str:
    """The text as another hand might write it: its spaces, indentation, aliases and comments drawn anew."""
    draw = Random(seed)
    width = draw.randint(1, 7)
    end = draw.choice(["\n", "\n", "\r\n"])
    rows: list[str] = []

    def comment() -> str:
        sign = draw.choice(["#", "# ", "#! ", "#  ", "## "])
        return f"{' ' * draw.randint(0, 12)}{sign}{draw.randint(1, 999)}{draw.choice(['', ' '])}"

    words = r"\{.*?\}|" + "|".join(map(re.escape, (": ", ", ", *" :()[]")))
    if not re.search(r"[(,] ?(pool|linear)\b", text):  # a name that must stay
        words += r"|(?<![\w=])(?:maxpool|fc)(?= )"
    for row in text.split("\n"):
        code = row.split("#")[0].rstrip()
        if not code:
            continue
        rows += [draw.choice(["", "  ", comment()]) for _ in range(draw.choice([0, 0, 0, 1, 3]))]
        indent = len(code) - len(code.lstrip())
        again = re.sub(words, lambda match: draw.choice(RESPELT.get(match[0], [match[0]])), code.lstrip())
        rows.append(" " * (indent // 4 * width) + again + draw.choice(["", "", "", " ", comment()]))
    return end.join([*rows, *draw.choice([[], [""], ["", comment(), "", ""]])])


def bare(text: str) -> list[str]:
    """The lines of code, without comments."""
    return [code for row in text.split("\n") if (code := row.split("#")[0].rstrip())]


STRAIGHT = [
    text
    for text in [*PROGRAMS, *((FOLDER / file).read_text("utf-8") for file in FILES)]
    if all(row.count("[") == row.count("]") and row.count("(") == row.count(")") for row in bare(text))
]
"""Without lines that continue brackets: where these stand is the author's choice."""


def assert_same_layout(text: str, other: str) -> None:
    note(other)
    result = assert_kept(other)
    assert bare(result) == bare(formatted(text))
    assert [comment.lstrip("#! ") for comment in comments(result)] == [
        comment.lstrip("#! ") for comment in comments(other)
    ]


@settings(max_examples=examples(150))
@given(text=st.sampled_from(STRAIGHT), seed=st.integers(0, 2**32))
def test_however_a_file_is_written_its_layout_is_one(text: str, seed: int) -> None:
    assert_same_layout(text, spelt(text, seed))


@settings(max_examples=examples(100))
@given(program=programs(), seed=st.integers(0, 2**32))
def test_however_a_random_program_is_written_its_layout_is_one(program: Program, seed: int) -> None:
    assert_same_layout(program.text, spelt(program.text, seed))


def assert_kept_or_refused(text: str) -> None:
    note(repr(text))
    if parse(Source("net.cnn", text.replace("\r\n", "\n")))[1]:
        with pytest.raises(SyntaxFaults):
            formatted(text)
    elif text.strip():
        assert_kept(text)


@settings(max_examples=examples(300))
@given(text=mutants())
def test_any_accident(text: str) -> None:
    assert_kept_or_refused(text)


PIECES = [*WORDS, *"( ) [ ] , : + - * if else not and or in #a #b for let a b".split(), " ", "\n", "\n    ", "\n  "]


@settings(max_examples=examples(300))
@given(
    words=st.lists(st.sampled_from(PIECES), max_size=14),
    glue=st.sampled_from(["", " ", " "]),
    start=st.sampled_from(["", "let a = (", "conv (", "s:\n  relu #x\n", "if (", "let b = [1,\n  "]),
    end=st.sampled_from(["", ")", "]", "): relu"]),
)
def test_any_words(words: list[str], glue: str, start: str, end: str) -> None:
    assert_kept_or_refused(f"input 3x16x16\n{start}{glue.join(words)}{end}\n")


GAPS = st.sampled_from(["", "", " ", "  ", "\t"])
BREAKS = st.sampled_from(["", "", " ", "   ", "\n      ", " # x\n         "])


def expressions(gaps: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Expressions with any spaces between their tokens."""
    operand = st.sampled_from(
        ["a", "1", "2.5", ".5", "1e-5", "3x3", "true", "in.channels", '"x, y"', "b[0]", "e5", "in"]
    )
    signs = st.sampled_from("+ - * / // % ** == <= < and or".split())

    def wider(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        def join(*parts: str | st.SearchStrategy[str]) -> st.SearchStrategy[str]:
            drawn = [st.just(part) if isinstance(part, str) else part for part in parts]
            pieces = [piece for part in drawn for piece in (gaps, part)]
            return st.tuples(*pieces[1:]).map("".join)

        return st.one_of(
            join(inner, signs, inner),
            join(inner, signs, inner),
            join(st.sampled_from(["-", "+", "not ", "not("]), inner),
            join("(", inner, ")"),
            join("[", inner, ",", inner, ",", "]"),
            join("min", "(", inner, ",", inner, ")"),
            join("c", "[", inner, ":", inner, "]"),
            join("(", inner, ")", "if", "(", inner, ")", "else", "[", inner, "]"),
        )

    return st.recursive(operand, wider, max_leaves=6)


PLACES = ["let z={}", "if {}:relu", "repeat {} :conv ({})3", "for i in {}..({}):relu"]
BRACKETED = [
    "conv ({}) 1x1",
    "conv [{} ,{}] x=({})",
    "block q(a ={},b= ({})) : relu",
    "s:\n  let z=[{}]",
    "if ({}) :relu",
]


@settings(max_examples=examples(600))
@given(data=st.data())
def test_any_expression(data: st.DataObject) -> None:
    wide = data.draw(st.booleans())
    place = data.draw(st.sampled_from(BRACKETED if wide else [*PLACES, *BRACKETED]))
    filled = [data.draw(expressions(BREAKS if wide else GAPS)) for _ in range(place.count("{}"))]
    text = place.format(*filled)
    assert_kept_or_refused(f"input 3x8x8\n{text}\nrelu\n")


ROWS = ["1,", "2, # a", "# b", "", "[3,", "4],", "(1", "+ 2),", "5,# c", "5, 6,   # d"]


@settings(max_examples=examples(300))
@given(
    rows=st.lists(st.tuples(st.integers(1, 20), st.sampled_from(ROWS)), max_size=8),
    indent=st.integers(1, 6),
    close=st.integers(0, 12),
)
def test_continuation_lines(rows: list[tuple[int, str]], indent: int, close: int) -> None:
    inner = "".join(f"{' ' * (indent + column)}{row}\n" for column, row in rows)
    assert_kept_or_refused(f"s:\n{' ' * indent}let a = [ # x\n{inner}{' ' * close}] # y\n{' ' * close}# z\nrelu\n")


CODE = ["relu", "s:", "conv 3 1", "x: conv  4   3x3", "if true:", "for a,b in[]:relu", "#", "# own", ""]


@settings(max_examples=examples(400))
@given(
    rows=st.lists(
        st.tuples(st.integers(0, 3), st.sampled_from(CODE), st.sampled_from([None, 0, 1, 2, 3, 8, 12, 16])), max_size=9
    ),
    width=st.integers(1, 6),
)
def test_comments_in_columns(rows: list[tuple[int, str, int | None]], width: int) -> None:
    text, deepest, opened = "", 0, False
    for level, code, column in rows:
        if code and "#" not in code:  # comments stand anywhere
            level = deepest + 1 if opened else min(level, deepest)
            deepest, opened = level, code.endswith(":")
        row = " " * (level * width) + code
        if column is not None and "#" not in code:
            row = row.ljust(column) + "# after"
        text += f"{row}\n"
    end = " " * ((deepest + opened) * width) + "relu"
    assert_kept_or_refused(f"input 3x8x8\n{text}{end}")
    assert_kept_or_refused(f"s:\n  t:\n     relu # x\n{text}{end} # y\n    # z\n")
