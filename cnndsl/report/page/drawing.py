"""The page of `cnndsl draw -o NAME.html`: the figure to move about in, the sums of every layer, and the source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from cnndsl.backends import pictures
from cnndsl.backends.pictures.themes import THEMES
from cnndsl.budget import Budget
from cnndsl.graph.ir import Node, around
from cnndsl.network import Network
from cnndsl.printable import in_html
from cnndsl.report.board import MOST, board
from cnndsl.report.page.document import document
from cnndsl.source import Source

WIDTH = 68
"""Characters of a line of sums."""

LARGEST = 1500
"""Boxes of the deepest level; with more, repetition stays folded there too."""

POINTS, A_POINT = 500_000, 10
"""What it may take to place the points of lines in all levels but the one that was asked for, and to draw one point."""


def drawing_page(networks: Sequence[Network], **options: Any) -> str:
    """The page of a network's picture; of several for the style `stack`. Options are those of `pictures.build`.

    The style `graph` comes at every depth, from the containers of the model alone to all layers, and without the
    folding of repetition; the page changes between them. Raises DrawingError.
    """
    levels = _levels(networks, options)
    network = networks[0]
    sources = [network.source, *network.libraries] if len(networks) == 1 else []
    data = {
        "levels": [name for name, _ in levels],
        "nodes": {str(node.index): _facts(network, node, sources) for node in network.graph.nodes} if sources else {},
        "page": THEMES[options.get("theme", "light")].page,
    }
    figures = "\n".join(
        f'<div class="level" data-level="{number}"{"" if name == "boxes" else " hidden"}>{_inner(svg, number)}</div>'
        for number, (name, svg) in enumerate(levels)
    )
    title = ", ".join(one.name for one in networks)
    body = _BODY.format(title=in_html(title), figures=figures, sources="\n".join(_source(s) for s in sources))
    return document(title, body, styles=("drawing.css",), script="drawing.js", data=data)


def _levels(networks: Sequence[Network], options: dict[str, Any]) -> list[tuple[str, str]]:
    """Pictures by the names of their levels, the most folded first; `boxes` is what `draw` gives as it is asked. Levels
    are left out where all together would have more boxes than the limit, or too many lines."""
    graphs = [one.graph for one in networks]
    left = options.get("limit", pictures.BOXES)
    points = Budget(POINTS)

    def note(picture: pictures.Picture) -> str:
        nonlocal left
        left -= picture.size
        points.left -= A_POINT * sum(len(line.points) for line in picture.scene.lines)
        return picture.svg

    def drawn(**more: Any) -> str | None:
        if points.left < 0:
            return None
        try:
            return note(pictures.build(*graphs, **{**options, **more, "limit": left, "points": points}))
        except pictures.DrawingError:
            return None

    asked = note(pictures.build(*graphs, **options))
    found: list[tuple[str, str]] = [("boxes", asked)]
    if options.get("style", "graph") != "graph":
        return found
    graph = networks[0].graph
    if options.get("depth") is None and not options.get("only"):
        deepest = max(sum(1 for _ in around(node)) - 1 for node in graph.nodes)
        folded = [(f"depth {depth}", drawn(depth=depth)) for depth in range(1, deepest + 1)]
        found = [*[(name, svg) for name, svg in folded if svg not in (None, asked)], *found]
    if len(graph.nodes) <= LARGEST:
        seen = {svg for _, svg in found}
        for name, more in (("unrolled", {"unroll": True}), ("every layer", {"every_layer": True, "unroll": True})):
            svg = drawn(**more)
            if svg is not None and svg not in seen:
                found.append((name, svg))
                seen.add(svg)
    return found


def _inner(svg: str, number: int) -> str:
    """The element alone: without the mark, which the page has itself, and with ids that no other level has."""
    lines = "\n".join(line for line in svg.splitlines() if not line.startswith("<!--"))
    return re.sub(r'(\bid="|url\(#)', rf"\g<1>l{number}-", lines)


def _facts(network: Network, node: Node, sources: list[Source]) -> dict[str, object]:
    lines = board(network, [node], WIDTH) if node.inputs and node.index <= MOST else ""
    known = next((n for n, source in enumerate(sources) if source is node.span.source), 0)
    calls = [[_index(sources, call.span.source), call.span.line] for call in node.calls]
    name = node.name or ("input" if not node.inputs else network.name)
    return {"name": name, "kind": node.keyword, "sums": lines, "at": [known, node.span.line], "calls": calls}


def _index(sources: list[Source], source: Source) -> int:
    return next((n for n, known in enumerate(sources) if known is source), 0)


def _source(source: Source) -> str:
    lines = "".join(f"<li><code>{in_html(line) or ' '}</code></li>" for line in _lines(source))
    return f'<section class="file"><h2>{in_html(source.path.rsplit("/", 1)[-1])}</h2><ol>{lines}</ol></section>'


def _lines(source: Source) -> Iterator[str]:
    return (source.line(number) for number in range(1, source.line_count + (not source.text.endswith("\n"))))


_BODY = """<header>
<h1>{title}</h1>
<label class="search">Search <input id="search" type="search" placeholder="name or kind of layer" autocomplete="off">
<output id="count"></output></label>
<span class="tools">
<button id="fold" title="Fold one level more: [">Fold</button>
<select id="level" aria-label="Level"></select>
<button id="unfold" title="Unfold one level: ]">Unfold</button>
<button id="smaller" title="Smaller: -" aria-label="smaller">&minus;</button>
<button id="larger" title="Larger: +" aria-label="larger">+</button>
<button id="fit" title="All of it: 0">Fit</button>
</span>
</header>
<main>
<div id="stage" tabindex="0" role="application" aria-label="Figure: arrow keys move it, + and - change its size">
{figures}
</div>
<aside aria-label="Source and sums">
<pre id="sums" aria-live="polite">Point at a box for its sums; choose one (click, or Tab and Enter) for its line.</pre>
<div id="sources">
{sources}
</div>
</aside>
</main>
<div id="tip" role="tooltip" hidden></div>"""
