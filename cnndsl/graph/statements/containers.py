"""Sections, paths and training-only heads."""

from __future__ import annotations

from cnndsl.diagnostics import codes as code
from cnndsl.graph import child_names, expanded_lines
from cnndsl.graph.elaboration_state import State, elaborates
from cnndsl.graph.frame import Frame
from cnndsl.graph.ir import Container, Continuation, Node, Output
from cnndsl.graph.limits import PATH
from cnndsl.graph.values import UNKNOWN
from cnndsl.source import Span
from cnndsl.syntax import ast


@elaborates(ast.Section)
def section(state: State, statement: ast.Section, x: Node, frame: Frame) -> Node:
    """Elaborate `features:` or `seq:`: a container, named by its label or by its number among its siblings.

    A section with the label of an earlier one of the same container goes on where that stopped: its lines are further
    children of it, numbered from there. What flows into it is what flows where it stands, as ever.
    """
    name = child_names.name_of(state, statement.label, x, frame)
    inner = state.inner(frame, statement.span)
    earlier = frame.container.children.get(name) if statement.label is not None else None
    if not isinstance(earlier, Container) or not earlier.is_section:
        inner.expanded = frame.write(header(statement.label, name))
        return contain(state, name, statement.span, statement.body, x, frame, inner, section=True)
    if state.trace is not None and statement.label is not None:
        state.trace.found.setdefault(statement.label, set()).add(frame.container.spans[name])
    inner.expanded = frame.write(header(statement.label, name))
    last = _last_line(statement.body, statement.span)
    earlier.continued.append(Continuation(statement.span, last, x, len(state.nodes)))
    earlier.finished = False
    return fill(state, earlier, statement.span, statement.body, x, frame, inner)


def header(label: ast.Label | None, name: str) -> expanded_lines.ExpandedLine:
    """The line above the children of a container."""
    return expanded_lines.ExpandedLine("seq:" if label is None else f"{expanded_lines.reference(name)}:")


def contain(
    state: State,
    name: str,
    span: Span,
    body: list[ast.Statement],
    x: Node,
    frame: Frame,
    inner: Frame,
    block: str = "",
    *,
    section: bool = False,
) -> Node:
    """Elaborate a body as the children of a new container."""
    last = span if block else _last_line(body, span)
    if len(frame.container.name) + len(name) > PATH:
        state.limit(frame, span, f"a name of more than {PATH:,} characters, the limit", "nest it less, or shorten it")
    container = Container(frame.container.path(name), frame.container, span, last, block, section, input=x)
    child_names.adopt(state, name, container, span, frame)
    if block:
        inner.home = container
        for tensor, given in inner.tensors.items():
            if isinstance(given, Node):
                container.takes[tensor] = given
            else:
                container.takes |= {f"{tensor}{number}": each for number, each in enumerate(given)}
    return fill(state, container, span, body, x, frame, inner)


def fill(
    state: State, container: Container, span: Span, body: list[ast.Statement], x: Node, frame: Frame, inner: Frame
) -> Node:
    """Elaborate a body as further children of a container, and end it there."""
    inner.container = container
    inner.joined = False
    container.bodies.append(body)
    before = len(state.nodes), len(container.children)
    begins = next((s for s in body if not isinstance(s, ast.Let | ast.Expect | ast.Init)), None)
    y = x
    for statement in body:
        y = state.step(statement, y, inner)
        if statement is begins and isinstance(statement, ast.From) and not container.continued:
            container.input = y
    container.output = y
    container.finished = True
    container.flow, container.made = x, (before[0], len(state.nodes))
    if state.trace is not None:
        state.trace.containers[len(state.trace.visits)] = container
    if (len(state.nodes), len(container.children)) == before and state.certain and y.known is not None:
        block = container.block
        state.fault(
            frame,
            code.NO_LAYERS,
            f"`{container.label}` holds no layers" + (f" (block `{block}` gave none)" if block else ""),
            span,
            advice="delete it, or give it a layer (`identity` changes nothing)",
        )
    return y


def _last_line(body: list[ast.Statement], header: Span) -> Span:
    """The last line of a body, whatever it is nested in; the header's where there is none."""
    span = header
    while body:
        last = body[-1]
        span = last.span
        body = last.branches[-1][1] if isinstance(last, ast.If) else getattr(last, "body", [])
    return span


@elaborates(ast.Path)
def path(state: State, statement: ast.Path, x: Node, frame: Frame) -> Node:
    """Elaborate `path:`, a branch of several lines: no container, its lines are children of the join's."""
    return state.run(statement.body, x, state.inner(frame, statement.span, top=False))


@elaborates(ast.Aux)
def aux(state: State, statement: ast.Aux, x: Node, frame: Frame) -> Node:
    """Elaborate `aux`, a head that is run in training only: it reads ``x``, and ``x`` flows on."""
    if not frame.top:
        state.fault(
            frame,
            code.MISPLACED,
            "`aux` stands on the model's own level, outside of containers, branches and blocks",
            statement.span,
            advice="move it out, after the container whose output it takes",
        )
    weight = aux_weight(state, statement, x, frame)
    inner = state.inner(frame, statement.span)
    inner.aux = True
    name = child_names.name_of(state, statement.label, x, frame)
    label = expanded_lines.label(None if statement.label is None else name)
    inner.expanded = frame.write(expanded_lines.ExpandedLine(f"{label}aux weight={weight}:"))
    y = contain(state, name, statement.span, statement.body, x, frame, inner)
    if weight is not None:
        state.heads.append(Output(name, y, training_only=True, weight=weight))
    return x


def aux_weight(state: State, statement: ast.Aux, x: Node, frame: Frame) -> float | None:
    """The factor of a head's loss, 1.0 where none is given; None for one that is not a number from 0 up, which is
    reported."""
    weight: float | None = 1.0
    for argument in statement.arguments:
        value = state.value(argument.value, frame, x)
        if value is UNKNOWN:
            weight = None
        elif argument.name == "weight" and type(value) in (int, float) and value >= 0:
            weight = float(value)
        else:
            weight = None
            state.fault(
                frame,
                code.WRONG_KIND,
                f"`aux` cannot use `{argument.span.text}`",
                argument.span,
                advice="it takes the weight of its loss, from 0 up: `aux weight=0.3:`",
            )
    return weight
