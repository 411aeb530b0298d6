"""Sections, paths and training-only heads."""

from __future__ import annotations

from cnndsl.diagnostics import codes as code
from cnndsl.graph import names, script
from cnndsl.graph.evaluate import UNKNOWN
from cnndsl.graph.ir import Container, Node, Output
from cnndsl.graph.session import Frame, Session, elaborates
from cnndsl.source import Span
from cnndsl.syntax import ast


@elaborates(ast.Section)
def section(session: Session, statement: ast.Section, x: Node, frame: Frame) -> Node:
    name = names.name_of(session, statement.label, x, frame)
    inner = session.inner(frame, statement.span)
    inner.script = frame.write(header(statement.label, name))
    return contain(session, name, statement.span, statement.body, x, frame, inner)


def header(label: ast.Label | None, name: str) -> script.Written:
    """The line above the children of a container."""
    return script.Written("seq:" if label is None else f"{script.reference(name)}:")


def contain(
    session: Session,
    name: str,
    span: Span,
    body: list[ast.Statement],
    x: Node,
    frame: Frame,
    inner: Frame,
    block: str = "",
) -> Node:
    """Elaborate a body as the children of a new container."""
    last = span if block else _last_line(body, span)
    container = Container(frame.container.path(name), frame.container, span, last, block, input=x)
    names.adopt(session, name, container, span, frame)
    inner.container = container
    y = session.run(body, x, inner)
    container.output = y
    container.finished = True
    if not container.children and session.certain and y.known is not None:
        session.fault(
            frame,
            code.NO_LAYERS,
            f"`{name}` holds no layers" + (f" (block `{block}` gave none)" if block else ""),
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
def path(session: Session, statement: ast.Path, x: Node, frame: Frame) -> Node:
    return session.run(statement.body, x, session.inner(frame, statement.span, top=False))


@elaborates(ast.Aux)
def aux(session: Session, statement: ast.Aux, x: Node, frame: Frame) -> Node:
    if not frame.top:
        session.fault(
            frame,
            code.MISPLACED,
            "`aux` stands on the model's own level, outside of containers, branches and blocks",
            statement.span,
            advice="move it out, behind the container whose output it takes",
        )
    weight = aux_weight(session, statement, x, frame)
    inner = session.inner(frame, statement.span)
    inner.aux = True
    name = names.name_of(session, statement.label, x, frame)
    label = script.label(None if statement.label is None else name)
    inner.script = frame.write(script.Written(f"{label}aux weight={weight}:"))
    y = contain(session, name, statement.span, statement.body, x, frame, inner)
    if weight is not None:
        session.heads.append(Output(name, y, training_only=True, weight=weight))
    return x


def aux_weight(session: Session, statement: ast.Aux, x: Node, frame: Frame) -> float | None:
    weight: float | None = 1.0
    for argument in statement.arguments:
        value = session.value(argument.value, frame, x)
        if value is UNKNOWN:
            weight = None
        elif argument.name == "weight" and type(value) in (int, float) and value >= 0:
            weight = float(value)
        else:
            weight = None
            session.fault(
                frame,
                code.WRONG_KIND,
                f"`aux` cannot use `{argument.span.text}`",
                argument.span,
                advice="it takes the weight of its loss, from 0 up: `aux weight=0.3:`",
            )
    return weight
