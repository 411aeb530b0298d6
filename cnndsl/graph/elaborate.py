"""The syntax tree to the graph, in one walk: names, shapes, parameters, costs and receptive fields.

A line that fails has an unknown output (None); what follows it stays silent about shapes, but its names and
arguments are still checked, so one run reports every independent fault and none twice.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, NoReturn

from cnndsl.diagnostics import Call, Code, Diagnostic, Label, did_you_mean
from cnndsl.diagnostics import codes as code
from cnndsl.graph.binding import bind_block, bind_layer
from cnndsl.graph.evaluate import UNKNOWN, Faulty, Reference, Scope, Unknown, evaluate
from cnndsl.graph.imports import Library
from cnndsl.graph.ir import PIXEL, Auxiliary, Container, Graph, InputOperation, Node, widest
from cnndsl.graph.joins import JOINS, Concat, Join, Part
from cnndsl.graph.limits import NESTING, Limits
from cnndsl.graph.module_names import UNUSABLE_NAMES
from cnndsl.layers.arguments import MAX_SIZE, show
from cnndsl.layers.layer import ALIASES, LAYERS, Fault, Layer
from cnndsl.layers.shapes import NOUNS, Map, Shape, Vector, describe
from cnndsl.source import Span
from cnndsl.syntax import ast


class Stop(Exception):
    """A limit is passed: the walk ends here."""


@dataclass(slots=True)
class Frame:
    """Where a statement is elaborated: its container, the names and blocks it sees, the block calls around it."""

    container: Container
    scope: Scope
    library: Library
    calls: tuple[Call, ...] = ()
    depth: int = 0
    active: tuple[ast.Block, ...] = ()
    top: bool = True
    """Whether this is the model itself, not a container, branch or block in it."""

    aux: bool = False


def elaborate(
    library: Library,
    settings: dict[str, Any],
    input_shape: tuple[int, int, int] | None,
    limits: Limits,
    name: str,
) -> tuple[Graph | None, list[Diagnostic]]:
    """The graph of a file, or None and the faults.

    ``settings`` override the model's parameters, ``input_shape`` (C, H, W) the `input` line.
    """
    elaborator = Elaborator(library, limits)
    graph = None
    with suppress(Stop):
        graph = elaborator.model(settings, input_shape, name)
    return (None if elaborator.diagnostics else graph), elaborator.diagnostics


class Elaborator:
    def __init__(self, library: Library, limits: Limits) -> None:
        self.library = library
        self.limits = limits
        self.diagnostics: list[Diagnostic] = []
        self.reported: set[tuple[str, Span | None]] = set()
        self.nodes: list[Node] = []
        self.auxiliaries: list[Auxiliary] = []
        self.params = 0
        self.certain = True  # whether `params` is exact: no faulty line so far
        self.statements_left = limits.expansion + library.lines
        self.operations_left = limits.operations + 10 * library.lines

    # -------------------------------------------------------------------------------------- the file

    def model(self, settings: dict[str, Any], input_shape: tuple[int, int, int] | None, name: str) -> Graph | None:
        body = self.library.file.body
        start = Span(self.library.file.source, 0, 0)
        root = Container("", None, start)
        frame = Frame(root, Scope(), self.library)
        header = self._only(body, ast.Model)
        if header is not None:
            name = header.name
            self._bind_parameters(header, settings, frame)
        elif settings:
            self._unknown_setting(next(iter(settings)), [], None)
        shape, span = self._input(self._only(body, ast.Input), frame, input_shape)
        x: Node | None = None
        if shape is not None:
            x = Node(0, "", InputOperation(), (), shape, PIXEL, root, span)
            self.nodes.append(x)
        flow: list[ast.Statement] = [
            statement for statement in body if not isinstance(statement, ast.Model | ast.Input)
        ]
        layers = [s for s in flow if not isinstance(s, ast.Let | ast.Use | ast.Block | ast.Broken)]
        whole = not any(isinstance(s, ast.Broken) for s in body)
        if shape is None and (layers or whole) and not any(isinstance(s, ast.Input) for s in body):
            self.certain = False
            self.report(
                Diagnostic(
                    code.NO_INPUT,
                    "the network has no `input`",
                    layers[0].span if layers else body[-1].span if body else start,
                    label="the first layer" if layers else "",
                    help="write the shape of one sample above it, as in `input 3x224x224`",
                )
            )
        root.input = x
        output = self.run(flow, x, frame)
        if not self.diagnostics and x is not None and output is x:
            last = body[-1].span if body else start
            self.report(Diagnostic(code.NO_LAYERS, "the network has no layers", last, help="write them below `input`"))
        if self.diagnostics or x is None or output is None:
            return None
        root.output = output
        arguments = {p.name: frame.scope.names[p.name] for p in (header.parameters if header else [])}
        return Graph(name, root, self.nodes, x, output, self.auxiliaries, arguments)

    def _only(self, body: list[ast.Statement], kind: type[Any]) -> Any:
        """The one statement of a kind that may stand once; a second is reported."""
        found = [statement for statement in body if type(statement) is kind]
        for extra in found[1:]:
            word = kind.__name__.lower()
            self.report(
                Diagnostic(
                    code.MISPLACED,
                    f"a second `{word}`",
                    extra.span,
                    labels=(Label(found[0].span, "the first"),),
                    help="delete one of the two",
                )
            )
        return found[0] if found else None

    def _bind_parameters(self, header: ast.Model, settings: dict[str, Any], frame: Frame) -> None:
        names = [parameter.name for parameter in header.parameters]
        for setting in settings:
            if setting not in names:
                self._unknown_setting(setting, names, header)
        for parameter in header.parameters:
            if parameter.name in frame.scope.names:
                self._rebound(parameter.name, parameter.span, frame.scope)
            elif parameter.name in settings:
                frame.scope.bind(parameter.name, settings[parameter.name], parameter.span)
            elif parameter.default is None:
                frame.scope.bind(parameter.name, UNKNOWN, parameter.span)
                self.fault(
                    frame,
                    code.MISSING_ARGUMENT,
                    f"the model's parameter `{parameter.name}` has no value",
                    parameter.span,
                    advice=f"give it a default, or a value from outside: --set {parameter.name}=…",
                )
            else:
                frame.scope.bind(parameter.name, self.value(parameter.default, frame, None), parameter.span)

    def _unknown_setting(self, setting: str, names: list[str], header: ast.Model | None) -> None:
        near = did_you_mean(setting, names)
        have = f"its parameters are {', '.join(names)}" if names else "it has no parameters: model NAME(name=default)"
        self.report(
            Diagnostic(
                code.UNKNOWN_SETTING,
                f"the model has no parameter `{setting}` to set",
                header.span if header else None,
                help=f"did you mean `{near}`?" if near else have,
            )
        )

    def _input(
        self, line: ast.Input | None, frame: Frame, override: tuple[int, int, int] | None
    ) -> tuple[Map | None, Span]:
        span = line.span if line else Span(self.library.file.source, 0, 0)
        if override is not None:
            return Map(*override), span
        if line is None:
            return None, span
        shape = None
        if len(line.arguments) == 1 and line.arguments[0].name is None:
            value = self.value(line.arguments[0].value, frame, None)
            if value is UNKNOWN:
                return None, span
            if _is_shape(value, 3):
                shape = Map(*value)
        if shape is None:
            self.fault(
                frame,
                code.WRONG_KIND,
                "`input` takes the shape of one sample, channels x height x width, each from 1 up",
                line.span,
                advice="as in `input 3x224x224`",
            )
        return shape, span

    # ------------------------------------------------------------------------------------- statements

    def run(self, body: list[ast.Statement], x: Node | None, frame: Frame) -> Node | None:
        """Elaborate statements one after the other; each feeds the next."""
        for statement in body:
            x = self.step(statement, x, frame)
        return x

    def step(self, statement: ast.Statement, x: Node | None, frame: Frame) -> Node | None:
        self.statements_left -= 1
        if self.statements_left < 0:
            self.limit(
                frame,
                statement.span,
                f"repetition and block calls add more than {self.limits.expansion:,} statements, the limit",
                "repeat less, or raise the limit with --limit",
            )
        return _STEPS[type(statement)](self, statement, x, frame)

    def misplaced(self, statement: Any, x: Node | None, frame: Frame) -> Node | None:
        word = type(statement).__name__.lower()
        self.fault(
            frame,
            code.MISPLACED,
            f"`{word}` cannot stand inside another statement",
            statement.span,
            advice="move it to the top of the file, without indentation",
        )
        return x

    def definition(self, statement: ast.Use | ast.Block, x: Node | None, frame: Frame) -> Node | None:
        return x if frame.top else self.misplaced(statement, x, frame)

    def broken(self, statement: ast.Broken, x: Node | None, frame: Frame) -> None:
        self.certain = False
        if statement.body:
            self.run(statement.body, None, self.inner(frame, statement.span))

    def let(self, statement: ast.Let, x: Node | None, frame: Frame) -> Node | None:
        outer = frame.scope.find(statement.name)
        if outer is not None:
            self._rebound(statement.name, statement.span, outer, frame)
        else:
            frame.scope.bind(statement.name, self.value(statement.value, frame, x), statement.span)
        return x

    def _rebound(self, name: str, span: Span, scope: Scope, frame: Frame | None = None) -> None:
        first = scope.spans[name]
        self.report(
            Diagnostic(
                code.REBOUND,
                f"`{name}` is bound already",
                span,
                labels=(Label(first, "bound here"),),
                help="a name is bound once; choose another",
                calls=frame.calls if frame else (),
            )
        )

    def expect(self, statement: ast.Expect, x: Node | None, frame: Frame) -> Node | None:
        shape, params = None, None
        for argument in statement.arguments:
            value = self.value(argument.value, frame, x)
            if value is UNKNOWN:
                continue
            if argument.name == "params" and params is None and type(value) is int:
                params = (value, argument.span)
            elif argument.name is None and shape is None and _is_expected_shape(value):
                shape = ((value,) if type(value) is int else tuple(value), argument.span)
            else:
                self.fault(
                    frame,
                    code.WRONG_KIND,
                    f"`expect` cannot use `{argument.span.text}`",
                    argument.span,
                    advice="it takes a shape, the number of parameters, or both: `expect 16x5x5 params=2572`",
                )
                return x
        if not statement.arguments:
            self.fault(
                frame,
                code.MISSING_ARGUMENT,
                "`expect` lacks what is expected",
                statement.span,
                advice="a shape, the number of parameters, or both: `expect 16x5x5 params=2572`",
            )
        if x is None:
            return x
        if shape is not None and shape[0] != tuple(x.shape):
            expected = "x".join(map(str, shape[0]))
            self.fault(
                frame,
                code.EXPECTATION,
                f"{expected} is expected and {x.shape} arrives",
                shape[1],
                labels=self.origin(x),
                advice=f"mend the lines above, or write `expect {x.shape}`",
            )
        if params is not None and self.certain and params[0] != self.params:
            difference = self.params - params[0]
            self.fault(
                frame,
                code.EXPECTATION,
                f"{params[0]:,} parameters are expected and there are {self.params:,} so far",
                params[1],
                notes=(f"{abs(difference):,} {'more' if difference > 0 else 'fewer'} than expected",),
                advice=f"mend the lines above, or write params={self.params}",
            )
        return x

    # ----------------------------------------------------------------------------------------- layers

    def call(self, line: ast.Call, x: Node | None, frame: Frame) -> Node | None:
        """A layer line or a block call."""
        keyword, block = line.keyword, None
        scope = frame.scope.find(keyword)
        value = scope.names[keyword] if scope else None
        if isinstance(value, Reference):
            keyword, block = value
        elif value is UNKNOWN:
            self.adopt(self.name_of(line.label, x, frame), None, line.span, frame)
            return None
        else:
            block = frame.library.blocks.get(keyword)
        if block is not None:
            return self.block(line, block, x, frame)
        kind = LAYERS.get(ALIASES.get(keyword, keyword))
        if kind is None:
            self.unknown_keyword(line, x, frame)
            return None
        if line.inline:
            self.fault(
                frame,
                code.MISPLACED,
                f"`inline` stands before a block call, and `{keyword}` is a layer",
                line.span,
                advice="delete `inline`",
            )
        return self.layer(line, kind, x, frame)

    def unknown_keyword(self, line: ast.Call, x: Node | None, frame: Frame) -> None:
        self.certain = False
        self.adopt(self.name_of(line.label, x, frame), None, line.span, frame)
        library = frame.library
        near = did_you_mean(line.keyword, [*LAYERS, *ALIASES, *library.blocks, *_STATEMENT_WORDS])
        if library.incomplete and near is None:
            return  # an import that failed may have held it
        advice = f"did you mean `{near}`?" if near else "`cnndsl layers` lists the layers"
        bound = frame.scope.find(line.keyword)
        if bound is not None:
            advice = f"`{line.keyword}` is {show(bound.names[line.keyword])}, neither a layer nor a block"
        self.fault(
            frame,
            code.UNKNOWN_KEYWORD,
            f"there is no layer or block `{line.keyword}`",
            line.keyword_span,
            advice=advice,
        )

    def layer(self, line: ast.Call, kind: type[Layer], x: Node | None, frame: Frame) -> Node | None:
        name = self.name_of(line.label, x, frame)
        shape = x.shape if x is not None else None
        bound = bind_layer(
            kind,
            line,
            lambda expr: self.evaluate(expr, frame, shape),
            lambda diagnostic: self.report(replace(diagnostic, calls=frame.calls)),
        )
        node = None
        if not bound.complete:
            self.certain = False
        elif x is not None:
            layer = kind(**bound.values)
            out, fit = self.apply(layer, x, line, bound.spans, frame)
            if out is not None:
                span = Span(line.span.source, line.keyword_span.start, line.span.end)
                node = self.add(layer, name, (x,), out, span, frame, fit)
        self.adopt(name, node, line.span, frame)
        return node

    def apply(
        self, layer: Layer, x: Node, line: ast.Call, spans: dict[str, Span], frame: Frame
    ) -> tuple[Shape | None, bool]:
        """The output shape of a layer, and whether the rules hold; faults are reported."""
        if not isinstance(x.shape, layer.inputs):
            self.certain = False
            title, advice, then = _refusal(layer, x.shape)
            self.fault(frame, code.WRONG_INPUT, title, line.span, labels=self.origin(x), advice=advice)
            return then, False
        try:
            return layer.output(x.shape), True
        except Fault as fault:
            self.certain = False
            self.fault(
                frame,
                fault.code,
                fault.title,
                spans.get(fault.argument or "", line.keyword_span),
                label=fault.label,
                labels=self.origin(x),
                notes=fault.notes,
                advice=fault.advice,
            )
            return fault.then, False

    def add(
        self,
        operation: Layer | Join,
        name: str,
        inputs: tuple[Node, ...],
        shape: Shape,
        span: Span,
        frame: Frame,
        fit: bool = True,
    ) -> Node:
        """A node for an operation. ``fit`` is false for one whose rules failed: its costs are not counted."""
        x = inputs[0]
        node = Node(
            len(self.nodes),
            frame.container.path(name),
            operation,
            inputs,
            shape,
            x.field,
            frame.container,
            span,
        )
        node.calls = frame.calls
        node.training_only = frame.aux
        if isinstance(operation, Layer):
            if fit:
                parameters = operation.parameters(x.shape)
                if parameters:
                    node.params = sum(map(math.prod, parameters.values()))
                    self.params += node.params
                buffers = operation.buffers(x.shape)
                if buffers:
                    node.buffers = sum(map(math.prod, buffers.values()))
                node.macs = operation.macs(x.shape, shape)
                node.field = x.field.through(operation.window(x.shape))
            else:
                self.certain = False
        else:
            node.field = widest(i.field for i in inputs)
        self.nodes.append(node)
        return node

    # ---------------------------------------------------------------------------------- blocks, sections

    def block(self, line: ast.Call, block: ast.Block, x: Node | None, frame: Frame) -> Node | None:
        if block in frame.active:
            self.recursion(line, block, frame)
            return None
        home = frame.library.home(block)
        shape = x.shape if x is not None else None
        bound = bind_block(
            block,
            line,
            lambda expr: self.evaluate(expr, frame, shape),
            lambda diagnostic: self.report(replace(diagnostic, calls=frame.calls)),
        )
        scope = Scope(self.globals(home, frame))
        name = "" if line.inline else self.name_of(line.label, x, frame)
        inner = self.inner(frame, line.span, scope=scope, library=home)
        for parameter in block.parameters:
            if parameter.name in bound.values:
                scope.bind(parameter.name, bound.values[parameter.name], parameter.span)
            elif parameter.default is not None:
                scope.bind(parameter.name, self.value(parameter.default, inner, shape), parameter.span)
            else:
                scope.bind(parameter.name, UNKNOWN, parameter.span)
        given = ", ".join(f"{p.name}={_plain(scope.names[p.name])}" for p in block.parameters)
        inner.calls = (Call(line.span, block.name, given), *frame.calls)
        inner.active = (*frame.active, block)
        if line.inline:
            return self.run(block.body, x, inner)
        return self.contain(name, line.span, block.body, x, frame, inner, block.name)

    def globals(self, home: Library, frame: Frame) -> Scope:
        """The names that the blocks of a file see: its top-level `let`s, and the model's parameters in its own file."""
        if home.scope is None:
            if home is self.library:
                home.scope = self._root_scope(frame)
            else:
                home.scope = Scope()
                outside = Frame(frame.container, home.scope, home)
                for statement in home.file.body:
                    if isinstance(statement, ast.Let):
                        self.let(statement, None, outside)
        return home.scope

    def _root_scope(self, frame: Frame) -> Scope:
        scope = frame.scope
        while scope.outer is not None:
            scope = scope.outer
        return scope

    def recursion(self, line: ast.Call, block: ast.Block, frame: Frame) -> None:
        self.certain = False
        cycle = [active.name for active in frame.active[frame.active.index(block) :]] + [block.name]
        self.fault(
            frame,
            code.RECURSION,
            f"the block `{block.name}` calls itself: {' -> '.join(cycle)}",
            line.span,
            labels=(Label(block.span, "defined here"),) if len(cycle) > 2 else (),
            advice="a network is finite: use `repeat` or `for`",
        )

    def section(self, statement: ast.Section, x: Node | None, frame: Frame) -> Node | None:
        name = self.name_of(statement.label, x, frame)
        return self.contain(name, statement.span, statement.body, x, frame, self.inner(frame, statement.span))

    def contain(
        self,
        name: str,
        span: Span,
        body: list[ast.Statement],
        x: Node | None,
        frame: Frame,
        inner: Frame,
        block: str = "",
    ) -> Node | None:
        """Elaborate a body as the children of a new container."""
        container = Container(frame.container.path(name), frame.container, span, block, input=x)
        self.adopt(name, container, span, frame)
        inner.container = container
        y = self.run(body, x, inner)
        container.output = y
        container.finished = True
        if not container.children and self.certain and y is not None:
            self.fault(
                frame,
                code.NO_LAYERS,
                f"`{name}` holds no layers" + (f" (block `{block}` gave none)" if block else ""),
                span,
                advice="delete it, or give it a layer (`identity` changes nothing)",
            )
        return y

    def path(self, statement: ast.Path, x: Node | None, frame: Frame) -> Node | None:
        return self.run(statement.body, x, self.inner(frame, statement.span, top=False))

    def aux(self, statement: ast.Aux, x: Node | None, frame: Frame) -> Node | None:
        if not frame.top:
            self.fault(
                frame,
                code.MISPLACED,
                "`aux` stands on the model's own level, outside of containers, branches and blocks",
                statement.span,
                advice="move it out, behind the container whose output it takes",
            )
        weight = self._aux_weight(statement, x, frame)
        inner = self.inner(frame, statement.span)
        inner.aux = True
        name = self.name_of(statement.label, x, frame)
        y = self.contain(name, statement.span, statement.body, x, frame, inner)
        if y is not None and weight is not None:
            self.auxiliaries.append(Auxiliary(name, weight, y))
        return x

    def _aux_weight(self, statement: ast.Aux, x: Node | None, frame: Frame) -> float | None:
        weight: float | None = 1.0
        for argument in statement.arguments:
            value = self.value(argument.value, frame, x)
            if value is UNKNOWN:
                weight = None
            elif argument.name == "weight" and type(value) in (int, float) and value >= 0:
                weight = float(value)
            else:
                weight = None
                self.fault(
                    frame,
                    code.WRONG_KIND,
                    f"`aux` cannot use `{argument.span.text}`",
                    argument.span,
                    advice="it takes the weight of its loss, from 0 up: `aux weight=0.3:`",
                )
        return weight

    # --------------------------------------------------------------------------------------- branches

    def join(self, statement: ast.Join, x: Node | None, frame: Frame) -> Node | None:
        inner = self.inner(frame, statement.span, top=False)
        try:
            branches = list(self.branches(statement.body, x, inner))
        except Unknown:
            self.certain = False
            return None
        outputs: list[Node | None] = []
        for number, (branch, branch_frame) in enumerate(branches):
            part = x
            if statement.kind == "split" and x is not None and len(branches) > 1:
                part = self.part(Part(number, len(branches), inner), x, statement, branch, frame)
            outputs.append(self.step(branch, part, branch_frame))
        if not branches:
            if self.certain:
                self.fault(
                    frame,
                    code.NO_LAYERS,
                    f"`{statement.kind}` has no branch",
                    statement.span,
                    advice="each line below it is one branch; `identity` is the branch that changes nothing",
                )
            return None
        inputs = [y for y in outputs if y is not None]
        if len(inputs) < len(outputs):
            return None
        if len(inputs) == 1:
            return inputs[0]
        operation = Concat() if statement.kind == "split" else JOINS[statement.kind]()
        try:
            shape = operation.output([y.shape for y in inputs])
        except Fault as fault:
            number = int(fault.argument or 0)
            other = next(i for i, y in enumerate(inputs) if (i != number and y.shape == fault.then) or i == 0)
            self.fault(
                frame,
                fault.code,
                fault.title,
                branches[number][0].span,
                label=f"gives {inputs[number].shape}",
                labels=(Label(branches[other][0].span, f"gives {inputs[other].shape}"),),
                advice=fault.advice,
            )
            return None
        return self.add(operation, statement.kind, tuple(inputs), shape, statement.span, frame)

    def part(self, operation: Part, x: Node, statement: ast.Join, branch: ast.Statement, frame: Frame) -> Node | None:
        try:
            return self.add(operation, "split", (x,), operation.output([x.shape]), branch.span, frame)
        except Fault as fault:
            self.fault(frame, fault.code, fault.title, statement.span, labels=self.origin(x), advice=fault.advice)
            return None

    def branches(
        self, body: list[ast.Statement], x: Node | None, frame: Frame
    ) -> Iterator[tuple[ast.Statement, Frame]]:
        """The direct children of a join, those of `if`, `for` and `repeat` included: they are transparent."""
        for statement in body:
            if isinstance(statement, ast.If | ast.For | ast.Repeat):
                for lines, inner in self.rounds(statement, x, frame):
                    yield from self.branches(lines, x, inner)
            elif isinstance(statement, ast.Let | ast.Expect):
                self.step(statement, x, frame)
            else:
                yield statement, frame

    def reference(self, statement: ast.From, x: Node | None, frame: Frame) -> Node | None:
        """`from LABEL`: the output of an earlier line of this container or of one around it."""
        try:
            steps = [self.label_text(label, x, frame) for label in statement.path]
        except Unknown:
            return None
        container: Container | None = frame.container
        while container is not None:
            found: Node | Container | None = container
            for step in steps:
                if not isinstance(found, Container) or step not in found.children:
                    break
                found = found.children[step]
            else:
                return self._referred(found, steps, statement, frame)
            container = None if container.block else container.parent
        seen = {name for name in frame.container.children if not name.isdecimal()}
        near = did_you_mean(".".join(steps), seen)
        self.certain = False
        self.fault(
            frame,
            code.UNKNOWN_LABEL,
            f"no earlier line here is labelled `{'.'.join(steps)}`",
            statement.span,
            advice=f"did you mean `{near}`?" if near else "label the line that is meant; it must stand above",
        )
        return None

    def _referred(
        self, found: Node | Container | None, steps: list[str], statement: ast.From, frame: Frame
    ) -> Node | None:
        if isinstance(found, Container):
            if not found.finished:
                self.certain = False
                self.fault(
                    frame,
                    code.UNKNOWN_LABEL,
                    f"`{'.'.join(steps)}` is not finished here: this line stands inside it",
                    statement.span,
                    labels=(Label(found.span, "starts here"),),
                    advice="refer to a line that stands above",
                )
                return None
            return found.output
        return found

    # ---------------------------------------------------------------------------- repetition, conditions

    def repetition(self, statement: ast.Repeat | ast.For | ast.If, x: Node | None, frame: Frame) -> Node | None:
        try:
            for body, inner in self.rounds(statement, x, frame):
                x = self.run(body, x, inner)
        except Unknown:
            self.certain = False
            return None
        return x

    def rounds(
        self, statement: ast.Repeat | ast.For | ast.If, x: Node | None, frame: Frame
    ) -> Iterator[tuple[list[ast.Statement], Frame]]:
        """The bodies to elaborate, one after the other, each with a scope of its own. Raises Unknown."""
        if isinstance(statement, ast.If):
            for condition, body in statement.branches:
                if condition is None or self.condition(condition, x, frame):
                    yield body, self.inner(frame, statement.span, scope=Scope(frame.scope), top=frame.top)
                    return
            return
        if isinstance(statement, ast.Repeat):
            items = self.range_of(1, self.required(statement.count, x, frame), statement, frame)
        else:
            items = self.items(statement, x, frame)
        targets = statement.targets if isinstance(statement, ast.For) else []
        for target in targets:
            outer = frame.scope.find(target.id)
            if outer is not None:
                self._rebound(target.id, target.span, outer, frame)
                raise Unknown
        for item in items:
            scope = Scope(frame.scope)
            if len(targets) == 1:
                scope.bind(targets[0].id, item, targets[0].span)
            elif targets:
                self.unpack(targets, item, scope, frame)
            yield statement.body, self.inner(frame, statement.span, scope=scope, top=frame.top)

    def condition(self, expr: ast.Expr, x: Node | None, frame: Frame) -> bool:
        value = self.required(expr, x, frame)
        if type(value) is bool:
            return value
        self.certain = False
        self.fault(
            frame,
            code.WRONG_KIND,
            f"a condition is true or false, and this is {show(value)}",
            expr.span,
            advice=f"compare it, as in `{expr.span.text} > 0`",
        )
        raise Unknown

    def items(self, statement: ast.For, x: Node | None, frame: Frame) -> Iterator[Any]:
        start = self.required(statement.start, x, frame)
        if statement.stop is not None:
            stop = self.required(statement.stop, x, frame)
            return self.range_of(start, stop, statement, frame)
        if not isinstance(start, tuple) or isinstance(start, Reference):
            self.fault(
                frame,
                code.WRONG_KIND,
                f"`for` goes through a list or a range, not {show(start)}",
                statement.start.span,
                advice=f"write a range, both ends included: 1..{start}" if type(start) is int else "as in [64, 128]",
            )
            raise Unknown
        return iter(start)

    def range_of(self, start: Any, stop: Any, statement: ast.Repeat | ast.For, frame: Frame) -> Iterator[int]:
        repeat = isinstance(statement, ast.Repeat)
        if type(start) is not int or type(stop) is not int or (repeat and stop < 0):
            span = statement.count.span if isinstance(statement, ast.Repeat) else statement.start.span
            wanted = "`repeat` takes an integer from 0 up" if repeat else "a range takes integers"
            wrong = stop if type(start) is int else start
            self.fault(frame, code.WRONG_KIND, f"{wanted}, not {show(wrong)}", span)
            raise Unknown
        if stop - start + 1 > self.statements_left:
            self.limit(
                frame,
                statement.span,
                f"{stop - start + 1:,} rounds are more than the limit of {self.limits.expansion:,} statements",
                "repeat less, or raise the limit with --limit",
            )
        return iter(range(start, stop + 1))

    def unpack(self, targets: list[ast.Name], item: Any, scope: Scope, frame: Frame) -> None:
        if not isinstance(item, tuple) or len(item) != len(targets):
            names = ", ".join(target.id for target in targets)
            self.fault(
                frame,
                code.WRONG_KIND,
                f"{show(item)} does not unpack into {len(targets)} names: {names}",
                Span(targets[0].span.source, targets[0].span.start, targets[-1].span.end),
                advice=f"give every item {len(targets)} values",
            )
            raise Unknown
        for target, value in zip(targets, item, strict=True):
            scope.bind(target.id, value, target.span)

    # ------------------------------------------------------------------------------------------- names

    def name_of(self, label: ast.Label | None, x: Node | None, frame: Frame) -> str:
        """The name of a child: its label, or its number among its siblings."""
        if label is not None:
            try:
                return self.label_text(label, x, frame)
            except Unknown:
                self.certain = False
        return str(len(frame.container.children))

    def label_text(self, label: ast.Label, x: Node | None, frame: Frame) -> str:
        """A label with its expressions worked out. Raises Unknown."""
        if len(label.parts) == 1 and isinstance(label.parts[0], str):
            text = label.parts[0]
        else:
            texts = []
            for part in label.parts:
                value = part if isinstance(part, str) else self.required(part, x, frame)
                if type(value) not in (int, str) or not re.fullmatch(r"[\w-]*", str(value)):
                    span = label.span if isinstance(part, str) else part.span
                    self.fault(
                        frame,
                        code.WRONG_KIND,
                        f"{show(value)} cannot be a part of a label",
                        span,
                        advice="an integer or a word can",
                    )
                    raise Unknown
                texts.append(str(value))
            text = "".join(texts)
        if not text:
            self.fault(frame, code.BAD_LABEL, "the label is empty", label.span, advice="give it a name")
            raise Unknown
        if text in UNUSABLE_NAMES:
            self.fault(
                frame,
                code.BAD_LABEL,
                f"a module cannot have a child `{text}`: nn.Module has an attribute of that name",
                label.span,
                advice=f"choose another label, such as `{text}_`",
            )
            raise Unknown
        return text

    def adopt(self, name: str, child: Node | Container | None, span: Span, frame: Frame) -> None:
        """Enter a child into the container; a second of the same name is reported."""
        container = frame.container
        if name not in container.children:
            container.children[name] = child
            container.spans[name] = span
            return
        number = name.isdecimal()
        self.certain = False
        self.fault(
            frame,
            code.DUPLICATE,
            f"two children of {f'`{container.name}`' if container.name else 'the model'} are named `{name}`",
            span,
            labels=(Label(container.spans[name], "the first"),) if container.spans[name] != span else (),
            advice="give this line another label"
            if not number
            else "a line without label takes its position as name; give this line a label",
        )

    # ------------------------------------------------------------------------------------------ helpers

    def inner(
        self,
        frame: Frame,
        span: Span,
        scope: Scope | None = None,
        library: Library | None = None,
        top: bool = False,
    ) -> Frame:
        """A frame one level deeper."""
        if frame.depth >= NESTING:
            self.limit(
                frame,
                span,
                f"nested deeper than {NESTING} levels, the limit",
                "nest blocks and calls less deeply",
            )
        return Frame(
            frame.container,
            scope if scope is not None else Scope(frame.scope),
            library or frame.library,
            frame.calls,
            frame.depth + 1,
            frame.active,
            top,
            frame.aux,
        )

    def evaluate(self, expr: ast.Expr, frame: Frame, shape: Shape | None) -> Any:
        """The value of an expression. Raises Faulty or Unknown."""
        if type(expr) is ast.Literal:
            return expr.value
        return evaluate(expr, frame.scope, shape, frame.library.blocks, lambda n, span: self.spend(n, span, frame))

    def value(self, expr: ast.Expr, frame: Frame, x: Node | Shape | None) -> Any:
        """The value of an expression, or UNKNOWN; a fault is reported."""
        try:
            return self.evaluate(expr, frame, x.shape if isinstance(x, Node) else x)
        except Unknown:
            pass
        except Faulty as fault:
            self.report(replace(fault.diagnostic, calls=frame.calls))
        self.certain = False
        return UNKNOWN

    def required(self, expr: ast.Expr, x: Node | None, frame: Frame) -> Any:
        """The value of an expression; a fault is reported. Raises Unknown."""
        value = self.value(expr, frame, x)
        if value is UNKNOWN:
            raise Unknown
        return value

    def spend(self, count: int, span: Span, frame: Frame) -> None:
        self.operations_left -= count
        if self.operations_left < 0:
            self.limit(
                frame,
                span,
                f"the expressions need more than {self.limits.operations:,} operations, the limit",
                "compute less, or raise the limit with --limit",
            )

    def origin(self, x: Node) -> tuple[Label, ...]:
        """Where the shape comes from that reaches a line."""
        if x is self.nodes[0] and x.span.start == x.span.end:
            return ()
        return (Label(x.span, f"gives {x.shape}"),)

    def fault(
        self,
        frame: Frame,
        kind: Code,
        title: str,
        span: Span,
        *,
        label: str = "",
        labels: tuple[Label, ...] = (),
        notes: tuple[str, ...] = (),
        advice: str = "",
    ) -> None:
        self.report(Diagnostic(kind, title, span, label, labels, notes, advice, frame.calls))

    def report(self, diagnostic: Diagnostic) -> None:
        """Record a diagnostic; the same fault at the same place, in another call or round, is one."""
        key = (diagnostic.code.id, diagnostic.span)
        if diagnostic.span is None or key not in self.reported:
            self.reported.add(key)
            self.diagnostics.append(diagnostic)

    def limit(self, frame: Frame, span: Span, title: str, advice: str) -> NoReturn:
        self.fault(frame, code.LIMIT, title, span, advice=advice)
        raise Stop


