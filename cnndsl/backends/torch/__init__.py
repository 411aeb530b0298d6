"""A checked network to a torch.nn.Module. torch is imported here, in cnndsl.train, evaluate and export, nowhere else.

It is imported when a module is built: what plans the module and writes its source is read without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import nn

    from cnndsl.graph.ir import Graph

__all__ = ["build", "source"]


def build(graph: Graph, **options: Any) -> nn.Module:
    """The module of a graph, with freshly initialised parameters: `module_tree.py` says more."""
    from cnndsl.backends.torch import module_tree

    return module_tree.build(graph, **options)


def source(graph: Graph) -> str:
    """The Python source of the classes with branches, as ``build`` runs it; empty where there are none."""
    from cnndsl.backends.torch import module_tree

    return module_tree.source(graph)
