"""Diagnostics as text: carets under what is meant, nothing that steers the terminal, colour where it is asked for."""

from __future__ import annotations

import re

import pytest

import cnndsl
from cnndsl.diagnostics import CODES, Call, Diagnostic, Label
from cnndsl.diagnostics.render import MAX_COLUMNS, MAX_SHOWN, render, render_all
from cnndsl.printable import printable
from cnndsl.source import Source, Span
from cnndsl.text import display_width

CODE = CODES["E0105"]


def at(source: Source, text: str, *, title: str = "a fault", **rest: object) -> Diagnostic:
    """A fault whose span is the first place of a text."""
    start = source.text.index(text)
    return Diagnostic(CODE, title, Span(source, start, start + len(text)), **rest)  # type: ignore[arg-type]


def marked(rendered: str) -> tuple[str, str]:
    """The source line and the carets below it, without the margin."""
    lines = rendered.split("\n")
    here = next(i for i, line in enumerate(lines) if "^" in line)
    return lines[here - 1].partition("| ")[2], lines[here].partition("| ")[2]


def test_carets_stand_under_the_span() -> None:
    line, carets = marked(render(at(Source("a.cnn", "input 3x8x8\nconv 4 oops\n"), "oops", label="what")))
    assert line == "conv 4 oops"
    assert carets == "       ^^^^ what"


@pytest.mark.parametrize("before", ["größe", "卷积", "ﾊﾝ", "e\u0301te\u0301", "한국어", "😀"])
def test_wide_and_combining_characters_keep_the_carets_in_place(before: str) -> None:
    line, carets = marked(render(at(Source("a.cnn", f"# {before} oops\n"), "oops")))
    assert display_width(line[: line.index("oops")]) == display_width(carets[: carets.index("^")])
    assert carets.endswith("^^^^")


def test_wide_characters_have_wide_carets() -> None:
    _, carets = marked(render(at(Source("a.cnn", "卷积 64\n"), "卷积")))
    assert carets == "^^^^"


@pytest.mark.parametrize("column", [0, 1, 39, 40, 41, 120, 159, 160, 161, 500, 4990])
def test_of_a_long_line_the_part_around_the_carets_is_shown(column: int) -> None:
    text = "a" * column + "oops" + "b" * (5000 - column)
    line, carets = marked(render(at(Source("a.cnn", text), "oops")))
    assert len(line) <= MAX_COLUMNS + 2
    start = carets.index("^")
    assert line[start : start + 4] == "oops"
    assert line.endswith("…") == (column < 4900)


def test_a_label_far_from_the_carets_does_no_harm() -> None:
    source = Source("a.cnn", "x = (" + "1 + " * 100 + "oops\n")
    fault = at(source, "oops", labels=(Label(Span(source, 4, 5), "opened here"),))
    assert "opened here" in render(fault)


def test_control_characters_cannot_steer_the_terminal() -> None:
    evil = "\x1b[2J\x1b]0;owned\x07\u202e\u200b\x9b31m"
    text = f"input 3x8x8\nconv {evil} 3x3 # {evil}\n"
    for fault in cnndsl.check(text, path=f"{evil}.cnn"):
        shown = render(fault)
        assert all(line.isprintable() for line in shown.split("\n"))
        assert "\\x1b" in shown


def test_control_characters_keep_the_carets_in_place() -> None:
    line, carets = marked(render(at(Source("a.cnn", "# \x1b\x00\u202e oops\n"), "oops")))
    assert carets.index("^") == line.index("oops")


def test_printable_leaves_text_alone() -> None:
    assert printable("größe 卷积 -> 3×3") == "größe 卷积 -> 3×3"
    assert printable("a\tb") == "a b"
    assert printable("\x1b[31m") == "\\x1b[31m"


def test_colour_is_asked_for() -> None:
    (fault,) = cnndsl.check("input 3x8x8\nmaxpol 2\n")
    plain, coloured = render(fault), render(fault, color=True)
    assert "\x1b" not in plain
    assert "\x1b[1;31m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain
    error = cnndsl.CheckError([fault])
    assert str(error) == "\n" + plain
    assert error.render(color=True) == coloured


def test_an_empty_span_has_one_caret() -> None:
    source = Source("a.cnn", "let a =\n")
    _, carets = marked(render(Diagnostic(CODE, "nothing", Span(source, 7, 7))))
    assert carets == "       ^"


def test_a_place_after_the_last_line() -> None:
    source = Source("a.cnn", "relu\n")
    assert "a.cnn:2:1" in render(Diagnostic(CODE, "nothing", Span(source, 5, 5)))


def test_a_span_over_lines_is_marked_in_its_first() -> None:
    source = Source("a.cnn", "let a = [1,\n  2]\n")
    line, carets = marked(render(Diagnostic(CODE, "long", Span(source, 8, len(source.text) - 1))))
    assert (line, carets) == ("let a = [1,", "        ^^^")


def test_line_numbers_are_aligned() -> None:
    source = Source("a.cnn", "\n" * 8 + "first\n" + "second\n")
    fault = at(source, "second", labels=(Label(Span(source, 8, 13), "here"),))
    assert [line[:4] for line in render(fault).split("\n")[1:]] == ["  --", "   |", " 9 |", "   |", "10 |", "   |"]


def test_marks_of_one_line_stand_below_one_another() -> None:
    source = Source("a.cnn", "conv 4 4\n")
    fault = Diagnostic(CODE, "two", Span(source, 7, 8), "again", labels=(Label(Span(source, 5, 6), "once"),))
    assert render(fault).split("\n")[3:] == ["1 | conv 4 4", "  |      - once", "  |        ^ again"]


def test_places_of_other_files_have_their_own_heading() -> None:
    a, b = Source("a.cnn", "relu\n"), Source("b.cnn", "use it\n")
    fault = Diagnostic(CODE, "two files", Span(a, 0, 4), labels=(Label(Span(b, 0, 3), "from here"),))
    assert [line.strip() for line in render(fault).split("\n") if "-->" in line] == ["--> a.cnn:1:1", "--> b.cnn:1:1"]


def test_calls_are_shown_the_innermost_first() -> None:
    source = Source("a.cnn", "inner\nouter 3\n")
    calls = (Call(Span(source, 0, 5), "b", ""), Call(Span(source, 6, 13), "c", "w=3"))
    shown = render(Diagnostic(CODE, "deep", Span(source, 0, 5), calls=calls))
    assert shown.index("in block `b`, called here\n") < shown.index("in block `c`, called here with w=3\n")


def test_a_fault_without_a_place_is_one_line_and_its_help() -> None:
    assert render(Diagnostic(CODES["E0001"], "x.cnn: is a folder", None)) == "error[E0001]: x.cnn: is a folder"


def test_very_many_faults_are_counted() -> None:
    faults = cnndsl.check("input 3x8x8\n" + "maxpol 2\n" * (MAX_SHOWN + 7))
    assert len(faults) == MAX_SHOWN + 7
    shown = render_all(faults)
    assert shown.count("error[") == MAX_SHOWN
    assert shown.endswith("\n\n… and 7 more")
