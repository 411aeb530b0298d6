"""Which layers a name stands for, or a line of the file."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from cnndsl.diagnostics import did_you_mean
from cnndsl.graph.ir import Node, around
from cnndsl.graph.out_of_scope import statements
from cnndsl.network import Draft, Network
from cnndsl.printable import printable
from cnndsl.syntax import ast
from cnndsl.syntax.statements import STATEMENTS
from cnndsl.text import plural


class NotFoundError(LookupError):
    """No layer has this name, or stands on this line."""


def select(network: Network | Draft, which: str) -> list[Node]:
    """The nodes of a module path, a container's path or a line of the file. Raises NotFoundError.

    A number is a line. A leading dot makes it a name: `.0` is the child `0` of the model.
    """
    if which.isascii() and which.isdigit():
        return _on_line(network, int(which))
    name = which.removeprefix(".")
    found = [node for node in network.graph.layers() if node.name == name or node.name.startswith(f"{name}.")]
    if not found:
        near = did_you_mean(name, _names(network))
        advice = f"did you mean `{near}`?" if near else f"`cnndsl summary {network.source.path}` lists the names"
        raise NotFoundError(f"no layer or container is named `{printable(name)}`; {advice}")
    return found


def _names(network: Network | Draft) -> Iterator[str]:
    """All paths of modules and containers."""
    for node in network.graph.layers():
        yield node.name
        yield from (container.name for container in around(node) if container.name)


def _on_line(network: Network | Draft, line: int) -> list[Node]:
    lines = {node: _lines_of(network, node) for node in network.graph.nodes}
    found = [node for node, on in lines.items() if line in on]
    if found:
        return found
    count = network.source.line_count - network.source.text.endswith("\n")
    if not 1 <= line <= count:
        raise NotFoundError(f"there is no line {line}: {network.source.path} has {plural(count, 'line')}")
    used = {number for on in lines.values() for number in on}
    near = [max((n for n in used if n < line), default=0), min((n for n in used if n > line), default=0)]
    places = " and ".join(f"line {number}" for number in near if number)
    nearest = "the nearest are" if all(near) else "the nearest is"
    raise NotFoundError(f"no layer stands on line {line}{_what_stands(network, line)}; {nearest} {places}")


def _what_stands(network: Network | Draft, line: int) -> str:
    """What a line is that stands for no layer: `, which is blank`."""
    text = network.source.line(line).strip()
    if not text:
        return ", which is blank"
    if text.startswith("#"):
        return ", which is a comment"
    placed = (each for each, _ in statements(network.file.body))
    here: object = next((each for each in placed if each.span.line == line), None)
    if isinstance(here, ast.Block):
        return f", which defines the block `{here.name}`: it is worked out where it is called"
    word = type(here).__name__.lower()
    if word not in STATEMENTS:
        return f": `{printable(text[:40])}`"
    about = STATEMENTS[word].about.split(". ")[0].rstrip(".")
    return f", which is `{word}`: {about[0].lower()}{about[1:]}"


def _lines_of(network: Network | Draft, node: Node) -> set[int]:
    """The lines of the file that a node comes from: its own, those of calls and of containers around it."""
    if not node.span.text:  # an input that was given from outside and has no line
        return set()
    spans = [node.span, *(call.span for call in node.calls)]
    for container in around(node):
        if container.parent is not None:
            later = bisect_right(container.continued, node.index, key=lambda each: each.first)
            spans.append(container.continued[later - 1].span if later else container.span)
    return {span.line for span in spans if span.source is network.source}
