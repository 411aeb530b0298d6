"""From a network to the figure of its blocks: what is drawn, in which words, and what is folded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from cnndsl.backends.pictures.decompose import Ending, Scope
from cnndsl.backends.pictures.elements import Element, Figure, Fork, Frame, Series, Sign, Unit
from cnndsl.backends.pictures.fold import Repeats, compact
from cnndsl.backends.pictures.layer_words import count_text
from cnndsl.backends.pictures.layout import shape_after
from cnndsl.backends.pictures.themes import Mark
from cnndsl.graph.ir import Container, Graph, Node, around
from cnndsl.layers.layer import Layer
from cnndsl.layers.shapes import numel
from cnndsl.text import binary_size, plural, typeset_shape

DETAILS = ("params", "macs", "rf", "memory", "names", "lines")
"""What ``show`` takes."""

_BYTES = 4


@dataclass(frozen=True, slots=True)
class Options:
    """What a figure of blocks shows. ``only`` is the path of a container."""

    every_layer: bool = False
    unroll: bool = False
    depth: int | None = None
    only: str = ""
    show: tuple[str, ...] = ()
    marks: Mapping[int, Mark] = field(default_factory=dict)
    """By the numbers of layers, what they are beside another network."""


ALL = 2**63
"""A receptive field that is the whole input."""


class NoContainerError(ValueError):
    """``only`` names none."""


def figure(graph: Graph, options: Options) -> Figure:
    """The elements of a graph, folded and titled. Raises NoContainerError."""
    root = container_named(graph, options.only)
    if root is graph.root:
        nodes: Iterable[Node] = graph.nodes
        ends = [Ending(end.name if end.named else "output", end.node) for end in graph.results]
    else:
        nodes = [node for node in graph.layers() if root in around(node)]
        ends = [Ending("output", root.output)] if root.output is not None else []
        ends = [end for end in ends if root in around(end.node)]
    scope = Scope(nodes, root, ends, options.depth)
    body = scope.whole()
    if not options.every_layer:
        body = compact(body, scope.sources)
    if not options.unroll:
        body = Repeats(scope.sources, options.marks).fold(body)
    _describe(body, options.show)
    title = graph.name if root is graph.root else f"{graph.name}: {root.name}"
    return Figure(title, _subtitle(list(nodes), graph, root), body, scope.sources)


def container_named(graph: Graph, name: str) -> Container:
    """A container by its path; the whole network for none. Raises NoContainerError."""
    container = graph.root
    for part in name.split(".") if name else ():
        child = container.children.get(part)
        if not isinstance(child, Container):
            known = [key for key, value in container.children.items() if isinstance(value, Container)]
            inside = f" in {container.name}" if container.name else ""
            names = f"; there are {', '.join(known[:12])}{', …' if len(known) > 12 else ''}" if known else ""
            raise NoContainerError(f"there is no container `{part}`{inside}{names}")
        container = child
    return container


def _subtitle(nodes: list[Node], graph: Graph, root: Container) -> str:
    params = sum(node.params for node in nodes)
    macs = sum(node.macs for node in nodes if not node.training_only)
    if root is graph.root:
        entering, leaving = ([typeset_shape(end.node.shape) for end in some] for some in (graph.inputs, graph.results))
        ends = f"{', '.join(entering)} → {', '.join(leaving)}"
    else:
        output = root.output.shape if root.output else nodes[-1].shape
        ends = f"{typeset_shape((root.input or nodes[0]).shape)} → {typeset_shape(output)}"
    return f"{ends}  ·  {count_text(params)} parameters  ·  {count_text(macs)} MACs"


def box_count(series: Series) -> int:
    """How many boxes and signs a series holds, those inside others included."""
    count = 0
    waiting = [series]
    while waiting:
        for element in waiting.pop().elements:
            count += not isinstance(element, Fork)
            if isinstance(element, Frame):
                waiting.append(element.body)
            elif isinstance(element, Fork):
                waiting += element.branches
                count += element.sign is not None
    return count


# ------------------------------------------------------------------------------------------------------ words


def _describe(series: Series, show: tuple[str, ...]) -> None:
    """Put titles, output shapes and details to everything in a series."""
    for element in series.elements:
        if isinstance(element, Unit):
            _describe_unit(element, show)
        elif isinstance(element, Frame):
            _describe_frame(element, show)
            _describe(element.body, show)
        elif isinstance(element, Fork):
            for branch in element.branches:
                _describe(branch, show)


def _describe_unit(unit: Unit, show: tuple[str, ...]) -> None:
    if unit.kind == "end":
        return
    if unit.kind == "folded" and unit.container is not None:
        shape = shape_after(unit)
        layers = sum(isinstance(node.operation, Layer) for node in unit.nodes)
        unit.text = container_title(unit.container) or plural(layers, "layer")
        unit.details = [f"{plural(layers, 'layer')}, {typeset_shape(shape) if shape else ''}"]
    if unit.kind == "wire" and not unit.text:
        unit.text = ", ".join(dict.fromkeys(node.keyword for node in unit.nodes))
    if unit.kind in ("layer", "folded"):
        unit.details += details([one.nodes for one in (unit, *unit.copies)], show)


def _describe_frame(frame: Frame, show: tuple[str, ...]) -> None:
    copies = [frame, *frame.copies]
    shape = shape_after(frame)
    nodes = [list(nodes_of(copy.body)) for copy in copies]
    facts = [] if shape is None else [typeset_shape(shape)]
    facts += list(details(nodes, tuple(one for one in show if one in ("params", "macs"))))
    frame.facts = ",  ".join(facts)
    frame.dashed = all(node.training_only for node in nodes[0])
    if frame.container is None:
        return
    titles = [container_title(one, alone=frame.times == 1) for one in (*frame.around, frame.container)]
    frame.title = " › ".join(dict.fromkeys(title for title in titles if not title.isdigit())) or titles[-1]
    if frame.dashed:
        frame.title += " (training only)"


def container_title(container: Container, *, alone: bool = True) -> str:
    """A container as figures name it: `layer1`, `inception3a: inception`, `bottleneck` for one with a number."""
    label = container.name.rsplit(".", 1)[-1]
    if not alone and container.block:
        return container.block
    if label.isdigit():
        return container.block or label
    return f"{label}: {container.block}" if container.block and container.block != label else label


def details(copies: list[list[Node]], show: tuple[str, ...]) -> list[str]:
    """The lines for ``show`` of a box with these layers; of a stack each figure is that of all boxes, or from the
    least to the most."""
    facts: dict[str, Callable[[list[Node]], int]] = {
        "params": lambda nodes: sum(node.params for node in nodes),
        "macs": lambda nodes: sum(node.macs for node in nodes),
        "memory": lambda nodes: sum(_BYTES * numel(node.shape) for node in nodes if not node.operation.view),
        "rf": lambda nodes: max(map(_seen, nodes)),
    }
    units = {"params": "params", "macs": "MACs"}
    words = []
    for name in [one for one in ("params", "macs", "memory", "rf") if one in show]:
        found = sorted({facts[name](nodes) for nodes in copies if nodes})
        if not found or found == [0]:
            continue
        write = {"memory": binary_size, "rf": _field}.get(name, count_text)
        texts = [write(found[0])] + ([write(found[-1])] if write(found[-1]) != write(found[0]) else [])
        span = " – ".join(texts)
        words.append(f"rf {span}" if name == "rf" else f"{span} {units[name]}" if name in units else span)
    lines = [", ".join(words)] if words else []
    first, last = copies[0], copies[-1]
    if "names" in show:
        names = [first[0].name] + ([last[0].name] if last is not first else [])
        lines.append(" … ".join(names))
    if "lines" in show:
        numbers = sorted({node.span.line for node in first})
        lines.append(f"line {numbers[0]}" if len(numbers) == 1 else f"lines {numbers[0]}–{numbers[-1]}")
    return lines


def _seen(node: Node) -> int:
    """Along the axis on which a place of a node's map sees most of the input; ALL for all of it."""
    spans = [field.span(count).largest for field, count in zip(node.field, node.counts, strict=True)]
    return ALL if None in spans else max((span for span in spans if span is not None), default=ALL)


def _field(size: int) -> str:
    return "all" if size == ALL else f"{size:,}"


def nodes_of(series: Series) -> Iterator[Node]:
    """The layers that a series draws, those of stacked copies left out."""
    yield from series.passed
    for element in series.elements:
        yield from _element_nodes(element)


def _element_nodes(element: Element) -> Iterator[Node]:
    if isinstance(element, Unit):
        if element.kind != "end":
            yield from element.nodes
    elif isinstance(element, Sign):
        yield element.node
    elif isinstance(element, Frame):
        yield from nodes_of(element.body)
    else:
        for branch in element.branches:
            yield from nodes_of(branch)
        if element.sign is not None:
            yield element.sign.node
