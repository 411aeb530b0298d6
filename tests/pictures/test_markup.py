"""Texts in TikZ, Mermaid and dot: whatever signs they hold, none is a command, a name of a character, or the end of the
text. What the programs make of the files is asked in test_compilers.py."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest

import cnndsl
from cnndsl.backends.pictures.dot import dot
from cnndsl.backends.pictures.elements import Figure, Series, Unit
from cnndsl.backends.pictures.mermaid import mermaid
from cnndsl.backends.pictures.scene import Scene, Text
from cnndsl.backends.pictures.tikz import tikz

SIGNS = "".join(map(chr, range(32, 127)))
TEXTS = [
    "",
    SIGNS,
    SIGNS[::-1],
    "".join(2 * sign + " " + 3 * sign for sign in SIGNS),
    r"\write18{id} \input{/etc/passwd} %% $(id) ^^41 \\ \n \N",
    '"]; --> n1 <br/> </script> `**b**` &lt; &#65; #35; #quot; \\',
]

NAMED = {"textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^", "textless": "<", "textgreater": ">"}


def in_tikz(text: str) -> str:
    """What LaTeX shows. Raises AssertionError where it sees anything but text in it."""
    scene = Scene("t", "about", "#ffffff", 9, 9, texts=[Text(1, 2, text, 10, "#000000", 40)])
    (written,) = re.findall(r"\\node\[[^\n]*?\] at \(1,2\) \{(.*)\};\n", tikz(scene))
    shown, at = "", 0
    token = re.compile(r"\\([a-z]+)\{\}|\\([&%$#_{}])|([-,'`])\{\}(?=\3)|([-,'`])(?!\4)|([^\\{}&%$#_^~<>,'`-])")
    while at < len(written):
        found = token.match(written, at)
        assert found, written[at:]
        shown += NAMED[found[1]] if found[1] else "".join(filter(None, found.groups()))
        at = found.end()
    return shown


def figure(text: str) -> Figure:
    (node,) = cnndsl.parse("input 1x2x2\nrelu\n").nodes[:1]
    return Figure("", "", Series([Unit("layer", [node], text)], [True]), set())


def in_mermaid(text: str) -> str:
    (written,) = re.findall(r'^ *n0\["(.*)"\]$', mermaid(figure(text), Scene("", "", "#ffffff")), re.MULTILINE)
    assert not re.search(r'["<>&`\\]|#(?!\d+;)', written)
    return re.sub(r"#(\d+);", lambda number: chr(int(number[1])), written)


def in_dot(text: str) -> str:
    (written,) = re.findall(r'^ *n0 \[label="((?:[^"\\]|\\.)*)"\];$', dot(figure(text), Scene("", "", "#ffffff")), re.M)
    assert not re.search(r'\\[^"\\]', re.sub(r"\\\\", "", written))
    return html.unescape(re.sub(r"\\(.)", r"\1", written))


@pytest.mark.parametrize("read", [in_tikz, in_mermaid, in_dot])
def test_what_is_shown_is_the_text(read: Callable[[str], str]) -> None:
    for text in TEXTS:
        assert read(text) == text
