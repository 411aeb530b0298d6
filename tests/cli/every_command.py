"""Every command with every choice of its options, read from the commands themselves: none can be forgotten.

Names of files, folders and classes, texts in files and values of options hold what terminals, logs of GitHub, Markdown,
spreadsheets, HTML and shells take for their own.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import IO

import click
import pytest
from click.testing import CliRunner, Result

from cnndsl.cli import cli
from tests.cli.machine_formats import assert_valid

NAME = "a\n::error::b\x1b[31m\x9b\u202e\u200b\r%0A\"'\\<script>x|`[l](http:e)`$(id)@x ::error::d ##vso[d]e"
"""What a name on a disk may be; a part of one, where more is to be said."""

BYTES = os.fsdecode(b"\xff")
"""What is no UTF-8, as Python has it in names."""

TEXT = "\x1b[31m\x9b\u202e\u200b%0A'\\<script>alert(1)</script>|`[l](http://e.com)`$(id) ::error::d ##vso[d]e\t"
"""What may stand in a text or a comment of a file."""

GOOD = f"""# {TEXT}
input 3x8x8  # {TEXT}
let t = "{TEXT}"
conv   4 3 # {TEXT}
if t == "x{TEXT}": relu
batchnorm
flatten
fc 2  # {TEXT}
"""

BAD = f"""model X(t="{TEXT}", u=3)
input 3x8x8
conv 4 "{TEXT}"
not_a_layer "{TEXT}" 3
{{t}}: relu
use b from "{TEXT}"
let q = t + 3
from {{t}}
block f(a): conv 4 9
f t
conv 4 3 padding=t
for i in ["{TEXT}"]: conv 4 i
init conv=t
expect t
output {{t}}
 {TEXT}
