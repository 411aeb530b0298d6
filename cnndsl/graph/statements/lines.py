"""Layer lines, and telling them from block calls."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cnndsl.diagnostics import Fix, did_you_mean, surely_meant
from cnndsl.diagnostics import codes as code
from cnndsl.graph import history, names, script
from cnndsl.graph.binding import bind_layer
from cnndsl.graph.evaluate import UNKNOWN, Reference
from cnndsl.graph.ir import Node
from cnndsl.graph.session import Frame, Session, elaborates
from cnndsl.graph.statements.blocks import block as call_block
from cnndsl.layers.arguments import show
from cnndsl.layers.layer import ALIASES, LAYERS, Fault, Layer
from cnndsl.layers.shapes import NOUNS, Map, Shape, Vector, describe
from cnndsl.source import Span
from cnndsl.syntax import ast

STATEMENT_WORDS = (
    "model input use block let init expect from inline path seq add concat mul split repeat for if elif else aux"
).split()


@elaborates(ast.Call)
def call(session: Session, line: ast.Call, x: Node | None, frame: Frame) -> Node | None:
    """A layer line or a block call."""
    keyword, block = line.keyword, None
    scope = frame.scope.find(keyword)
    value = scope.names[keyword] if scope else None
    if isinstance(value, Reference):
        keyword, block = value
    elif value is UNKNOWN:
        names.adopt(session, names.name_of(session, line.label, x, frame), None, line.span, frame)
        return None
    else:
        block = frame.library.blocks.get(keyword)
    if block is not None:
        return call_block(session, line, block, x, frame)
    kind = LAYERS.get(ALIASES.get(keyword, keyword))
    if kind is None:
        unknown_keyword(session, line, x, frame)
        return None
    if line.inline:
        session.fault(
            frame,
            code.MISPLACED,
            f"`inline` stands before a block call, and `{keyword}` is a layer",
            line.span,
            advice="delete `inline`",
        )
    return layer(session, line, kind, x, frame)


def unknown_keyword(session: Session, line: ast.Call, x: Node | None, frame: Frame) -> None:
    session.certain = False
    names.adopt(session, names.name_of(session, line.label, x, frame), None, line.span, frame)
    library = frame.library
    known = [*LAYERS, *ALIASES, *library.blocks, *STATEMENT_WORDS]
    near = did_you_mean(line.keyword, known)
    sure = surely_meant(line.keyword, [*known, *frame.scope.all_names()])
    if line.keyword in library.missing or (library.incomplete and near is None):
        return  # an import or a definition that failed would have given it
    advice = f"did you mean `{near}`?" if near else "`cnndsl layers` lists the layers"
    bound = frame.scope.find(line.keyword)
    if bound is not None:
        advice = f"`{line.keyword}` is {show(bound.names[line.keyword])}, neither a layer nor a block"
    session.fault(
        frame,
        code.UNKNOWN_KEYWORD,
        f"there is no layer or block `{line.keyword}`",
        line.keyword_span,
        advice=advice,
        fix=Fix(line.keyword_span, sure) if sure is not None and sure == near and bound is None else None,
    )


def layer(session: Session, line: ast.Call, kind: type[Layer], x: Node | None, frame: Frame) -> Node | None:
    name = names.name_of(session, line.label, x, frame)
    shape = x.shape if x is not None else None
    bound = bind_layer(kind, line, *session.binding(frame, shape))
    node = None
    if not bound.complete:
        session.certain = False
    elif x is not None:
        layer = kind(**bound.values)
        out, fit = apply(session, layer, x, line, bound.spans, frame)
        if out is not None:
            span = Span(line.span.source, line.keyword_span.start, line.span.end)
            node = session.add(layer, name, (x,), out, span, frame, fit)
            if frame.script is not None:
                label = script.label(None if line.label is None else name)
                frame.write(script.Written(f"{label}{layer}", node))
    names.adopt(session, name, node, line.span, frame)
    return node


def apply(
    session: Session, layer: Layer, x: Node, line: ast.Call, spans: dict[str, Span], frame: Frame
) -> tuple[Shape | None, bool]:
    """The output shape of a layer, and whether the rules hold; faults are reported."""
    if not isinstance(x.shape, layer.inputs):
        session.certain = False
        title, advice, then = _refusal(layer, x.shape)
        session.fault(frame, code.WRONG_INPUT, title, line.span, labels=session.origin(x), advice=advice)
        return then, False
    try:
        return layer.output(x.shape), True
    except Fault as fault:
        session.certain = False
        notes = fault.notes
        if fault.code is code.WINDOW and session.tells_history:
            notes = (*notes, *history.shrinking(x), *history.enough(layer, x, session.nodes[0]))
        session.fault(
            frame,
            fault.code,
            fault.title,
            spans.get(fault.argument or "", line.keyword_span),
            label=fault.label,
            labels=session.origin(x),
            notes=notes,
            advice=fault.advice,
        )
        return fault.then, False


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
