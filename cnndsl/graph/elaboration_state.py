"""The state of one elaboration: what was built so far, what was found wrong, what may still be spent."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, NoReturn, TypeAlias, TypeVar

from cnndsl.budget import Overspent, current
from cnndsl.diagnostics import MAX_FAULTS, Code, Diagnostic, Fix, Label
from cnndsl.diagnostics import codes as code
from cnndsl.graph.binding import Evaluate, Report
from cnndsl.graph.expanded_lines import ExpandedLines
from cnndsl.graph.expressions import NOWHERE, evaluate
from cnndsl.graph.frame import Frame
from cnndsl.graph.imports import Library
from cnndsl.graph.initialisation_schemes import initial
from cnndsl.graph.ir import Container, Node, Operation, Output, Unresolved
from cnndsl.graph.limits import (
    MOST_STATEMENTS,
    NESTING,
    OPERATIONS_A_LINE,
    OPERATIONS_A_STATEMENT,
    SHORT_PATH,
    Limits,
    guessed,
    raised,
)
from cnndsl.graph.values import UNKNOWN, Faulty, Scope, Unbound, Unknown
from cnndsl.layers.arguments import MAX_SIZE
from cnndsl.layers.layer import Fault, Layer
from cnndsl.layers.shapes import Map, Shape
from cnndsl.layers.symbolic import amount
from cnndsl.source import Span
from cnndsl.syntax import ast

if TYPE_CHECKING:
    from cnndsl.graph.index_trace import Trace

Expectations: TypeAlias = Literal["held", "noted", "ignored"]
"""What `expect` lines are to a check. They hold for the file as it stands; with settings, another input or data in play
one that fails is ``noted``, unless it names parameters."""

HISTORIES = 50
"""Faults of a run that tell how their shape came about; each walks back to the input."""


class Stop(Exception):
    """A limit is passed: the walk ends here."""


class Costs(NamedTuple):
    """What a layer costs for the shape that reaches it, with its learned tensors."""

    params: int
    buffers: int
    macs: int
    tensors: dict[str, tuple[int, ...]]


FREE = Costs(0, 0, 0, {})
"""What joins cost, and lines that stand for no module."""

UNNAMED = "?"
"""In place of the last part of a name that is not known."""

Elaborator: TypeAlias = Callable[["State", Any, Node, Frame], Node]
"""Elaborates one statement: what flows in, what flows out. A node whose shape is not known is silent about shapes."""

ELABORATORS: dict[type, Elaborator] = {}
AnyElaborator = TypeVar("AnyElaborator", bound=Elaborator)


def elaborates(*kinds: type) -> Callable[[AnyElaborator], AnyElaborator]:
    """Register the function that elaborates these kinds of statement."""

    def register(function: AnyElaborator) -> AnyElaborator:
        for kind in kinds:
            ELABORATORS[kind] = function
        return function

    return register


class State:
    """What the functions of statements share while one file is elaborated.

    They add nodes to ``nodes`` and faults to ``diagnostics``. ``certain`` is false once a name or a shape is not known:
    what would follow from it is not reported. ``statements_left`` counts down what ``limits`` allow.
    """

    def __init__(
        self,
        library: Library,
        limits: Limits,
        trace: Trace | None = None,
        expectations: Expectations = "held",
        set_from_outside: bool = False,
    ) -> None:
        self.library = library
        self.trace = trace
        self.limits = limits
        self.expectations = expectations
        self.set_from_outside = set_from_outside  # whether parameters have other values than in the file
        self.diagnostics: list[Diagnostic] = []
        self.hidden: dict[Span, Diagnostic] = {}  # notes on paths that name several lines, by their places
        self.unmet: list[Diagnostic] = []  # notes on `expect` lines that hold for the file as it stands
        self.reported: set[tuple[str, Span | None]] = set()
        self.nodes: list[Node] = []
        self.assigned: dict[tuple[ast.Call, ast.Block], list[tuple[str, ast.Expr]] | None] = {}  # of block calls
        self.layers: dict[tuple[object, ...], Layer] = {}  # by what their lines say
        self.outcomes: dict[tuple[object, ...], tuple[Shape, Costs]] = {}  # by layer and the shape that reaches it
        self.outputs: list[Output] = []  # those that have a name in the file
        self.yielding: dict[Container, set[str]] = {}  # names of an `identity` that is no module: lines may take them
        self.asked: dict[Container, set[str]] = {}
        """Which parts of the shape that arrives the lines of a section ask for, of those that ran again."""

        self.expanded_blocks: ExpandedLines = []
        """The calls of blocks with several tensors, written down each as a block of its own."""

        self.expanded_names: dict[str, int] = {}  # of these blocks, with the last number that was put to each

        self.heads: list[Output] = []  # those for training only
        self.asserted: Node | None = None  # what the last `expect` held of
        self.size_faults: list[tuple[Code, Span, Map | None]] = []
        """Faults that another size of the input may mend; with one that does, where it is known."""
        self.params = 0
        self.child_params: dict[str, int] = {}  # of each child of the model that has any, of the ``summed`` first nodes
        self.summed = 0
        self.certain = True  # whether `params` is exact: no faulty line so far
        self.statements_left = limits.expansion + library.lines
        self.operations = current()

    @property
    def statements(self) -> int:
        """The statements that were elaborated so far."""
        return self.limits.expansion + self.library.lines - self.statements_left

    def run(self, body: list[ast.Statement], x: Node, frame: Frame) -> Node:
        """Elaborate statements one after the other; each feeds the next."""
        for statement in body:
            x = self.step(statement, x, frame)
        return x

    def step(self, statement: ast.Statement, x: Node, frame: Frame) -> Node:
        """Elaborate one statement: ``x`` is the node that flows in, the result the one that flows out.

        Raises Stop where the limit of statements is passed.
        """
        self.count(frame, statement.span)
        if self.trace is None:
            return ELABORATORS[type(statement)](self, statement, x, frame)
        from cnndsl.graph.index_trace import Visit

        first, begin = len(self.nodes), len(self.trace.visits)
        y = ELABORATORS[type(statement)](self, statement, x, frame)
        value = frame.scope.names.get(statement.name) if isinstance(statement, ast.Let) else None
        self.trace.note(Visit(statement, x, y, first, len(self.nodes), frame.calls, value, frame.scope, begin))
        return y

    def count(self, frame: Frame, span: Span) -> None:
        """Count a statement, or an operation that `again` repeats. Raises Stop where the limit is passed."""
        self.statements_left -= 1
        self.foresee(0, frame, span)

    def foresee(self, count: int, frame: Frame, span: Span) -> None:
        """Raises Stop where so many statements, which are still to be counted, pass the limit: they were looked at, and
        count then."""
        if self.statements_left < count:
            self.statements_left -= count
            self.limit(
                frame,
                span,
                f"repetition and block calls add more than {self.limits.expansion:,} statements, the limit",
                raised(guessed(self.limits.expansion, self.statements - self.library.lines)),
            )

    def add(
        self,
        operation: Operation,
        name: str,
        inputs: tuple[Node, ...],
        shape: Shape | None,
        span: Span,
        frame: Frame,
        costs: Costs | None = FREE,
    ) -> Node:
        """A node for an operation; ``shape`` and ``costs`` are None where they are not known."""
        path = frame.container.path(name)
        if len(path) > SHORT_PATH:
            self.spend((len(path) - SHORT_PATH) // 10, frame, span)
        node = Node(len(self.nodes), path, operation, inputs, shape, frame.container, span)
        node.calls = frame.calls
        node.training_only = frame.aux
        if costs is None:
            node.counted = node.traced = False
            self.certain = False
        elif costs is not FREE:
            node.params, node.buffers, node.macs, tensors = costs
            self.params += node.params
            if tensors and frame.init and isinstance(operation, Layer):
                node.initial = initial(frame.init, operation, tensors)
            node.traced = all(i.traced for i in inputs)
        else:
            node.traced = shape is not None and all(i.traced for i in inputs)
        self.nodes.append(node)
        return node

    def unresolved(self, keyword: str, name: str, x: Node, span: Span, frame: Frame) -> Node:
        """The node of a line that could not be worked out; nothing is known of it."""
        return self.add(Unresolved(keyword), name, (x,), None, span, frame, None)

    def outcome(self, layer: Layer, x: Shape) -> tuple[Shape, Costs]:
        """The output of a layer for the shape that reaches it, and what it costs. Raises Fault.

        Equal lines share their layer, so in a network of repeated blocks most rules are asked once.
        """
        key = (layer, type(x), x)
        found = self.outcomes.get(key)
        if found is None:
            y = within_limit(layer.output(x))
            found = self.outcomes[key] = (y, costs(layer, x, y))
        return found

    def inner(
        self,
        frame: Frame,
        span: Span,
        scope: Scope | None = None,
        library: Library | None = None,
        top: bool = False,
        results: bool = False,
    ) -> Frame:
        """A frame one level deeper, for what stands inside the statement at ``span``. Without
        ``scope`` its names are bound in a scope inside the frame's. Raises Stop where it would be nested too deep."""
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
            frame.shapeless,
            frame.aux,
            frame.joined,
            frame.init,
            frame.expanded,
            frame.tensors,
            frame.home,
            results,
        )

    def spend(self, count: int, frame: Frame, span: Span) -> None:
        """Charge operations that a line makes besides those of its expressions."""
        try:
            self.operations.spend(count)
        except Overspent:
            self.overspent(frame, span)

    def overspent(self, frame: Frame, span: Span) -> NoReturn:
        """Report that the lines need more operations than the limit, and end the walk."""
        most = f"{self.limits.operations:,} operations beyond {OPERATIONS_A_LINE} each"
        limit = max(self.limits.operations // OPERATIONS_A_STATEMENT, self.limits.expansion)
        more = guessed(limit, 0)
        advice = f"compute less, or raise the limit: `--limit {more}` allows {OPERATIONS_A_STATEMENT * more:,}"
        if more > MOST_STATEMENTS:
            advice = f"compute less: --limit allows {MOST_STATEMENTS:,} at most"
        self.limit(frame, span, f"the lines need more than {most}, the limit", advice)

    def evaluate(self, expr: ast.Expr, frame: Frame, shape: Shape | None) -> Any:
        """The value of an expression. Raises Faulty or Unknown."""
        if type(expr) is ast.Literal:
            return expr.value
        arrives = NOWHERE if frame.shapeless else shape
        try:
            return evaluate(expr, frame.scope, arrives, frame.library.blocks, self.operations)
        except Unbound as fault:
            from cnndsl.graph import out_of_scope

            tells = self.tells_history and not self.told(fault.diagnostic.code, fault.diagnostic.span)
            why = out_of_scope.unseen(fault.name, expr.span, frame.library.file) if tells else ""
            raise Faulty(fault.diagnostic._replace(help=why, fix=None)) if why else fault from None
        except Overspent as spent:
            self.overspent(frame, spent.span or expr.span)

    def binding(
        self, frame: Frame, shape: Shape | None, known: Mapping[ast.Expr, Any] = MappingProxyType({})
    ) -> tuple[Evaluate, Report]:
        """What binding the arguments of a line needs: how to evaluate one, and where to report a fault. What is
        ``known`` already is not worked out again."""
        return (
            lambda expr: known[expr] if expr in known else self.evaluate(expr, frame, shape),
            lambda diagnostic: self.report(diagnostic._replace(calls=frame.calls)),
        )

    def value(self, expr: ast.Expr, frame: Frame, x: Node) -> Any:
        """The value of an expression, or UNKNOWN; a fault is reported."""
        try:
            return self.evaluate(expr, frame, x.known)
        except Unknown:
            pass
        except Faulty as fault:
            self.report(fault.diagnostic._replace(calls=frame.calls))
        self.certain = False
        return UNKNOWN

    def required(self, expr: ast.Expr, x: Node, frame: Frame) -> Any:
        """The value of an expression; a fault is reported. Raises Unknown."""
        value = self.value(expr, frame, x)
        if value is UNKNOWN:
            raise Unknown
        return value

    def origin(self, x: Node) -> tuple[Label, ...]:
        """Where the shape comes from that reaches a line."""
        if not x.inputs and x.span.start == x.span.end:
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
        fix: Fix | None = None,
    ) -> None:
        """Report an error or a warning at ``span``; the block calls around it are those of the frame."""
        self.report(Diagnostic(kind, title, span, label, labels, notes, advice, frame.calls, fix))

    def rebound(self, name: str, span: Span, scope: Scope, frame: Frame | None = None) -> None:
        """Report a name at ``span`` that ``scope`` binds already."""
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

    def told(self, kind: Code, span: Span | None) -> bool:
        """Whether a fault was reported already, in another call or round: what is costly to say of it is not worked
        out again."""
        return (kind.id, span) in self.reported

    @property
    def tells_history(self) -> bool:
        """Whether a fault still tells how its shape came about: walking back is worth it for the first ones only."""
        return len(self.diagnostics) < HISTORIES

    def report(self, diagnostic: Diagnostic) -> None:
        """Record a diagnostic; the same fault at the same place, in another call or round, is one. The walk ends
        at MAX_FAULTS."""
        key = (diagnostic.code.id, diagnostic.span)
        if diagnostic.span is None or key not in self.reported:
            self.reported.add(key)
            self.diagnostics.append(diagnostic)
            if len(self.diagnostics) >= MAX_FAULTS:
                raise Stop

    def limit(self, frame: Frame, span: Span, title: str, advice: str) -> NoReturn:
        """Report that a limit is passed, and end the walk: raises Stop."""
        self.fault(frame, code.LIMIT, title, span, advice=advice)
        raise Stop


def within_limit(shape: Shape) -> Shape:
    """The same shape. Raises Fault where a size is beyond the limit: what follows would compute with ever longer
    numbers."""
    if max(shape) > MAX_SIZE:
        raise Fault(
            code.LIMIT,
            f"gives {shape}: sizes and channels go up to {MAX_SIZE:,}, the limit",
            advice="no computer holds such a map: look for the number that makes it so large",
        )
    return shape


def costs(layer: Layer, x: Shape, y: Shape) -> Costs:
    """What a layer costs between two shapes."""
    tensors = layer.parameters(x)
    buffers = layer.buffers(x)
    return Costs(
        sum(map(math.prod, tensors.values())),
        sum(map(math.prod, buffers.values())),
        amount(layer.macs(x, y)),
        tensors,
    )


def costs_nothing(kind: type[Layer]) -> bool:
    """Whether a kind of layer costs nothing, whatever reaches it."""
    return (kind.parameters, kind.buffers, kind.macs) == (Layer.parameters, Layer.buffers, Layer.macs)
