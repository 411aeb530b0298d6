"""Modules from containers: nn.Sequential where children run in order, a class of its own where branches meet."""

from __future__ import annotations

import linecache
from hashlib import sha256
from typing import Any

from torch import nn

from cnndsl.backends.torch import modules
from cnndsl.backends.torch.initialisation import initialise
from cnndsl.backends.torch.plan import Plan, plan
from cnndsl.graph.ir import Container, Graph, Node
from cnndsl.layers.layer import Layer


def build(graph: Graph) -> nn.Module:
    """The module of a graph, with freshly initialised parameters.

    It maps (N, C, H, W) to (N, *output). In training a network with auxiliary heads returns a tuple: the
    output, then the heads' outputs in the order of the text.
    """
    planned = plan(graph)
    classes = _classes(planned)
    uses = _uses(graph)
    return _container(graph.root, planned, classes, uses)


def source(graph: Graph) -> str:
    """The Python source of the classes with branches, as ``build`` runs it; empty where there are none."""
    return plan(graph).source


def _classes(planned: Plan) -> dict[str, type[nn.Module]]:
    """Compile the generated classes. linecache keeps the text, so tracebacks and debuggers show it."""
    if not planned.source:
        return {}
    filename = f"<cnndsl {sha256(planned.source.encode()).hexdigest()[:12]}>"
    linecache.cache[filename] = (
        len(planned.source),
        None,
        planned.source.splitlines(keepends=True),
        filename,
    )
    namespace: dict[str, Any] = {"__name__": "cnndsl.compiled"}
    exec(
        compile(planned.source, filename, "exec"), namespace
    )  # our own text: names are quoted, no user's code is in it
    return {name: namespace[name] for name in planned.class_names}


def _uses(graph: Graph) -> dict[int, int]:
    """How many operations read each node; what leaves the network counts as read twice."""
    uses = {node.index: 0 for node in graph.nodes}
    for node in graph.nodes:
        for x in node.inputs:
            uses[x.index] += 1
    for node in (*(end.node for end in graph.inputs), *(end.node for end in graph.outputs)):
        uses[node.index] += 2
    return uses


def _container(
    container: Container, planned: Plan, classes: dict[str, type[nn.Module]], uses: dict[int, int]
) -> nn.Module:
    class_name = planned.classes.get(container)
    if class_name is not None:
        module = classes[class_name]()
    elif container.parent is None:
        module = type(planned.root_name, (nn.Sequential,), {"__module__": "cnndsl.compiled"})()
    elif container in planned.holders:
        module = nn.Module()
    else:
        module = nn.Sequential()
    sequential = isinstance(module, nn.Sequential)
    for name, child in container.children.items():
        if isinstance(child, Container):
            module.add_module(name, _container(child, planned, classes, uses))
        elif child is not None and (sequential or not child.operation.identity):
            made = _leaf(child, uses)
            if isinstance(made, nn.Parameter):
                module.register_parameter(name, made)
            else:
                module.add_module(name, made)
    return module


def _leaf(node: Node, uses: dict[int, int]) -> nn.Module | nn.Parameter:
    layer = node.operation
    assert isinstance(layer, Layer)
    x = node.inputs[0]
    made: nn.Module | nn.Parameter = layer.torch(modules, x.shape)
    if node.initial and isinstance(made, nn.Module):
        initialise(made, node.initial)
    if layer.inplace and x.operation.overwritable and uses[x.index] == 1 and hasattr(made, "inplace"):
        made.inplace = True
    return made
