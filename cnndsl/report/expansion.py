"""The plain file that a network comes to: no blocks, repetition, conditions or expressions are left in it."""

from __future__ import annotations

from collections.abc import Iterator

from cnndsl.graph.expanded_lines import ExpandedLine, ExpandedLines
from cnndsl.graph.initialisation_schemes import Scheme, Schemes
from cnndsl.graph.ir import Graph
from cnndsl.layers.arguments import write
from cnndsl.layers.layer import Layer
from cnndsl.network import Network
from cnndsl.printable import printable

INDENT = "    "
DEFAULT = Scheme("default", ())


def expansion(network: Network) -> str:
    """The text of a file that checks to the same network: names, shapes, costs and initialisation.

    The network must have been checked with ``record``.
    """
    graph = network.graph
    said: Schemes | None = None if any(node.initial for node in graph.nodes) else {}
    values = ", ".join(f"{name}={write(value)}" for name, value in graph.arguments.items())
    return "".join(
        [
            f"# {printable(network.source.path)} worked out" + (f" with {printable(values)}" if values else "") + "\n",
            f"model {network.name}\n",
            *input_lines(graph),
            "\n",
            *(line for block in graph.expanded_blocks for line in (*_lines([block], "", said), "\n")),
            *_lines(graph.expanded, "", {}),
        ]
    )


def input_lines(graph: Graph) -> Iterator[str]:
    """The `input` lines of a network, each with its line end."""
    for end in graph.inputs:
        yield f"input {f'{end.name} ' if end.named else ''}{end.node.shape}\n"


def _lines(lines: ExpandedLines, indent: str, above: Schemes | None) -> Iterator[str]:
    """The lines of one body; ``above`` are the initialisations that hold there, None at the head of a block, where
    those of its call hold, so that in it all are said."""
    if above is None:
        for written in lines:
            yield f"{indent}{written.text}\n"
            said = {key: Scheme("", ()) for key in _needs(written)}
            yield from _lines(written.body, indent + INDENT, said)
        return
    schemes = dict(above)
    for written in lines:
        changed = []
        for key, wanted in _needs(written).items():
            scheme = wanted.pop()
            if wanted or scheme == schemes.get(key, DEFAULT):
                continue  # what lies below disagrees: it is said there
            schemes[key] = scheme
            changed.append(f"{key}={str(scheme).replace(', ', ',')}")
        if changed:
            yield f"{indent}init {' '.join(changed)}\n"
        yield f"{indent}{written.text}\n"
        yield from _lines(written.body, indent + INDENT, schemes)


def _needs(written: ExpandedLine) -> dict[str, set[Scheme]]:
    """The schemes of a line and all below it, by the key that `init` has for them."""
    needs: dict[str, set[Scheme]] = {}
    todo = [written]
    while todo:
        line = todo.pop()
        todo += reversed(line.body)
        node = line.node
        if node is None or not isinstance(node.operation, Layer) or not node.operation.weight:
            continue
        drawn = {"weight": node.keyword} | ({"bias": "bias"} if node.operation.weight == "matrix" else {})
        for name in node.operation.parameters(node.source_shape):
            if name in drawn:
                needs.setdefault(drawn[name], set()).add((node.initial or {}).get(name, DEFAULT))
    return needs
