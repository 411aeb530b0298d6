"""TikZ by LaTeX, dot by Graphviz and Mermaid by its own package; `make nightly` runs this where they are installed."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
import zlib
from pathlib import Path

import pytest

import cnndsl
from cnndsl.backends.pictures.draw import Picture

pytestmark = pytest.mark.skipif(os.environ.get("HYPOTHESIS_PROFILE") != "nightly", reason="runs nightly")

MODULES = os.environ.get("NODE_MODULES", "")
needs_latex = pytest.mark.skipif(
    shutil.which("pdflatex") is None,
    reason="needs Debian's texlive-latex-base, texlive-pictures and texlive-fonts-recommended",
)
needs_graphviz = pytest.mark.skipif(shutil.which("dot") is None, reason="needs Debian's graphviz")
needs_mermaid = pytest.mark.skipif(
    shutil.which("node") is None or not os.path.isdir(os.path.join(MODULES, "mermaid")),
    reason="needs node and `npm install mermaid jsdom`; NODE_MODULES names the folder",
)

PARSE = """
import { readFileSync } from "node:fs";
import { JSDOM } from "jsdom";
const { window } = new JSDOM("");
globalThis.window = window;
globalThis.document = window.document;
const mermaid = (await import("mermaid")).default;
for (const file of process.argv.slice(2)) console.log((await mermaid.parse(readFileSync(file, "utf8"))).diagramType);
"""

STRANGE = """model Größe_100
input proto__ 3x8x8
end: conv 4 3x3
graph: conv 4 1x1
x--y---z:
    class: conv 4 1x1
    add:
        identity
        _-_: conv 4 1x1
subgraph: conv 4 1x1
style: conv 4 1x1
äößéőșčłđþðæœıİŁŻñ: conv 4 1x1
"""

ELSEWHERE = "input 3x8x8\n\u5dfb\u7a4d: conv 4 3x3\n\u05d0\u05d1: conv 4 1x1\n\u00b2\U0001d400: conv 4 1x1\n"
"""Labels of letters that are not Latin."""


@needs_latex
@pytest.mark.parametrize("theme", ["light", "print"])
@pytest.mark.parametrize(("name", "style"), [("alexnet", "volumes"), ("resnet18", "graph"), ("googlenet", "graph")])
def test_latex_compiles_it_to_one_page_of_its_size(name: str, style: str, theme: str, tmp_path: Path) -> None:
    compile_to_one_page(cnndsl.load(name).draw(style=style, theme=theme), tmp_path)


def compile_to_one_page(picture: Picture, folder: Path) -> None:
    (folder / "a.tex").write_text(picture.tikz(standalone=True), "utf-8")
    command = ["pdflatex", "-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error", "a.tex"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout[-2000:]
    assert "(1 page," in done.stdout
    assert "Missing character" not in done.stdout
    wide, high = (0.75 * side for side in (picture.scene.width, picture.scene.height))
    assert page_size(folder / "a.pdf") == (pytest.approx(wide, abs=0.5), pytest.approx(high, abs=0.5))


def page_size(path: Path) -> tuple[float, float]:
    """Of the only page; pdfTeX keeps it in a compressed stream."""
    content = path.read_bytes()
    streams = re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL)
    texts = [content]
    for stream in streams:
        with contextlib.suppress(zlib.error):
            texts.append(zlib.decompress(stream))
    found = [box for text in texts for box in re.findall(rb"/MediaBox\s*\[0 0 ([0-9.]+) ([0-9.]+)\]", text)]
    assert len(found) == 1, path
    return float(found[0][0]), float(found[0][1])


@needs_latex
@pytest.mark.parametrize("style", ["graph", "volumes", "stack"])
def test_latex_takes_names_from_strangers(style: str, tmp_path: Path) -> None:
    picture = cnndsl.parse(STRANGE).draw(style=style, **({"show": ("names",)} if style == "graph" else {}))
    compile_to_one_page(picture, tmp_path)


@needs_graphviz
@pytest.mark.parametrize("text", [STRANGE, ELSEWHERE])
def test_graphviz_shows_the_names(text: str, tmp_path: Path) -> None:
    picture = cnndsl.parse(text).draw(show=("names",), every_layer=True, unroll=True)
    done = subprocess.run(["dot", "-Tsvg"], input=picture.dot.encode(), capture_output=True, check=True, timeout=60)
    assert done.stderr == b""
    shown = "".join(ElementTree.fromstring(done.stdout).itertext())
    labels = re.findall(r"^ *(\S+):", text, re.MULTILINE)
    assert not [label for label in labels if label != "add" and label not in shown]


@needs_mermaid
def test_mermaid_parses_it(tmp_path: Path) -> None:
    (tmp_path / "node_modules").symlink_to(MODULES)
    (tmp_path / "parse.mjs").write_text(PARSE, "utf-8")
    networks = [
        cnndsl.load(name) for name in ("lenet", "googlenet", "densenet121", "shufflenet_v2_x0_5", "efficientnet_b0")
    ]
    for number, network in enumerate([*networks, cnndsl.parse(STRANGE), cnndsl.parse(ELSEWHERE)]):
        (tmp_path / f"{number}.mmd").write_text(network.draw(show=("names", "params")).mermaid, "utf-8")
    files = sorted(path.name for path in tmp_path.glob("*.mmd"))
    done = subprocess.run(
        ["node", "parse.mjs", *files], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.stdout.split() == ["flowchart-v2"] * len(files), done.stderr