"{TEXT}
"""

TEXTS = {"good": GOOD, "bad": BAD, "library": f'# {TEXT}\nblock b(t="{TEXT}"): relu\n', "binary": "\0", "empty": ""}
FILES = {kind: [f"=1{kind}{NAME}.cnn", f"-{kind}{NAME}{BYTES}.cnn"] for kind in TEXTS}
GONE = f"gone{NAME}"
LONG = "n" * 300
"""A name that no file system takes."""

LOOP = f"loop{NAME}.cnn"
"""A link to itself."""

RUN = f"run{NAME}"
DATA = f"data{NAME}"
IMAGE = f"image{NAME}.png"

SHORT = ["--epochs", "1", "--batch-size", "4", "--device", "cpu", "--precision", "float32", "--data", DATA]

ON_RUNS = {
    "bench": ["--batch", "1", "--seconds", "0.01", "--threads", "1", "--device", "cpu"],
    "eval": ["--device", "cpu"],
    "export": ["--to", "python", "--force"],
    "predict": ["--device", "cpu"],
    "report": ["--device", "cpu"],
    "train": ["--dry-run", *SHORT],
    "weights": [],
}
"""The commands that need torch, with the options that make them quick."""

MADE = (".svg", ".html", ".tex", ".mmd", ".dot", ".py", ".cnn")
"""Endings of files that hold text, which commands write beside the files that they are given."""


def write_files() -> None:
    """Write the files that ``calls`` names into the working folder."""
    for kind, names in FILES.items():
        for name in names:
            Path(name).write_text(TEXTS[kind], "utf-8")
    Path(LOOP).symlink_to(LOOP)


def calls(name: str, base: list[str], *, brief: bool = False) -> Iterator[list[str]]:
    """The lines that try a command: all kinds of arguments with ``base``, and in each format; each option with each of
    its values for the first of them. Where it is ``brief``, options that hold no text of others are left out."""
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    first, *others = _arguments(command)
    for arguments in (first, *others):
        yield [name, *base, "--", *arguments]
    for option in _options(command, brief):
        yield [name, *base, *option, "--", *first]
    for form in _forms(command):
        for arguments in (first, *(() if brief else others)):
            yield [name, *base, *form, "--", *arguments]
    yield from ([name], [name, "--help"], [name, f"--{NAME}"], [name, NAME, NAME, NAME])


def _arguments(command: click.Command) -> list[list[str]]:
    files = [[name] for name in (*(name for names in FILES.values() for name in names), GONE, LONG, LOOP)]
    good = FILES["good"]
    known = {
        "FILE": files,
        "FILE...": [*files, good],
        "FILE|CODE|WORD": [*files, ["E9999"]],
        "FILE|RUN": [*files, [RUN], [f"{LONG}.safetensors"]],
        "RUN|FILE": [*files, [RUN], [f"{LONG}.safetensors"]],
        "OLD NEW": [[good[0], good[1]], *([name, good[0]] for (name,) in files), [good[0], GONE]],
        "RUN": [[RUN], [good[0]], [GONE], [LONG], [f"{LONG}.safetensors"], [LOOP]],
        "IMAGE...": [[IMAGE], [GONE], [*FILES["binary"], DATA], [LONG, LOOP]],
        "[FOLDER]": [["."], [GONE], [good[0]], [LONG], [LOOP]],
        "[NAME|LINE]": [[], [NAME], [f"{BYTES}"]],
        "[PATTERN]": [[], [NAME]],
        "KEYWORD": [[], [NAME], ["conv"]],
    }
    lists: list[list[str]] = [[]]
    for parameter in command.params:
        if isinstance(parameter, click.Argument):
            kind = parameter.metavar or str(parameter.name).upper()
            assert kind in known, f"say here what an argument {kind} of `cnndsl {command.name}` is tried with"
            lists = [[*known_, *values] for known_ in lists for values in known[kind]]
    return lists


def _options(command: click.Command, brief: bool) -> Iterator[list[str]]:
    for option in command.params:
        if not isinstance(option, click.Option):
            continue
        flag = option.opts[-1]
        if isinstance(option.type, click.Choice):
            yield from ([flag, choice] for choice in (*(() if brief else option.type.choices), NAME))
        elif option.is_flag:
            yield from () if brief else ([each] for each in (*option.opts[-1:], *option.secondary_opts))
        else:
            values = [
                NAME,
                f"{NAME}{BYTES}",
                LONG,
                LOOP,
                f"{LONG}.pdf",
                f"{LONG}.cnn",
                *([] if brief else [DATA, FILES["good"][0], FILES["bad"][1], RUN]),
            ]
            if "NAME=" in (option.metavar or ""):
                values += ["t=" + NAME, f"t='{TEXT}'", f"t='{BYTES}'", "zz=1", f"zz={NAME}"]
            yield from ([flag, value] for value in values)


def _forms(command: click.Command) -> Iterator[list[str]]:
    """The formats of what a command prints or writes."""
    for option in command.params:
        if isinstance(option.type, click.Choice) and set(option.opts) & {"--format", "--to", "--report"}:
            yield from ([option.opts[-1], choice] for choice in option.type.choices)


@contextmanager
def undrawn() -> Iterator[None]:
    """Curves and matrices are written without being drawn, which takes most of the time of a short run."""

    def save(_: object, to: IO[bytes], **__: object) -> None:
        to.write(b"a picture")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("matplotlib.figure.Figure.savefig", save)
        yield


def run(words: list[str]) -> Result:
    """Type a line, and assert what holds of whatever is printed and written."""
    before = {path: path.lstat().st_mtime_ns for path in Path().iterdir()}
    result = CliRunner().invoke(cli, words)
    assert result.exception is None or isinstance(result.exception, SystemExit), (words, result.exc_info)
    form = words[words.index("--format") + 1] if "--format" in words else ""
    lines = result.output.split("\n")
    if ("--diff" not in words or words[0] != "fmt") and "-" not in words:  # a document: what stands in the file
        assert all(map(str.isprintable, lines)), (words, result.output)
        assert "##vso[" not in result.output, (words, result.output)
    assert form == "github" or not any(re.match(r"\s*::error", line) for line in lines), (words, result.output)
    _is_of_form(words, form, result.stdout)
    for path in filter(os.path.isfile, Path().iterdir()):
        if path.suffix in MADE and before.get(path) != path.lstat().st_mtime_ns:
            _is_harmless(words, path)
    return result


def _is_of_form(words: list[str], form: str, text: str) -> None:
    if form in ("json", "sarif") and text:
        value = json.loads(text, parse_constant=_no_number, object_pairs_hook=_each_once)
        json.dumps(value, ensure_ascii=False).encode("utf-8")  # no half characters
        if words[0] == "check":
            assert_valid(form, value)
    if form == "github":
        value, said = r"(?:[^:,%\r\n]|%[0-9A-F]{2})*", r"(?:[^%\r\n]|%[0-9A-F]{2})*"
        command = rf"::(error|warning|notice) [a-zA-Z]+={value}(,[a-zA-Z]+={value})*::{said}"
        for line in filter(None, text.split("\n")):
            assert re.fullmatch(command, line), (words, line)
    if form == "md" and words[0] != "layers":  # whose page has links and emphasis of its own, and no text of others
        from markdown_it import MarkdownIt

        tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(text)
        kinds = {child.type for token in tokens for child in (token, *(token.children or ()))}
        assert not kinds & {"html_block", "html_inline", "link_open", "image", "em_open", "strong_open", "s_open"}, (
            words
        )
    if form == "csv":
        for cell in (cell for row in csv.reader(io.StringIO(text)) for cell in row):
            assert not re.search(r"(^|;)\s*[=+@-](?!\d+$)", cell), (words, cell)


def _no_number(word: str) -> None:
    raise AssertionError(f"{word}, which is no JSON")


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object. Raises AssertionError where a name stands in it twice, of which readers take the one or the other."""
    assert len(dict(pairs)) == len(pairs), [name for name, _ in pairs]
    return dict(pairs)


def _is_harmless(words: list[str], path: Path) -> None:
    """A file that was made holds no markup of others, and nothing that steers a terminal or turns what is read."""
    text = path.read_text("utf-8")
    if path.suffix != ".cnn":
        assert all(map(str.isprintable, text.split("\n"))), (words, path)
    if path.suffix == ".svg":
        ET.fromstring(text)
    if path.suffix == ".py":
        compile(text, str(path), "exec")
    if path.suffix == ".html":
        page = _Page()
        page.feed(text)
        assert page.scripts == text.count("<script>\n") + text.count('<script type="application/json" id="data">') <= 2
        assert not page.handlers, words


class _Page(HTMLParser):
    """How many scripts a page has, and what else in it could run."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts = 0
        self.handlers: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        self.handlers += [tag] * (tag in ("a", "base", "embed", "form", "iframe", "link", "object"))
