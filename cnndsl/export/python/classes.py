"""Containers of the same structure as one class, their numbers as arguments, expressions or literals.

All instances of a class are walked in step. Each number of a constructor is resolved for all of them at once: to the
expression of the source where its value is right in every instance, to a literal where all agree, else to a parameter
of the constructor. Repetition of the source in an nn.Sequential is walked in step too, each round a row.
"""

from __future__ import annotations

from cnndsl.export.python import structure as make
from cnndsl.export.python.class_writer import ClassWriter
from cnndsl.export.python.forwards import Plan
from cnndsl.export.python.grouping import Grouping
from cnndsl.export.python.in_step import CannotRollError
from cnndsl.export.python.source_lines import SourceLines
from cnndsl.graph.ir import Container, Graph

MOST = 10
"""How often classes are written again without the loops that turned out to be none, each time those of a further level.
Beyond, no loop is written: a file could ask for as many times as it has loops."""


class Classes:
    """All classes of a network, those that others use first; the last is the model.

    Raises CannotRollError where there is no form in Python, which without ``generalise`` does not happen.
    """

    def __init__(self, graph: Graph, lines: SourceLines, plan: Plan, *, generalise: bool) -> None:
        self.plan = plan
        self.lines = lines
        self.grouping = Grouping(graph, lines, plan, generalise=generalise)
        self._make()

    def _make(self) -> None:
        """Write all classes, again where loops were found on the way that have to be written out."""
        for _ in range(MOST):
            unrolled = len(self.grouping.unrolled)
            failed = self._attempt()
            if len(self.grouping.unrolled) == unrolled:
                if failed:
                    raise CannotRollError
                return
        raise CannotRollError

    def _attempt(self) -> bool:
        """Write all classes as loops are known now; whether some could not be."""
        self.classes: list[make.Class] = []
        self._by_container: dict[int, tuple[make.Class, int]] = {}
        """The class of a container, and its place among the instances of that."""
        self._taken = {"Tensor", "OrderedDict", *self.plan.helper_names, self.plan.root_name}
        self._last: dict[str, int] = {}
        """The last number that was put to a name."""
        groups = self.grouping.groups()
        group_of = {id(container): instances for instances in groups for container in instances}
        begun: set[int] = set()
        failed = False
        for instances in groups:
            try:
                self._write(instances, group_of, begun)
            except CannotRollError:
                failed = True
        return failed

    def _write(self, instances: list[Container], group_of: dict[int, list[Container]], begun: set[int]) -> None:
        """Write a class, after those that any of its instances uses."""
        if id(instances[0]) in self._by_container:
            return
        if id(instances[0]) in begun:
            raise CannotRollError
        begun.add(id(instances[0]))
        for container in instances:
            for inner in self.grouping.with_classes(container):
                if inner is not container:
                    self._write(group_of[id(inner)], group_of, begun)
        first = self.grouping.key(instances[0])
        if any(self.grouping.key(container) != first for container in instances[1:]):
            raise CannotRollError  # since a loop is written out
        made = ClassWriter(self.grouping, self._by_container, self._name(instances[0]), instances).written()
        self.classes.append(made)
        for place, container in enumerate(instances):
            self._by_container[id(container)] = made, place

    def _name(self, container: Container) -> str:
        """A name that no class has yet; that of the model is kept for it."""
        if container.parent is None:
            return self.plan.root_name
        base = candidate = self.grouping.base_name(container)
        number = self._last.get(base, 1)
        while candidate in self._taken:
            number += 1
            candidate = f"{base}{'_' if base[-1].isdigit() else ''}{number}"
        self._last[base] = number
        self._taken.add(candidate)
        return candidate
