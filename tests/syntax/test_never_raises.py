"""For any text: a network, or diagnostics that point into it. Never an exception."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

import cnndsl
from cnndsl.diagnostics.render import render_all
from cnndsl.pipeline import check
from cnndsl.source import Source

PROGRAMS = [path.read_text("utf-8") for path in sorted(Path("architectures").glob("**/*.cnn"))]
WORDS = [
    "input", "1x8x8", "conv", "fc", "4", "3x3", "relu", "flatten", "stride=2", "padding=same", ":", "\n", "\n    ",
    "add:", "concat:", "if", "else:", "repeat 3:", "for i in 1..3:", "let", "x", "=", "(", ")", "[", "]", "{i}", "in.channels",
    "block b(n):", "b", "aux weight=0.3:", "from", "expect", "params=3", "*", "**", "-", "9", "true", '"', "#", "\t", "\u00e9",
    "maxpool 2", "identity", "split:", "seq:", "path:", "inline", "use", "model M(a=1)",
]  # fmt: skip


def examine(text: str) -> None:
    source = Source("<text>", text)
    result = check(source)
    assert (result.network is not None) + (result.blocks is not None) + bool(result.diagnostics) >= 1
    for diagnostic in result.diagnostics:
        if diagnostic.span is not None:
            assert 0 <= diagnostic.span.start <= diagnostic.span.end <= len(text)
    shown = render_all(result.diagnostics)
    assert "\x1b" not in shown


@settings(max_examples=300)
@given(st.text(max_size=200))
def test_random_text(text: str) -> None:
    examine(text)


@settings(max_examples=500)
@given(st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join))
def test_random_words(text: str) -> None:
    examine("input 3x8x8\n" + text)


@settings(max_examples=300)
@given(st.data())
def test_mutated_programs(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(PROGRAMS))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        end = min(at + data.draw(st.integers(0, 12)), len(text))
        text = text[:at] + data.draw(st.sampled_from(["", *WORDS])) + text[end:]
    examine(text)


def test_deep_nesting_is_a_diagnostic() -> None:
    deep = "".join("  " * depth + f"s{depth}:\n" for depth in range(1000))
    for text in (
        "input 1x8x8\n" + deep,
        "input 1x8x8\nfc " + "(" * 5000 + "1" + ")" * 5000,
        "input 1x8x8\nfc " + "-" * 5000 + "1",
        "input 1x8x8\nfc 1" + "+1" * 5000,
        "input 1x8x8\n" + "a:" * 5000 + "relu",
        "input 1x8x8\nlet x = " + "[" * 5000,
    ):
        examine(text)


def test_programs_that_ask_for_too_much_name_the_limit() -> None:
    for body in (
        "repeat 1000000000: relu",
        "repeat 1000000000:\n    let x = 1",
        "for i in 1..1000000000:\n    for j in 1..1000000000: relu",
        "let a = 9**9**9",
        "let a = [1, 2]\n"
        + "".join(f"let {c} = {p} + {p}\n" for p, c in zip("abcdefghijklmno", "bcdefghijklmnop", strict=True)),
    ):
        found = cnndsl.check(f"input 3x8x8\n{body}\nrelu\n")
        assert [fault.code.id for fault in found] == ["E0406"], body
        assert "limit" in found[0].title


def test_a_block_that_calls_itself_shows_the_cycle() -> None:
    text = "input 3x8x8\nblock a():\n    b\nblock b():\n    a\na\n"
    (found,) = cnndsl.check(text)
    assert found.code.id == "E0212"
    assert "a -> b -> a" in found.title
