"""The frame of a statement: where in the file and in the network it is elaborated, and what it sees there."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from cnndsl.diagnostics import Call
from cnndsl.graph.expanded_lines import ExpandedLine, ExpandedLines
from cnndsl.graph.imports import Library
from cnndsl.graph.initialisation_schemes import Schemes
from cnndsl.graph.ir import Container, Node
from cnndsl.graph.values import Scope
from cnndsl.plain_class import fresh, plain_class

if TYPE_CHECKING:
    from cnndsl.graph.statements.block_calls import Active

Tensor: TypeAlias = Node | tuple[Node, ...]
"""What a block takes by one name; several nodes by that of `*rest`."""


@plain_class
class Frame:
    """Where a statement is elaborated: its container, the names and blocks it sees, the block calls around it."""

    container: Container
    scope: Scope
    library: Library
    calls: tuple[Call, ...] = ()
    depth: int = 0
    active: tuple[Active, ...] = ()
    top: bool = True
    """Whether this is the model itself, not a container, branch or block in it."""

    shapeless: bool = False
    """Whether no shape arrives here, so that `in.channels` has no meaning."""

    aux: bool = False
    """Whether this is a training-only head."""

    joined: bool = False
    """Whether this is a branch of a join in the container, where an `identity` is no module."""

    init: Schemes = fresh(default_factory=dict)
    """How parameters are drawn from here on; never changed, replaced by `init`."""

    expanded: ExpandedLines | None = None
    """Where the lines are written down that are worked out; None where nobody asks for them."""

    tensors: Mapping[str, Tensor] = MappingProxyType({})
    """What the block that the lines stand in takes besides what flows to it."""

    home: Container | None = None
    """The container that the lines of that block stand in."""

    results: bool = False
    """Whether this is the own level of a block, where `output` names a result of it."""

    def write(self, written: ExpandedLine) -> ExpandedLines | None:
        """Write a line down; gives the place of the lines below it."""
        if self.expanded is None:
            return None
        self.expanded.append(written)
        return written.body