def _refusal(layer: Layer, shape: Shape) -> tuple[str, str, Shape | None]:
    """Why a layer does not take a kind of shape, what to do, and the output that was surely meant."""
    refused: Callable[[Any], tuple[str, str, Shape]] | None = getattr(layer, "refused", None)
    if refused is not None and isinstance(shape, Map):
        return refused(shape)
    wanted = " or ".join(NOUNS[kind] for kind in layer.inputs)
    title = f"`{layer.keyword}` takes {wanted}, and {describe(shape)} arrives"
    if isinstance(shape, Vector):
        return title, "move it before the `flatten` or `fc` that makes the vector", None
    if Map in layer.inputs:
        return title, "put `permute channels_first` before it", None
    return title, "put `flatten` before it", None


def _is_shape(value: Any, rank: int) -> bool:
    return (
        isinstance(value, tuple)
        and len(value) == rank
        and all(type(size) is int and 1 <= size <= MAX_SIZE for size in value)
    )


def _is_expected_shape(value: Any) -> bool:
    return (type(value) is int and value > 0) or _is_shape(value, 3) or _is_shape(value, 1)


def _plain(value: Any) -> str:
    return "?" if value is UNKNOWN else str(value) if isinstance(value, Reference) else show(value)


_STATEMENT_WORDS = (
    "model input use block let expect from inline path seq add concat mul split repeat for if elif else aux".split()
)

_STEPS: dict[type, Callable[[Elaborator, Any, Node | None, Frame], Node | None]] = {
    ast.Model: Elaborator.misplaced,
    ast.Input: Elaborator.misplaced,
    ast.Use: Elaborator.definition,
    ast.Block: Elaborator.definition,
    ast.Let: Elaborator.let,
    ast.Expect: Elaborator.expect,
    ast.Call: Elaborator.call,
    ast.From: Elaborator.reference,
    ast.Section: Elaborator.section,
    ast.Path: Elaborator.path,
    ast.Join: Elaborator.join,
    ast.Repeat: Elaborator.repetition,
    ast.For: Elaborator.repetition,
    ast.If: Elaborator.repetition,
    ast.Aux: Elaborator.aux,
    ast.Broken: Elaborator.broken,
}
