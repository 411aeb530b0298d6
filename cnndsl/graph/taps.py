"""Taps: values inside a network as its outputs, by the names of what gives them; what nobody needs then is left out.

As timm's `features_only` and torchvision's `create_feature_extractor` do it, before anything is compiled.
"""

from __future__ import annotations

from collections.abc import Sequence

from cnndsl.diagnostics import Diagnostic, did_you_mean
from cnndsl.diagnostics import codes as code
from cnndsl.graph.ir import Container, Graph, Node, Output, around


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
        _leave_out(graph, set(found.values()))
        graph.outputs = [Output(name, node, named=True) for name, node in found.items()]
        graph.root.output = graph.outputs[0].node
        graph.left_out = {key: shape for key, shape in tensors.items() if key not in graph.tensors()}
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


def _leave_out(graph: Graph, outputs: set[Node]) -> None:
    """Leave out all that these values do not need."""
    needed = set(outputs)
    for node in reversed(graph.nodes):
        if node in needed:
            needed.update(node.inputs)
    graph.nodes[:] = [node for node in graph.nodes if node in needed]
    for index, node in enumerate(graph.nodes):
        node.index = index
    graph.inputs = [end for end in graph.inputs if end.node in needed]
    inside: dict[Container, list[Node]] = {}
    for node in graph.layers():
        for container in around(node):
            inside.setdefault(container, []).append(node)
    for container, nodes in inside.items():
        container.children = {
            label: child
            for label, child in container.children.items()
            if (child in inside if isinstance(child, Container) else child in needed)
        }
        container.values = {name: node for name, node in container.values.items() if node in needed}
        if container.input not in needed:
            container.input = next(x for node in nodes for x in node.inputs if x not in nodes)
        if container.output not in needed:
            container.output = nodes[-1]
    root = graph.root
    if root.input not in needed:
        root.input = graph.inputs[0].node
