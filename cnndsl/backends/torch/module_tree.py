"""Modules from containers: nn.Sequential where children run in order, a class of its own where branches meet."""

from __future__ import annotations

from torch import nn

from cnndsl import compiled
from cnndsl.backends.torch import modules
from cnndsl.backends.torch.initialisation import initialise
from cnndsl.backends.torch.plan import Plan, plan
from cnndsl.graph.ir import Container, Graph, Node
from cnndsl.layers.layer import Layer


def build(graph: Graph, *, inplace: bool = True) -> nn.Module:
    """The module of a graph, with freshly initialised parameters.

    It maps (N, C, H, W) to (N, *output). In training a network with auxiliary heads returns a tuple: the
    output, then the heads' outputs in the order of the text. ``inplace`` lets activations overwrite an input that
    nobody else reads.
    """
    planned = plan(graph)
    classes = compiled.classes(planned.source)
    uses = _uses(graph) if inplace else None
    return _container(graph.root, planned, classes, uses)


def source(graph: Graph) -> str:
    """The Python source of the classes with branches, as ``build`` runs it; empty where there are none."""
    return plan(graph).forwards


def _uses(graph: Graph) -> dict[int, int]:
    """How many operations read each node; what leaves the network counts as read twice."""
    uses = {node.index: 0 for node in graph.nodes}
    for node in graph.nodes:
        for x in node.inputs:
            uses[x.index] += 1
    for node in (*(end.node for end in graph.inputs), *(end.node for end in graph.outputs)):
        uses[node.index] += 2
    return uses


def _container(container: Container, planned: Plan, classes: dict[str, type], uses: dict[int, int] | None) -> nn.Module:
    module: nn.Module
    class_name = planned.classes.get(container)
    if class_name is not None:
        module = classes[class_name]()
    elif container in planned.lists:
        module = nn.ModuleList()
    elif container in planned.holders:
        module = nn.Module()
    else:
        module = nn.Sequential()
    sequential = isinstance(module, nn.Sequential | nn.ModuleList)
    for name, child in container.children.items():
        if isinstance(child, Container):
            if planned.is_module(child):
                module.add_module(name, _container(child, planned, classes, uses))
        elif child is not None and (sequential or not child.operation.identity):
            made = _leaf(child, uses)
            if isinstance(made, nn.Parameter):
                module.register_parameter(name, made)
            else:
                module.add_module(name, made)
    return module


def _leaf(node: Node, uses: dict[int, int] | None) -> nn.Module | nn.Parameter:
    layer = node.operation
    assert isinstance(layer, Layer)
    x = node.inputs[0]
    made: nn.Module | nn.Parameter = layer.torch(modules, x.shape)
    if node.initial and isinstance(made, nn.Module):
        initialise(made, node.initial)
    read = [run.inputs[0] for run in (node, *node.further)]
    may_overwrite = (
        uses is not None
        and layer.inplace
        and all(each.operation.overwritable and uses[each.index] == 1 for each in read)
    )
    if may_overwrite and hasattr(made, "inplace"):
        made.inplace = True
    return made
