"""Who defines what, who refers to it, and what each line came to: what editors ask.

Names are resolved from the syntax trees alone, for the scopes of the language are lexical: lines that nothing reaches,
and the blocks of a library, are resolved too. What only the walk knows it notes in a Trace (index_trace.py).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, Literal, NamedTuple, TypeAlias

from cnndsl.diagnostics import Call
from cnndsl.graph.imports import Library
from cnndsl.graph.index_trace import Trace, Visit
from cnndsl.graph.initialisation_schemes import SCHEMES
from cnndsl.graph.ir import Graph, Node
from cnndsl.layers.layer import ALIASES, LAYERS
from cnndsl.layers.shapes import Shape
from cnndsl.plain_class import field_names
from cnndsl.source import Source, Span
from cnndsl.syntax import ast

Kind: TypeAlias = Literal["block", "parameter", "let", "loop", "label", "model", "layer"]


class Definition(NamedTuple):
    """What a word stands for. ``span`` is the word that defines it; a kind of layer has none."""

    kind: Kind
    name: str
    span: Span | None


class Result(NamedTuple):
    """What a statement came to, once: in a block that is called twice there are two.

    ``x`` and ``y`` are the nodes whose values reach and leave it, ``nodes`` those that it made, ``calls`` the block
    calls around it, the innermost first. ``value`` is what a `let` bound.
    """

    statement: ast.Statement
    x: Node
    y: Node
    nodes: list[Node]
    calls: tuple[Call, ...]
    value: Any

    @property
    def shape(self) -> Shape | None:
        """The shape after the statement; None where it is not known."""
        return self.y.known

    @property
    def params(self) -> int | None:
        """Learned numbers of the layers that it made; None where any of them is not known."""
        return sum(node.params for node in self.nodes) if all(node.counted for node in self.nodes) else None


class Index:
    """Definitions and references of a file and all that it imports, and the results of its lines."""

    def __init__(self, library: Library, graph: Graph | None, trace: Trace) -> None:
        self._graph = graph
        self.trace = trace
        self._words: dict[str, list[tuple[int, int, Definition]]] = {}  # by path, sorted
        self._references: dict[Definition, list[Span]] = {}
        self._same = _Same()
        self._results: dict[str, dict[int, list[Visit]]] | None = None
        libraries = list(dict.fromkeys([library, *library.homes.values()]))
        self.files = [each.file for each in libraries]
        for word in _Resolver(libraries, trace).words():
            for other in word.meant[1:]:
                self._same.join(word.meant[0], other)
            self._words.setdefault(word.span.source.path, []).append((word.span.start, word.span.end, word.meant[0]))
        for path, words in self._words.items():
            words.sort(key=lambda found: found[:2])
            source = next(each.file.source for each in libraries if each.file.source.path == path)
            for start, end, definition in words:
                self._references.setdefault(self._same.first(definition), []).append(Span(source, start, end))

    def definition_at(self, source: Source, offset: int) -> Definition | None:
        """What the word at an offset stands for, also where it defines it; None where no name stands there.

        The end of a word belongs to it.
        """
        words = self._words.get(source.path, [])
        line = source.text.rfind("\n", 0, offset) + 1
        first, last = (bisect_right(words, place, key=lambda found: found[0]) for place in (line - 1, offset))
        for _, end, definition in reversed(words[first:last]):  # a name in a label's braces before the label
            if offset <= end:
                return self._same.first(definition)
        return None

    def references_of(self, definition: Definition) -> list[Span]:
        """All places of a definition's word, where it is defined included, by file and in order.

        To put another word for all of them is to rename it. What one `from` may mean, in one call and in another, is
        one definition.
        """
        return list(self._references.get(self._same.first(definition), ()))

    def definitions(self) -> Iterator[Definition]:
        """Everything that is defined in the files or referred to, kinds of layers too."""
        return iter(self._references)

    def line_results(self, source: Source, line: int) -> list[Result]:
        """What the statements that begin on a line (from 1) came to, in the order of the walk."""
        if self._results is None:
            self._results = {}
            for step in self.trace.visits:
                span = step.statement.span
                self._results.setdefault(span.source.path, {}).setdefault(span.line, []).append(step)
        nodes = self._graph.nodes if self._graph else []
        return [
            Result(step.statement, step.x, step.y, nodes[step.first : step.last], step.calls, step.value)
            for step in self._results.get(source.path, {}).get(line, ())
        ]


# -------------------------------------------------------------------------------------------------- resolution


class _Word(NamedTuple):
    """A word of a file and what it may mean: more than one thing where a call decides."""

    span: Span
    meant: list[Definition]


class _Same:
    """Definitions that one word may mean are one: a union-find."""

    def __init__(self) -> None:
        self.parents: dict[Definition, Definition] = {}

    def first(self, definition: Definition) -> Definition:
        """The one that stands for all that are the same; the way to it is shorter the next time."""
        found = definition
        while found in self.parents:
            found = self.parents[found]
        while definition is not found:
            self.parents[definition], definition = found, self.parents[definition]
        return found

    def join(self, one: Definition, other: Definition) -> None:
        one, other = self.first(one), self.first(other)
        if one != other:
            self.parents[other] = one


Names: TypeAlias = dict[str, Definition]


class _Scope:
    """Names at one level; inner ones see outer ones."""

    __slots__ = ("names", "outer")

    def __init__(self, outer: _Scope | None = None) -> None:
        self.names: Names = {}
        self.outer = outer

    def find(self, name: str) -> Definition | None:
        scope: _Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.outer
        return None


_TARGET = re.compile(r"\w+")


LOOKED_AT = 50
"""Names that a label is compared with where no line is written as it is."""


class _Written:
    """Where names of lines stand in the texts: what `from` most likely means in lines that nothing calls, or that a
    condition leaves out, since the walk has not been there."""

    def __init__(self, libraries: list[Library], taken: dict[tuple[str, int], Definition]) -> None:
        self.places: dict[tuple[str, str], list[tuple[int, Definition]]] = {}  # by path and name, in their order
        self.anywhere: dict[str, Definition] = {}
        self.blocks: dict[str, list[int]] = {}  # where blocks and other statements of the top begin, negated for others
        found = [(path, start, definition.name, definition) for (path, start), definition in taken.items()]
        for library in libraries:
            path = library.file.source.path
            starts = [(statement.span.start, isinstance(statement, ast.Block)) for statement in library.file.body]
            self.blocks[path] = [start if is_block else -start - 1 for start, is_block in sorted(starts)]
            for statement in ast.all_statements(library.file.body):
                label = getattr(statement, "label", None)
                if label is not None:
                    found.append((path, label.span.start, _pattern(label), _label_definition(label)))
        for path, start, name, definition in sorted(found, key=lambda each: each[:3]):
            self.places.setdefault((path, name), []).append((start, definition))
            self.anywhere.setdefault(name, definition)
        self.names = sorted(self.places)
        self.patterns: dict[str, list[str]] = {}  # those with expressions, by path; as many as are looked at
        for path, name in self.names:
            if "{}" in name and len(self.patterns.setdefault(path, [])) < LOOKED_AT:
                self.patterns[path].append(name)

    def named(self, label: ast.Label, *, within: bool) -> Definition | None:
        """The nearest line of the name above a reference, in its block or else in the model; ``within`` a section that
        a path names, any."""
        name = _pattern(label)
        path, start = label.span.source.path, label.span.start
        places = self.places.get((path, name)) or self.places.get((path, self.like(path, name)), [])
        at = bisect_left(places, start, key=lambda place: place[0])
        if at and self.home(path, places[at - 1][0]) == self.home(path, start):
            return places[at - 1][1]
        return self.anywhere.get(name) if within else None

    def like(self, path: str, pattern: str) -> str:
        """A name of a file that a label may come to, where one of the two has expressions; empty where there is none
        among those that are looked at."""
        begin, with_expressions, _ = pattern.partition("{}")
        if with_expressions:
            at = bisect_left(self.names, (path, begin))
            can_be = _can_be(pattern)
            return next((name for _, name in self.names[at : at + LOOKED_AT] if can_be.fullmatch(name)), "")
        return next((name for name in self.patterns.get(path, ()) if _can_be(name).fullmatch(pattern)), "")

    def home(self, path: str, start: int) -> int:
        """The block of the top that a place stands in, by where it begins; -1 for the model."""
        begun = self.blocks[path]
        at = bisect_right(begun, start, key=lambda each: each if each >= 0 else -each - 1)
        return max(begun[at - 1], -1) if at else -1


class _Resolver:
    def __init__(self, libraries: list[Library], trace: Trace) -> None:
        self.libraries = libraries
        self.trace = trace
        self.found: list[_Word] = []
        self.library = libraries[0]
        self.labels: dict[tuple[str, int], ast.Label] = {}  # by path and the place of the line that they name
        for library in libraries:
            for statement in ast.all_statements(library.file.body):
                label = getattr(statement, "label", None)
                if label is not None:
                    self.labels[label.span.source.path, statement.span.start] = label
        self.taken: dict[tuple[str, int], Definition] = {}  # tensors of blocks, by path and place
        for library in libraries:
            for block in _blocks(library.file.body):
                for tensor in block.takes:
                    word = _word(tensor.span, tensor.name)
                    self.taken[tensor.span.source.path, tensor.span.start] = _definition("parameter", tensor.name, word)
        self.written = _Written(libraries, self.taken)
        self.parameters = {
            block: {p.name: _definition("parameter", p.name, _word(p.span, p.name)) for p in block.parameters}
            for library in libraries
            for block in _blocks(library.file.body)
        }

    def words(self) -> list[_Word]:
        for library in self.libraries:
            self.library = library
            scope = _Scope()
            for statement in library.file.body:  # the blocks of a file see all of these, those below them too
                if isinstance(statement, ast.Let):
                    name = _word(statement.span, statement.name, "let")
                    scope.names.setdefault(statement.name, _definition("let", statement.name, name))
                elif isinstance(statement, ast.Model):
                    for parameter in statement.parameters:
                        name = _word(parameter.span, parameter.name)
                        scope.names.setdefault(parameter.name, _definition("parameter", parameter.name, name))
            self.body(library.file.body, scope)
        return self.found

    def say(self, span: Span, *meant: Definition | None) -> None:
        definitions = [definition for definition in meant if definition is not None]
        if definitions:
            self.found.append(_Word(span, definitions))

    def define(self, kind: Kind, name: str, span: Span, scope: _Scope) -> None:
        definition = _definition(kind, name, span)
        scope.names.setdefault(name, definition)
        self.say(span, definition)

    # ------------------------------------------------------------------------------------------ statements

    def body(self, statements: list[ast.Statement], scope: _Scope) -> None:
        for statement in statements:
            label = getattr(statement, "label", None)
            if label is not None:
                self.label(label, scope)
            rule = _STATEMENTS.get(type(statement))
            if rule is not None:
                rule(self, statement, scope)
            else:
                self.arguments(getattr(statement, "arguments", []), scope)
                self.expression(getattr(statement, "sizes", None), scope)
                self.body(getattr(statement, "body", []), _Scope(scope))

    def model(self, statement: ast.Model, scope: _Scope) -> None:
        """What stands below it stands in the file's body too, and is resolved there."""
        name = _word(statement.span, statement.name, "model")
        self.say(name, _definition("model", statement.name, name))
        for parameter in statement.parameters:
            self.expression(parameter.default, scope)
            self.define("parameter", parameter.name, _word(parameter.span, parameter.name), scope)

    def use(self, statement: ast.Use, scope: _Scope) -> None:
        for name in statement.names:
            self.say(name.span, self.block_named(name.id))

    def block(self, statement: ast.Block, scope: _Scope) -> None:
        name = _word(statement.span, statement.name, "block")
        self.say(name, _definition("block", statement.name, name))
        inner = _Scope(scope)
        for parameter in statement.parameters:
            self.expression(parameter.default, inner)
            definition = self.parameters[statement][parameter.name]
            inner.names.setdefault(parameter.name, definition)
            self.say(_word(parameter.span, parameter.name), definition)
        for tensor in statement.takes:
            self.say(_word(tensor.span, tensor.name), self.taken[tensor.span.source.path, tensor.span.start])
        self.body(statement.body, inner)

    def let(self, statement: ast.Let, scope: _Scope) -> None:
        self.expression(statement.value, scope)
        self.define("let", statement.name, _word(statement.span, statement.name, "let"), scope)

    def init(self, statement: ast.Init, scope: _Scope) -> None:
        for argument in statement.arguments:
            if argument.name is not None:
                self.say(_word(argument.span, argument.name), self.layer_named(argument.name))
            value = argument.value
            if isinstance(value, ast.FunctionCall):
                for given in value.arguments:
                    self.expression(given, scope)
            elif not (isinstance(value, ast.Name) and value.id in SCHEMES):
                self.expression(value, scope)

    def call(self, statement: ast.Call, scope: _Scope) -> None:
        keyword = statement.keyword
        for path in statement.given:
            self.reference(path, scope)
        variable = scope.find(keyword)
        block, layer = self.library.blocks.get(keyword), self.layer_named(keyword)
        if variable is not None and (statement in self.trace.stood_for or not (block or layer)):
            self.say(statement.keyword_span, variable)
            blocks = self.trace.stood_for.get(statement, {None})
        else:
            self.say(statement.keyword_span, self.block_named(keyword) or layer)
            blocks = {block}
        kind = LAYERS.get(ALIASES.get(keyword, keyword)) if blocks == {None} else None
        positional = iter(kind.positional if kind else ())
        for argument in statement.arguments:
            if argument.name is not None:
                parameters = [self.parameters.get(block, {}).get(argument.name) for block in blocks if block]
                self.say(_word(argument.span, argument.name), *parameters)
                declared = kind.arguments.get(argument.name) if kind else None
            else:
                declared = next(positional, None)
            value = argument.value
            if not (declared and isinstance(value, ast.Name) and value.id in declared.words):
                self.expression(value, scope)

    def reference(self, statement: ast.From | ast.Again, scope: _Scope) -> None:
        for place, label in enumerate(statement.path):
            for part in label.parts:
                if not isinstance(part, str):
                    self.expression(part, scope)
            named = [*self.named_by(label)]
            self.say(label.span, *named, *([] if named else [self.written.named(label, within=place > 0)]))

    def named_by(self, label: ast.Label) -> Iterator[Definition]:
        """The labels of the lines that a step of `from` was found to name, or that a section goes on with."""
        for span in self.trace.found.get(label, ()):
            found = self.labels.get((span.source.path, span.start))
            if found is not None:
                yield _label_definition(found)
            elif (span.source.path, span.start) in self.taken:
                yield self.taken[span.source.path, span.start]

    def repeat(self, statement: ast.Repeat, scope: _Scope) -> None:
        self.expression(statement.count, scope)
        self.body(statement.body, _Scope(scope))

    def loop(self, statement: ast.For, scope: _Scope) -> None:
        self.expression(statement.start, scope)
        self.expression(statement.stop, scope)
        inner = _Scope(scope)
        for target in statement.targets:
            self.define("loop", target.id, target.span, inner)
        self.body(statement.body, inner)

    def branch(self, statement: ast.If, scope: _Scope) -> None:
        for condition, body in statement.branches:
            self.expression(condition, scope)
            self.body(body, _Scope(scope))

    # ------------------------------------------------------------------------------------------- the rest

    def label(self, label: ast.Label, scope: _Scope) -> None:
        for part in label.parts:
            if not isinstance(part, str):
                self.expression(part, scope)
        self.say(label.span, _label_definition(label), *self.named_by(label))

    def arguments(self, arguments: Iterable[ast.Argument], scope: _Scope) -> None:
        for argument in arguments:
            self.expression(argument.value, scope)

    def expression(self, expr: ast.Expr | None, scope: _Scope) -> None:
        todo: list[Any] = [expr]
        while todo:
            item = todo.pop()
            if isinstance(item, ast.Name):
                known = scope.find(item.id) or self.block_named(item.id) or self.layer_named(item.id)
                self.say(_word(item.span, item.id), known)
            elif isinstance(item, list | tuple):
                todo.extend(item)
            elif not isinstance(item, ast.Literal):
                todo += [getattr(item, name) for name in field_names(item) if name != "span"]

    def block_named(self, name: str) -> Definition | None:
        block = self.library.blocks.get(name)
        return None if block is None else _definition("block", block.name, _word(block.span, block.name, "block"))

    def layer_named(self, word: str) -> Definition | None:
        keyword = ALIASES.get(word, word)
        return Definition("layer", keyword, None) if keyword in LAYERS else None


