"""Whatever the text, there is a network or there are diagnostics; never an exception."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given, note, settings
from hypothesis import strategies as st

from cnndsl.diagnostics.render import render, render_all
from cnndsl.graph.limits import Limits
from cnndsl.network import Draft, Network
from cnndsl.pipeline import check
from cnndsl.report import summary_formats
from cnndsl.report.board import board
from cnndsl.source import Source
from tests.conftest import examples
from tests.graph.test_blocks import BASIC
from tests.graph.test_branches import HEADS, INCEPTION, SQUEEZE

LENET = """
model LeNet5(classes=10, act=relu)
input 1x32x32
features:
    conv 6 5x5
    act
    maxpool 2
    conv 16 5x5
    act
    maxpool 2
    expect 16x5x5
flatten
classifier:
    fc 120
    act
    fc 84
    act
    fc classes
    expect 10 params=61706
"""
STAGES = """
model Stages(width=0.5, depths=[2, 1], se=true)
let base = make_divisible(16 * width, 8)
input 3x32x32
stem: conv base 3x3 stride=2 padding=same bias=false
for depth, stride in [[depths[0], 1], [depths[1], 2]]:
    for i in 1..depth:
        stage{stride}-{i}: basic base*stride stride=(stride if i == 1 else 1)
if se and in.channels >= 8: squeeze_excite in.channels//4
elif not se:
    identity
else:
    split:
        conv 4 1x1 groups=2
        path:
            from stem
            maxpool 2
            conv (in.channels + 1) [3, 1] padding=[1, 0]
global_avgpool
flatten
fc 10
"""
PROGRAMS = [
    LENET,
    BASIC + SQUEEZE + STAGES,
    f"input 6x8x8{INCEPTION}inception 2 3 4 1 2 3\n",
    HEADS,
    "input 3x16x16\nscale init=0.1\npermute channels_last\nlayernorm\nfc 5\npermute channels_first\n"
    "normalize mean=[0.5] std=0.25\npad [0, 1, 0, 1] mode=reflect\nconv_transpose 4 2 stride=2\nupsample 2 mode=bilinear\n"
    "channel_shuffle 2\ngroupnorm 2\nadaptive_maxpool 3x5\nsoftmax dim=-1\nlrn 5\ndrop_path 0.1\n",
]
FOLDER = Path(__file__).parents[2] / "architectures"
FILES = [
    (FOLDER / f"{name}.cnn").read_text("utf-8") for name in ("lenet", "alexnet", "vgg16", "googlenet", "lenet5_1998")
]
WORDS = [
    *"""
    model input use block let expect from inline path: seq: add: concat: mul: split: repeat for if elif else: aux in and
    or not true false in.channels conv fc maxpool relu flatten batchnorm identity 1 3 64 3x3 3x224x224 2.5 1e3 9**9**9
    a a: a{i}: {i} = == != < <= + - * / // % ** , .. ( ) [ ] : # " "x.cnn" stride=2 padding=same params=1 weight=0.3
    len min 1/0 a.b . ? é 字 \u200b \x1b[31m \ufeff
    """.split(),
    *["\n", "\n", "\n    ", "\n        ", " ", "  ", "\t", "\n\t", "\r", "\r\n", "\f", ""],
]

LIMITS = Limits(expansion=2_000, operations=20_000)


def assert_answered(text: str) -> None:
    """A network or diagnostics; each has a place inside the text and can be shown."""
    note(repr(text))
    checked = check(Source("net.cnn", text), limits=LIMITS, index=True)
    assert isinstance(checked.network, Network) or checked.blocks is not None or checked.diagnostics
    if checked.network is not None:
        assert checked.diagnostics == []
        assert all(layer.params >= 0 for layer in checked.network.layers)
    for diagnostic in checked.diagnostics:
        spans = [label.span for label in diagnostic.labels] + [call.span for call in diagnostic.calls]
        for span in spans if diagnostic.span is None else [diagnostic.span, *spans]:
            assert 0 <= span.start <= span.end <= len(text)
            line, column = span.line, span.column
            assert 1 <= line <= text.count("\n") + 1
            assert 1 <= column <= len(span.source.line(line)) + 1
        assert diagnostic.title
        assert diagnostic.help
        assert "\n" not in diagnostic.title + diagnostic.help + diagnostic.label
        assert printable(render(diagnostic))
        assert render(diagnostic, color=True)
    assert (checked.draft is None) == (checked.blocks is not None)
    if checked.draft is not None:
        assert_shown(checked.draft)
    places = [diagnostic.span.start for diagnostic in checked.diagnostics if diagnostic.span]
    assert places == sorted(places)
    assert printable(render_all(checked.diagnostics))


def assert_shown(draft: Draft) -> None:
    """What is known of a file can be shown as a table, as data and as sums."""
    for depth in (None, 1):
        assert printable(summary_formats.table(draft, 1, depth))
        assert summary_formats.csv_text(draft, 1, depth)
        assert json.loads(summary_formats.json_text(draft, 1, depth))["model"] == draft.name
    assert printable(board(draft, draft.graph.layers(), 80))
    assert [row.index for row in draft.nodes] == list(range(len(draft.nodes)))
    assert all(index < row.index for row in draft.nodes for index in row.inputs)


def printable(text: str) -> bool:
    return all(line.isprintable() for line in text.split("\n"))


@settings(max_examples=examples(100))
@given(text=st.text(max_size=300))
def test_any_characters(text: str) -> None:
    assert_answered(text)


@settings(max_examples=examples(200))
@given(words=st.lists(st.sampled_from(WORDS), max_size=60), glue=st.sampled_from(["", " ", " ", " "]))
def test_any_words(words: list[str], glue: str) -> None:
    assert_answered("input 3x16x16\n" + glue.join(words))


@st.composite
def mutants(draw: st.DrawFn) -> str:
    """A valid program after a few accidents: characters, words or lines lost, doubled, moved or replaced."""
    text = draw(st.sampled_from(PROGRAMS + FILES))
    for _ in range(draw(st.integers(1, 4))):
        if not text:
            break
        at = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(at, min(at + 12, len(text))))
        lines = text.split("\n")
        line = draw(st.integers(0, len(lines) - 1))
        accident = draw(st.integers(0, 6))
        if accident == 0:
            text = text[:at] + text[end:]
        elif accident == 1:
            text = text[:at] + draw(st.sampled_from(WORDS)) + text[at:]
        elif accident == 2:
            text = text[:at] + draw(st.sampled_from(WORDS)) + text[end:]
        elif accident == 3:
            text = text[:at] + draw(st.characters()) + text[end:]
        elif accident == 4:
            text = "\n".join([*lines[:line], *lines[line + 1 :]])
        elif accident == 5:
            other = draw(st.integers(0, len(lines) - 1))
            text = "\n".join([*lines[:other], lines[line], *lines[other:]])
        else:
            shift = draw(st.integers(-4, 4))
            moved = " " * shift + lines[line] if shift >= 0 else lines[line][-shift:]
            text = "\n".join([*lines[:line], moved, *lines[line + 1 :]])
    return text


@settings(max_examples=examples(200))
@given(text=mutants())
def test_any_accident(text: str) -> None:
    assert_answered(text)


@settings(max_examples=examples(60))
@given(text=mutants(), start=st.integers(0, 400), length=st.integers(0, 400))
def test_any_part_of_a_file(text: str, start: int, length: int) -> None:
    assert_answered(text[start : start + length])


def test_the_programs_are_valid_to_begin_with() -> None:
    for text in PROGRAMS:
        assert check(Source("net.cnn", text), limits=LIMITS).diagnostics == []
