"""A network as steps from map to map, in a row: for the styles that draw what flows instead of what computes.

What stands side by side or is jumped over is folded: the smallest container around a join is one step.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cnndsl.backends.pictures.figure import container_title
from cnndsl.backends.pictures.layer_words import Role, caption, hidden, role_of, trails
from cnndsl.graph.ir import Container, Graph, Node, around
from cnndsl.layers.shapes import LastMap, Shape


@dataclass(slots=True)
class Step:
    """Layers that together give a map: ``text`` says what they do, ``words`` what follows in the same box."""

    nodes: list[Node]
    text: str
    words: list[str]
    role: Role | None
    shape: Shape
    kernel: tuple[int, ...] = ()
    container: Container | None = None
    times: int = 1

    @property
    def title(self) -> str:
        return f"{self.text} × {self.times}" if self.times > 1 else self.text


def steps_of(graph: Graph) -> list[Step]:
    """The steps in order, each input but the first among them where it is read, those of training-only heads left out.
    Norms and activations belong to the step before, and equal steps that follow one another are one."""
    result: list[Step] = []
    for step in _steps(graph):
        last = result[-1] if result else None
        if last is not None and step.container is None and all(map(trails, step.nodes)):
            last.nodes += step.nodes
            if not hidden(step.nodes[0]):
                last.words.append(step.text)
        elif last is not None and _looks(step) == _looks(last) and step.container is not None:
            last.nodes += step.nodes
            last.times += 1
        else:
            result.append(step)
    return list(_repeated(result))


def _repeated(steps: list[Step]) -> Iterator[Step]:
    last: Step | None = None
    for step in steps:
        if last is not None and (*_looks(step), step.words) == (*_looks(last), last.words):
            last.nodes += step.nodes
            last.times += step.times
            continue
        if last is not None:
            yield last
        last = step
    if last is not None:
        yield last


def _looks(step: Step) -> tuple[object, ...]:
    return step.text, step.shape, step.kernel, step.container is None


def _steps(graph: Graph) -> Iterator[Step]:
    folded = _folded(graph)
    inside: Container | None = None
    group: list[Node] = []
    waiting = [end.node for end in graph.inputs[1:]]
    for node in graph.layers():
        if node.training_only:
            continue
        for x in dict.fromkeys(x for x in node.inputs if x in waiting):
            if inside is not None:
                yield _container_step(inside, group)
                inside, group = None, []
            waiting.remove(x)
            yield input_step(x)
        outer = next((container for container in reversed(list(around(node))) if container in folded), None)
        if inside is not None and outer is not inside:
            yield _container_step(inside, group)
            group = []
        inside = outer
        if outer is not None:
            group.append(node)
        else:
            text = node.keyword if hidden(node) else caption(node)
            yield Step([node], text, [], role_of(node), node.shape, _kernel(node))
    if inside is not None:
        yield _container_step(inside, group)


def _folded(graph: Graph) -> set[Container]:
    """The smallest containers that hold a join and the branches that it joins, and those of the same blocks; the
    network itself is none of them."""
    found: set[Container] = set()
    for node in graph.layers():
        if len(node.inputs) < 2:
            continue
        inside = [container for container in around(node) if container.parent is not None]
        holding = (c for c in inside if all(value is c.input or c in around(value) for value in node.inputs))
        smallest = next(holding, None)
        if smallest is not None:
            found.add(smallest)
    blocks = {container.block for container in found if container.block}
    every = {container for node in graph.layers() for container in around(node)}
    return found | {container for container in every if container.block in blocks}


def _kernel(node: Node) -> tuple[int, ...]:
    """The sides of the window of a layer that gives a map; none where it has none."""
    kernel = (getattr(node.operation, "kernel", None) or ()) if len(node.shape) > 1 else ()
    return (kernel,) * len(node.shape.sizes) if isinstance(kernel, int) else tuple(kernel)


def input_step(node: Node) -> Step:
    """What enters, by its name in the file."""
    return Step([node], node.name or "input", [], None, node.shape)


def _container_step(container: Container, nodes: list[Node]) -> Step:
    output = container.output or nodes[-1]
    title = container_title(container, alone=not container.block)
    return Step(nodes, title, [], None, output.shape, container=container)


def plane(shape: Shape) -> tuple[int, ...]:
    """The sizes of a map without its channels; nothing for a vector."""
    if len(shape) == 1:
        return ()
    return tuple(shape)[:-1] if isinstance(shape, LastMap) else tuple(shape)[1:]
