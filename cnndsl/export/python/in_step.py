"""What is walked in step: bodies as rows, numbers as cells, loops as rounds."""

from __future__ import annotations

import ast as python
from dataclasses import dataclass
from typing import Any

from cnndsl.export.python import structure as make
from cnndsl.graph.ir import Container, Item, Node
from cnndsl.graph.values import Scope
from cnndsl.syntax import ast


class CannotRollError(Exception):
    """A loop of the source has no loop of Python that makes the same; ``statement`` is to be unrolled."""

    def __init__(self, statement: ast.Statement | None = None) -> None:
        super().__init__()
        self.statement = statement


@dataclass
class Row:
    """One of the bodies that are walked in step: an instance, or a round of a loop in it."""

    instance: int
    values: dict[str, Any]
    """Of the variables of the constructor."""

    items: list[Item]
    x: Node
    """What flows in."""


@dataclass
class Cell:
    """A number of one row, with the expression that it may be, and where the source has it."""

    row: Row
    value: Any
    source: make.Source | None = None
    expr: python.expr | None = None


@dataclass
class Segment:
    """What a loop of the source made in one container: its rounds with the scopes of their names."""

    statement: ast.For | ast.Repeat
    outer: Scope | None
    depth: int
    rounds: list[tuple[Scope, list[Item]]]


def entering(item: Item) -> Node:
    """What flows into a layer or a container."""
    if isinstance(item, Container):
        assert item.input is not None
        return item.input
    return item.inputs[0]


def leaving(item: Item) -> Node:
    """What comes out of a layer or a container."""
    if isinstance(item, Container):
        assert item.output is not None
        return item.output
    return item
