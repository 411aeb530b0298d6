"""Numbers of all instances of a class as one expression, literal, parameter or variable of a loop."""

from __future__ import annotations

import ast as python
import keyword
import re
from collections.abc import Iterable
from typing import Any

from cnndsl.export.python import structure as make
from cnndsl.export.python.arithmetic import is_product
from cnndsl.export.python.dependencies import reads
from cnndsl.export.python.expressions import Translator, constant, evaluator, name, names_in, text
from cnndsl.export.python.in_step import CannotRollError, Cell, Row
from cnndsl.export.python.values import agree, same
from cnndsl.graph.values import Scope
from cnndsl.syntax import ast

VARYING = 2
"""Most numbers that a loop has a variable for because they are others in each round."""

_MODULE_WORDS = frozenset({"torch", "nn", "Tensor", "OrderedDict", "math", "self", "x", "layers", "module"})


class Numbers:
    """The numbers of one class, and the parameters that they become.

    ``optional`` is whether some instances lack children that others have.
    """

    def __init__(self, translator: Translator, instances: int, *, generalise: bool, optional: bool) -> None:
        self.translator = translator
        self.instances = instances
        self.generalise = generalise
        self.optional = optional
        self.each_round: list[tuple[list[Row], dict[str, list[Any]]]] = []
        """The loops that are being written, with the variables that they got for numbers of each round."""
        self.parameters: dict[str, make.Parameter] = {}
        self.tainted: set[str] = set()
        """Parameters that the text of the class was worked out from, so that it holds for their values alone."""
        self.values: list[dict[str, Any]] = [{} for _ in range(instances)]
        """Of the parameters, in each instance."""

    def saved(self) -> tuple[Any, ...]:
        """What ``restore`` takes to forget what came after."""
        values = [dict(values) for values in self.values]
        return dict(self.translator.variables), dict(self.parameters), values, set(self.tainted)

    def restore(self, saved: tuple[Any, ...]) -> None:
        """Return to what was saved."""
        variables, parameters, values, tainted = saved
        self.translator.variables = dict(variables)
        self.parameters, self.tainted = dict(parameters), set(tainted)
        self.values = [dict(each) for each in values]
        self.translator.forget()

    def add_parameter(self, word: str, values: list[Any], sources: list[make.Source | None]) -> make.Parameter:
        """Add a parameter with its value, and where the source has it, in each instance."""
        parameter = self.parameters[word] = make.Parameter(word, values, sources)
        for known, value in zip(self.values, values, strict=True):
            known[word] = value
        return parameter

    def resolve(self, role: str, cells: list[Cell]) -> python.expr:
        """The expression for a number in all rows."""
        values = [cell.value for cell in cells]
        candidate = self._candidate(cells)
        if candidate is not None:
            return candidate
        if same(values):
            for cell in cells:
                if cell.source is not None:
                    self.taint(cell.source[0], cell.source[1])
            return constant(values[0])
        by_instance: dict[int, Any] = {}
        sources: dict[int, make.Source | None] = {}
        for cell in cells:
            if by_instance.setdefault(cell.row.instance, cell.value) != cell.value:
                return self._each_round(role, cells)
            sources.setdefault(cell.row.instance, cell.source)
        some = next(iter(by_instance))  # where an instance has no such child, any value will do
        if any(number not in by_instance for number in range(self.instances)) and not self.optional:
            raise CannotRollError
        ordered = [by_instance.get(number, by_instance[some]) for number in range(self.instances)]
        sources = {number: sources.get(number) for number in range(self.instances)}
        word = _hint(role, cells)
        for known, parameter in self.parameters.items():
            if parameter.values == ordered and known.rstrip("0123456789_") == word:
                return name(known)
        word = variable(word, self.parameters)
        self.add_parameter(word, ordered, [sources[number] for number in range(self.instances)])
        for cell in cells:
            cell.row.values[word] = cell.value
        return name(word)

    def _candidate(self, cells: list[Cell]) -> python.expr | None:
        """The expression that all rows have in the source, if it is right in each."""
        if not self.generalise:
            return None
        first: python.expr | None = None
        for cell in cells:
            made = cell.expr
            if made is None and cell.source is not None:
                made = self.translator.translate(*cell.source)
            if made is None:
                return None
            first = first or made
            if made is not first and text(made) != text(first):
                return None
        if first is None:
            return None
        try:
            value_in = evaluator(first)
            right = all(agree(value_in(cell.row.values), cell.value) for cell in cells)
        except Exception:
            return None
        if not right:
            return None
        return first if names_in(first) or is_product(first) else constant(cells[0].value)

    def taint(self, expr: ast.Expr, scope: Scope) -> None:
        """Note the parameters that an expression depends on, which was worked out once and for all."""
        self.tainted |= reads(expr, scope, self.translator)

    def _each_round(self, role: str, cells: list[Cell]) -> python.expr:
        """The variable of a loop for a number that is another in each round, and for which the source has no expression
        that can be written: the loop goes through the numbers. Raises CannotRollError where there is no such loop."""
        rows, varying = self.each_round[-1] if self.each_round else ([], {})
        if len(rows) != len(cells) or any(cell.row is not row for cell, row in zip(cells, rows, strict=True)):
            raise CannotRollError
        values = [cell.value for cell in cells]
        for word, known in varying.items():
            if known == values:
                return name(word)
        if len(varying) == VARYING or not all(type(value) in (int, float) for value in values):
            raise CannotRollError
        word = variable(_hint(role, cells), {*self.parameters, *(known for row in rows for known in row.values)})
        varying[word] = values
        for cell in cells:
            cell.row.values[word] = cell.value
        return name(word)


def _hint(role: str, cells: list[Cell]) -> str:
    """What a number is called: by the name that the source has for it, else by its role."""
    source = cells[0].source
    return source[0].id if source is not None and isinstance(source[0], ast.Name) else role


def variable(word: str, taken: Iterable[str]) -> str:
    """A name for a variable that is free."""
    word = re.sub(r"\W", "_", word) or "value"
    if word[0].isdigit():
        word = f"_{word}"
    word = word if word.isascii() else "value"
    candidate = word if not keyword.iskeyword(word) and word not in _MODULE_WORDS else f"{word}_"
    number = 1
    while candidate in taken:
        number += 1
        candidate = f"{word.rstrip('_')}{number}"
    return candidate
