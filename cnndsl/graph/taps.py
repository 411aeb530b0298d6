"""Taps: values inside a network as its outputs, by the names of what gives them; what nobody needs then is left out.

As timm's `features_only` and torchvision's `create_feature_extractor` do it, before anything is compiled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cnndsl.diagnostics import Diagnostic, did_you_mean
from cnndsl.diagnostics import codes as code
from cnndsl.graph.ir import Container, Graph, Node, Output, around
from cnndsl.graph.joins import Part


def tap(graph: Graph, names: Sequence[str]) -> list[Diagnostic]:
    """Make the values of these layers, containers and named outputs the outputs of a checked graph, in
    this order, and leave out all nodes, modules and inputs that none of them needs. Gives the faults, for which the
    graph stays what it is: names that stand for nothing, or for what is computed in training only.

    A name is a path of labels, as in the keys of the ``state_dict``: `layer2`, `layer4.1.conv2`.
    """
    found: dict[str, Node] = {}
    faults: list[Diagnostic] = []
    for name in names:
        node = _named(graph.root, name)
        if name in found:
            faults.append(_fault(f"the output `{name}` is asked for twice", "name it once"))
        elif node is None:
            near = did_you_mean(name, _paths(graph.root))
            advice = f"did you mean `{near}`?" if near else "`cnndsl summary` shows the names of layers and containers"
            faults.append(_fault(f"the network has no layer, container or output `{name}`", advice))
        elif node.training_only:
            advice = "name a layer outside of the training-only heads"
            faults.append(_fault(f"`{name}` is computed in training only", advice))
        elif not node.inputs:
            faults.append(_fault(f"`{name}` is an input, and not computed", "name a layer, a container or an output"))
        else:
            found[name] = node
    if not faults:
        tensors = graph.tensors()
        graph.outputs = [Output(name, node, named=True) for name, node in found.items()]
        _leave_out(graph)
        graph.root.output = graph.outputs[0].node
        kept = graph.tensors()
        graph.left_out = {key: shape for key, shape in tensors.items() if key not in kept}
    return faults


def _fault(title: str, advice: str) -> Diagnostic:
    return Diagnostic(code.UNKNOWN_SETTING, title, None, help=advice)


def _named(root: Container, name: str) -> Node | None:
    """What a layer, container or output of this path gives."""
    found: Node | Container | None = root
    for step in name.split("."):
        found = found.find(step) if isinstance(found, Container) else None
    return found.output if isinstance(found, Container) else found


def _paths(root: Container) -> list[str]:
    """All names that may be asked for."""
    found, todo = list(root.values), [root]
    while todo:
        container = todo.pop()
        found += [container.path(label) for label in container.children]
        todo += [child for child in container.children.values() if isinstance(child, Container)]
    return found


def _leave_out(graph: Graph) -> None:
    """Leave out all that the outputs do not need."""
    needed = _needed(graph)
    graph.nodes[:] = [node for node in graph.nodes if node in needed]
    replaced = _first_runs(graph, needed)
    for output in graph.outputs:
        output.node = replaced.get(output.node, output.node)
    graph.inputs = [end for end in graph.inputs if end.node in needed]
    inside: dict[Container, list[Node]] = {}
    for node in graph.layers():
        for container in around(node):
            inside.setdefault(container, []).append(node)
    for container, nodes in inside.items():
        container.input, container.output = (
            each and replaced.get(each, each) for each in (container.input, container.output)
        )
        container.children = {
            label: child
            for label, child in container.children.items()
            if (child in inside if isinstance(child, Container) else child in needed)
        }
        values = {name: replaced.get(node, node) for name, node in container.values.items()}
        container.values = {name: node for name, node in values.items() if node in needed}
        if container.input not in needed:
            own = set(nodes)
            container.input = next(x for node in nodes for x in node.inputs if x not in own)
        if container.output not in needed:
            container.output = nodes[-1]
    root = graph.root
    if root.input not in needed:
        root.input = graph.inputs[0].node


def _needed(graph: Graph) -> set[Node]:
    """The nodes that the outputs need. The parts of a split are cut together; and where several runs of one container
    are needed, all of each is, since they are calls of one module."""
    cuts: dict[int, list[Node]] = {}
    for node in graph.nodes:
        if isinstance(node.operation, Part):
            cuts.setdefault(id(node.operation.split), []).append(node)
    runs = _runs(graph.nodes)
    begun: dict[Container, set[Container]] = {first: set() for first in runs}
    needed: set[Node] = set()
    todo = [output.node for output in graph.outputs]
    while todo:
        node = todo.pop()
        if node in needed:
            continue
        needed.add(node)
        todo += node.inputs
        todo += cuts[id(node.operation.split)] if isinstance(node.operation, Part) else ()
        for run in _runs_of(node):
            those = begun[run.again or run]
            if run not in those:
                those.add(run)
                for each in those if len(those) == 2 else (run,) if len(those) > 2 else ():
                    todo += runs[run.again or run][each]
    return needed


def _runs(nodes: Iterable[Node]) -> dict[Container, dict[Container, list[Node]]]:
    """Of each container that runs more than once, the containers that stand for its runs, the first of which is itself,
    with the nodes of each."""
    found: dict[Container, dict[Container, list[Node]]] = {}
    for node in nodes:
        for run in _runs_of(node):
            found.setdefault(run.again or run, {}).setdefault(run, []).append(node)
    return found


def _runs_of(node: Node) -> Iterator[Container]:
    """The containers around a node that run more than once, but for those whose layer it runs from outside."""
    here = set() if node.place is None else {node.place, *around(node.place)}
    for container in around(node):
        if container.again is not None or (container.further and (node.place is None or container in here)):
            yield container


def _first_runs(graph: Graph, needed: set[Node]) -> dict[Node, Node]:
    """Let each module stand where the first run of it that is left stands: what runs a layer or container again takes
    the place of one that is left out. Gives the nodes that are replaced so, with those in their place."""
    for first, runs in _runs(graph.nodes).items():
        if first not in runs:
            run = next(iter(runs))
            _take_the_place(run, first, runs.pop(run))
        first.further = [run for run in runs if run is not first]
    replaced: dict[Node, Node] = {}
    for place, node in enumerate(graph.nodes):
        first_node = node.again
        if first_node is not None and first_node not in needed:
            needed.add(first_node)
            first_node.inputs, first_node.known, first_node.macs = node.inputs, node.known, node.macs
            graph.nodes[place] = replaced[node] = first_node
            first_node.further.remove(node)
    for index, node in enumerate(graph.nodes):
        node.index = index
        node.inputs = tuple([replaced.get(x, x) for x in node.inputs])
        node.further = [each for each in node.further if each in needed]
    return replaced


def _take_the_place(run: Container, first: Container, nodes: Iterable[Node]) -> None:
    """Let a container that is left out be what runs its modules again, of which these are the nodes."""
    first.input, first.output = run.input, run.output
    first.takes, first.values, first.continued = {}, {}, []
    for node in nodes:
        if node.container is run:
            node.container = first
        for container in around(node):
            if container.parent is run:
                container.parent = first
