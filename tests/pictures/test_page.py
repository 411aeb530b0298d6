"""The page of a picture, in headless Chromium: folding, search, sums, source, keys, and no request."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

import cnndsl
from cnndsl.report.board import board
from cnndsl.report.page import drawing_page
from cnndsl.report.page.drawing import WIDTH

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
needs_browser = pytest.mark.skipif(BROWSER is None, reason="needs Debian's package chromium")

TEXT = "input 3x8x8\nbody:\n    conv 4 3x3 padding=1\n    relu\n    inner:\n        conv 8 1x1\n        batchnorm\n    conv 8 3x3\nflatten\nfc 10\n"


def page() -> str:
    return drawing_page([cnndsl.parse(TEXT, path="</script><b>.cnn")])


def run(script: str, tmp_path: Path) -> Any:
    """What a script finds in the page, after the page's own has run."""
    file = tmp_path / "page.html"
    report = f"<script>document.body.dataset.report = JSON.stringify((() => {{ {script} }})());</script></body>"
    file.write_text(page().replace("</body>", report), "utf-8")
    assert BROWSER is not None
    command = [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--window-size=1200,800"]
    profile = f"--user-data-dir={tmp_path / 'profile'}"
    done = subprocess.run(
        [*command, profile, "--dump-dom", file.as_uri()], capture_output=True, text=True, check=False, timeout=120
    )
    found = re.search(r'data-report="([^"]*)"', done.stdout)
    assert found, done.stderr
    return json.loads(found[1].replace("&quot;", '"').replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))


def test_nothing_is_loaded_from_elsewhere() -> None:
    text = page()
    assert not re.search(r'(src|href)="', text)
    assert "default-src 'none'" in text
    assert "<b>.cnn" not in text
    assert text == page()


@needs_browser
def test_levels_fold_and_unfold(tmp_path: Path) -> None:
    seen = run(
        """
        const boxes = () => document.querySelectorAll(".level:not([hidden]) .box").length;
        const counts = [boxes()];
        const fold = document.getElementById("fold");
        while (!fold.disabled) fold.click();
        counts.push(boxes());
        window.dispatchEvent(new KeyboardEvent("keydown", { key: "]" })); counts.push(boxes());
        const arrows = [...document.querySelectorAll(".level:not([hidden]) marker")].every((m) => m.id.startsWith("l"));
        return { counts, arrows };
        """,
        tmp_path,
    )
    start, folded, again = seen["counts"]
    assert folded < again <= start
    assert seen["arrows"]


@needs_browser
def test_search_finds_and_choosing_shows_sums_and_line(tmp_path: Path) -> None:
    seen = run(
        """
        const search = document.getElementById("search");
        search.value = "batchnorm"; search.dispatchEvent(new Event("input"));
        const found = document.querySelectorAll(".found").length;
        search.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
        return { found, count: document.getElementById("count").textContent,
                 sums: document.getElementById("sums").textContent,
                 lines: [...document.querySelectorAll("li.here")].map((line) => line.textContent.trim()) };
        """,
        tmp_path,
    )
    assert (seen["found"], seen["count"]) == (1, "1 found")
    network = cnndsl.parse(TEXT)
    nodes = [node for node in network.graph.nodes if node.name.startswith("body.inner")]
    assert seen["sums"] == "\n\n".join(board(network, [node], WIDTH) for node in nodes)
    assert seen["lines"] == ["conv 8 1x1", "batchnorm"]


@needs_browser
def test_every_box_is_reached_by_the_keyboard_and_zoom_has_keys(tmp_path: Path) -> None:
    seen = run(
        """
        const boxes = [...document.querySelectorAll(".level:not([hidden]) .box[data-nodes]")];
        const level = document.querySelector(".level:not([hidden])"), before = level.style.transform;
        window.dispatchEvent(new KeyboardEvent("keydown", { key: "+" }));
        boxes[1].dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
        return { reached: boxes.every((box) => box.tabIndex === 0 && box.getAttribute("aria-label")),
                 moved: before !== level.style.transform, chosen: document.querySelectorAll(".chosen").length };
        """,
        tmp_path,
    )
    assert seen == {"reached": True, "moved": True, "chosen": 1}


@needs_browser
def test_a_header_fills_the_page_and_a_box_chosen_twice_unfolds(tmp_path: Path) -> None:
    seen = run(
        """
        const level = () => document.querySelector(".level:not([hidden])");
        const scale = () => Number(/scale\\(([0-9.]+)\\)/.exec(level().style.transform)[1]);
        document.getElementById("unfold").click();
        const before = scale();
        const bands = [...level().querySelectorAll(".band")];
        bands[bands.length - 1].dispatchEvent(new MouseEvent("click", { bubbles: true }));
        const filled = scale();
        const fold = document.getElementById("fold");
        while (!fold.disabled) fold.click();
        const boxes = level().querySelectorAll(".box").length;
        const body = [...level().querySelectorAll(".box[data-nodes]")].find((box) => box.dataset.nodes.includes(" "));
        body.dispatchEvent(new MouseEvent("dblclick", { bubbles: true }));
        return { larger: filled > before, more: level().querySelectorAll(".box").length > boxes };
        """,
        tmp_path,
    )
    assert seen == {"larger": True, "more": True}
