"""What is drawn, before it has a place: boxes, frames, and how they follow one another.

A network is mostly series-parallel: elements one after the other, and branches side by side that come together again.
What is not (`from` across containers) is a route: an element that also reads the value of another, wherever that is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from cnndsl.backends.pictures.layer_words import Role
from cnndsl.graph.ir import Container, Node
from cnndsl.graph.joins import Join


@dataclass(slots=True, eq=False)
class Unit:
    """A box: a layer with those that are written into it, a part of the channels, an end of the network, a folded
    container; or words beside the line, for layers that move no number and have no box to go into.

    ``nodes`` are in order of execution and may be those of ``copies`` equal boxes; the first copy comes first.
    """

    kind: Literal["layer", "part", "end", "folded", "wire"]
    nodes: list[Node]
    text: str
    role: Role | None = None
    words: list[str] = field(default_factory=list)
    """Of the layers written into it: norms, activations, dropout."""

    container: Container | None = None
    """The folded one; or the one that holds nothing but this box."""

    routed: list[Node] = field(default_factory=list)
    """Values that it reads from elsewhere."""

    times: int = 1
    copies: list[Unit] = field(default_factory=list)
    details: list[str] = field(default_factory=list)
    """Lines below the text, for ``show``."""

    output: int | None = None
    """Of an end at which a value leaves, how many others at which the same value leaves come before it."""

    @property
    def key(self) -> Node:
        """What stands for the box in the wires: the node that gives its value."""
        return self.nodes[-1]


@dataclass(slots=True, eq=False)
class Sign:
    """A join of branches."""

    node: Node
    routed: list[Node] = field(default_factory=list)
    copies: list[Sign] = field(default_factory=list)

    @property
    def key(self) -> Node:
        return self.node

    @property
    def text(self) -> str:
        """The sign of the join, such as `+`."""
        operation = self.node.operation
        return operation.sign if isinstance(operation, Join) else Join.sign


@dataclass(slots=True, eq=False)
class Series:
    """Elements one after the other. ``fed`` says of each whether it reads the one before it (the first: what flows
    in); ``out`` whether the last one's value flows on.

    An empty series is a branch that changes nothing; ``passed`` are the layers on it that papers do not draw.
    """

    elements: list[Element] = field(default_factory=list)
    fed: list[bool] = field(default_factory=list)
    out: bool = True
    passed: list[Node] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        return not self.elements

    def add(self, element: Element, fed: bool) -> None:
        """Put an element at the end; ``fed`` says whether the one before flows into it."""
        self.elements.append(element)
        self.fed.append(fed)


@dataclass(slots=True, eq=False)
class Fork:
    """Branches side by side, which ``sign`` joins where they are joined."""

    branches: list[Series]
    sign: Sign | None = None


@dataclass(slots=True, eq=False)
class Frame:
    """A container with what it holds; or ``times`` lines that repeat and have no container (``container`` None)."""

    container: Container | None
    body: Series
    routed: list[Node] = field(default_factory=list)
    around: tuple[Container, ...] = ()
    """Containers that hold nothing but this one, the outermost first."""

    times: int = 1
    copies: list[Frame] = field(default_factory=list)
    title: str = ""
    facts: str = ""
    dashed: bool = False


Element: TypeAlias = Unit | Sign | Fork | Frame


@dataclass(slots=True)
class Figure:
    """All that a picture of blocks shows."""

    title: str
    subtitle: str
    body: Series
    sources: set[Node]
    """Values that are read along routes."""
