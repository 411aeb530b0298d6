"""Nothing that is written for people is wider than the terminal, or than 80 columns in a pipe."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from cnndsl.cli import cli
from cnndsl.diagnostics import CODES
from cnndsl.layers import LAYERS
from cnndsl.text import display_width, wrapped

COMMANDS = [
    ["explain", "lenet"],
    ["explain", "densenet121"],
    ["explain", "inception_v3"],
    ["quiz", "lenet", "--answers", "--hide", "shapes,params,macs,rf"],
    ["quiz", "inception_v3", "--answers"],
    ["summary", "mobilenet_v3_small"],
    ["summary", "inception_v3"],
    ["layers"],
    *(["layers", keyword] for keyword in ("conv", "avgpool", "pad", "lrn", "batchnorm", "upsample")),
    ["zoo"],
]


def output(*arguments: str, columns: int | None = None) -> str:
    environment = {"COLUMNS": None if columns is None else str(columns)}
    return CliRunner().invoke(cli, arguments, env=environment, catch_exceptions=False).output


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_80_columns_in_a_pipe(command: list[str]) -> None:
    assert max(map(display_width, output(*command).splitlines())) <= 80


@pytest.mark.parametrize(
    "command", [["layers"], ["layers", "conv"], ["explain", "W0505"], ["explain", "lenet"]], ids=" ".join
)
@pytest.mark.parametrize("columns", [60, 72, 120])
def test_the_width_of_the_terminal(command: list[str], columns: int) -> None:
    lines = output(*command, columns=columns).splitlines()
    assert max(map(display_width, lines)) <= columns
    assert columns == 120 or max(map(display_width, lines)) > columns - 15  # the room is used


@pytest.mark.parametrize("code", sorted(CODES))
def test_pages_of_codes(code: str) -> None:
    """As text: their words, without the marks of Markdown."""
    text = output("explain", code)
    assert max(map(display_width, text.splitlines())) <= 80
    assert text.startswith(f"{code}: ")
    assert "```" not in text
    assert "](" not in text
    page = Path(f"docs/errors/{code}.md").read_text("utf-8")
    example = [
        line for line in page.split("```cnn fails\n")[-1].split("```")[0].splitlines() if line and len(line) < 70
    ]
    for line in example if "```cnn fails" in page else []:
        assert f"    {line}\n" in text


def test_every_layer_is_listed() -> None:
    shown = " ".join(output("layers", columns=60).split())
    for kind in LAYERS.values():
        assert kind.example in shown


def test_names_in_wide_characters(tmp_path: Path) -> None:
    path = tmp_path / "net.cnn"
    path.write_text(
        "input 3x8x8\n" + "".join(f"畳み込み層の長い名前{i}:\n    conv 8 3x3 padding=1\n    relu\n" for i in range(3))
    )
    for command in (["summary"], ["explain"], ["quiz", "--answers"]):
        lines = output(*command, str(path), columns=60).splitlines()
        assert max(map(display_width, lines)) <= 60, command


@pytest.mark.parametrize("text", ["one two three four five", "畳み込み 層の名前 conv 8", "a" * 50, "x " + "畳" * 30])
@pytest.mark.parametrize("width", [12, 20, 33])
def test_wrapping_keeps_words_and_width(text: str, width: int) -> None:
    lines = wrapped(text, width, "- ", "  ")
    assert max(map(display_width, lines)) <= width
    assert "".join("".join(lines).removeprefix("- ").split()) == "".join(text.split())