_STATEMENTS: dict[type, Any] = {
    ast.Model: _Resolver.model,
    ast.Use: _Resolver.use,
    ast.Block: _Resolver.block,
    ast.Let: _Resolver.let,
    ast.Init: _Resolver.init,
    ast.Call: _Resolver.call,
    ast.From: _Resolver.reference,
    ast.Again: _Resolver.reference,
    ast.Repeat: _Resolver.repeat,
    ast.For: _Resolver.loop,
    ast.If: _Resolver.branch,
}
"""How the names of a statement are resolved, where it is not just its arguments and its body."""


def _definition(kind: Kind, name: str, span: Span) -> Definition:
    return Definition(kind, name, span)


def _pattern(label: ast.Label) -> str:
    """A label with `{}` in the place of its expressions."""
    return "".join(part if isinstance(part, str) else "{}" for part in label.parts)


@lru_cache(maxsize=1_000)
def _can_be(pattern: str) -> re.Pattern[str]:
    """What a label with expressions can come to."""
    return re.compile(r"[\w-]+".join(map(re.escape, pattern.split("{}"))))


def _label_definition(label: ast.Label) -> Definition:
    return Definition("label", label.span.text, label.span)


def _word(span: Span, word: str, after: str = "") -> Span:
    """The first place of a word in a span, as a word of its own and ``after`` another."""
    text = span.source.text
    begin = span.start + (text[span.start : span.end].find(after) + len(after) if after else 0)
    for match in _TARGET.finditer(text, begin, span.end):
        if match[0] == word:
            return Span(span.source, match.start(), match.end())
    return span


def _blocks(body: list[ast.Statement]) -> Iterator[ast.Block]:
    return (statement for statement in ast.all_statements(body) if isinstance(statement, ast.Block))
