"""Layer lines, and telling them from block calls."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cnndsl.diagnostics import Fix, surely_meant
from cnndsl.diagnostics import codes as code
from cnndsl.graph import child_names, expanded_lines, shape_history
from cnndsl.graph.binding import bind_layer
from cnndsl.graph.elaboration_state import FREE, Costs, State, costs_nothing, elaborates
from cnndsl.graph.frame import Frame
from cnndsl.graph.ir import Node, Unresolved
from cnndsl.graph.statements.block_calls import block as call_block
from cnndsl.graph.values import UNKNOWN, Faulty, Reference, Unknown, weight
from cnndsl.layers.arguments import MAX_SIZE, show
from cnndsl.layers.layer import ALIASES, LAYERS, Fault, Layer
from cnndsl.layers.shapes import Map, Shape, Vector, describe, noun
from cnndsl.source import Span
from cnndsl.syntax import ast
from cnndsl.syntax.line_cache import SharedArguments
from cnndsl.syntax.statements import STATEMENTS, meant

STATEMENT_WORDS = tuple(STATEMENTS)


@elaborates(ast.Call)
def call(state: State, line: ast.Call, x: Node, frame: Frame) -> Node:
    """A layer line or a block call."""
    keyword, block = line.keyword, None
    scope = frame.scope.find(keyword)
    value = scope.names[keyword] if scope else None
    if type(value) is Reference:
        keyword, block = value
        if state.trace is not None:
            state.trace.stood_for.setdefault(line, set()).add(block)
    elif value is UNKNOWN:
        return unresolved(state, line, x, frame)
    else:
        block = frame.library.blocks.get(keyword)
    if block is not None:
        return call_block(state, line, block, x, frame)
    kind = LAYERS.get(ALIASES.get(keyword, keyword))
    if kind is None:
        unknown_keyword(state, line, frame)
        return unresolved(state, line, x, frame)
    if line.inline:
        state.fault(
            frame,
            code.MISPLACED,
            f"`inline` stands before a block call, and `{keyword}` is a layer",
            line.span,
            advice="delete `inline`",
        )
    if line.given:
        state.fault(
            frame,
            code.MISPLACED,
            f"`with` gives tensors to a block, and `{keyword}` is a layer",
            line.given[0].span,
            advice="delete it; several values meet in a join, as in `concat:`",
        )
    return layer(state, line, kind, x, frame)


def unresolved(state: State, line: ast.Call, x: Node, frame: Frame) -> Node:
    """A line whose keyword stands for nothing that is known."""
    state.certain = False
    name = child_names.name_of(state, line.label, x, frame)
    node = state.unresolved(line.keyword, name, x, _layer_span(line), frame)
    child_names.adopt(state, name, node, line.span, frame)
    return node


def unknown_keyword(state: State, line: ast.Call, frame: Frame) -> None:
    """Report a word that is neither a layer nor a block, unless an import that failed may have given it: with what is
    meant, where others have the word for a layer or statement, and else the word that is spelt most like it."""
    state.certain = False
    if (code.UNKNOWN_KEYWORD.id, line.keyword_span) in state.reported:
        return
    library = frame.library
    if line.keyword in library.missing:
        return  # an import or a definition that failed would have given it
    bound = frame.scope.find(line.keyword)
    if bound is not None:
        advice, fix = f"`{line.keyword}` is {show(bound.names[line.keyword])}, neither a layer nor a block", None
    else:
        advice, fix = _meant(line, frame)
        if not advice and library.incomplete:
            return
    state.fault(
        frame,
        code.UNKNOWN_KEYWORD,
        f"there is no layer or block `{line.keyword}`",
        line.keyword_span,
        advice=advice or "`cnndsl layers` lists the layers",
        fix=fix,
    )


def _meant(line: ast.Call, frame: Frame) -> tuple[str, Fix | None]:
    """What to write for an unknown keyword, empty where that is not known, and the edit where it is certain."""
    from cnndsl.graph import foreign

    word, blocks = line.keyword, frame.library.blocks
    own = [*LAYERS, *ALIASES, *blocks]
    sure = surely_meant(word, [*own, *STATEMENT_WORDS, *frame.scope.all_names()])
    if word in STATEMENTS:  # after `inline`
        return f"`{word}` is a statement of its own: `{STATEMENTS[word].form}`", None
    others = foreign.of_line(line)
    statement = meant(word)
    if others is None and statement is not None:
        return statement.advice, None
    if others is not None:
        written, fix = others
        return written.help, fix
    near = foreign.misspelt(word, blocks)
    advice = f"did you mean `{near}`?" if near else ""
    return advice, Fix(line.keyword_span, sure) if sure is not None and sure == near else None


def layer(state: State, line: ast.Call, kind: type[Layer], x: Node, frame: Frame) -> Node:
    """Elaborate a layer line: bind its arguments, apply the rules of its kind to the shape of ``x``, and add its node.

    The node's shape is None where that of ``x`` is not known or a rule fails; its operation is Unresolved where the
    arguments are at fault.
    """
    name = child_names.name_of(state, line.label, x, frame)
    layer = bound_layer(state, line, kind, x, frame)
    shape, costs = None, None
    if layer is None:
        state.certain = False
    elif x.known is not None:
        shape, costs = apply(state, layer, x, line, frame)
    traced = x.traced and costs is not None
    if costs is None and costs_nothing(kind):
        costs = FREE
    operation = layer or Unresolved(kind.keyword)
    node = state.add(operation, name, (x,), shape, _layer_span(line), frame, costs)
    node.traced = traced
    if frame.expanded is not None and layer is not None:
        label = expanded_lines.label(None if line.label is None else name)
        frame.write(expanded_lines.ExpandedLine(f"{label}{layer}", node))
    yields = kind.identity and line.label is None and frame.joined
    child_names.adopt(state, name, node, line.span, frame, yields=yields)
    return node


def bound_layer(state: State, line: ast.Call, kind: type[Layer], x: Node, frame: Frame) -> Layer | None:
    """The layer of a line, or None where an argument is at fault or unknown. Lines that say the same share it."""
    values: dict[ast.Expr, Any] = {}
    key = _said(state, line, kind, x, frame, values)
    found = state.layers.get(key) if key is not None else None
    if found is None:
        rank = _rank(state, x)
        bound = bind_layer(kind, line, *state.binding(frame, x.known, values), rank)
        if not bound.complete:
            return None
        found = kind(rank, **bound.values)
        if key is not None:
            state.layers[key] = found
    return found


def _rank(state: State, x: Node) -> int:
    """The axes of the map that arrives; where none does, or none that is known, those of the network's input, or 2."""
    if x.known is not None and x.known.rank:
        return x.known.rank
    start = x.sees.known
    return 2 if start is None or not start.rank else start.rank


def _said(
    state: State, line: ast.Call, kind: type[Layer], x: Node, frame: Frame, values: dict[ast.Expr, Any]
) -> tuple[object, ...] | None:
    """A layer line with its values put in, as a key: what it comes to follows from it alone. None where a value is
    unknown or at fault. The values that were worked out are noted in ``values``."""
    if isinstance(line.arguments, SharedArguments) and (says := line.arguments.says) is not None:
        return kind, _rank(state, x), says
    key: list[object] = [kind, _rank(state, x)]
    for argument in line.arguments:
        expr = argument.value
        if type(expr) is ast.Literal:
            value: Any = expr.value
        else:
            if type(expr) is ast.Name:
                key.append(expr.id)  # it may be a word, whatever the name is bound to
                if frame.scope.find(expr.id) is None:
                    key.append(argument.name)
                    continue
            try:
                value = values[expr] = state.evaluate(expr, frame, x.known)
            except (Unknown, Faulty):
                return None
            if type(value) is tuple:
                state.spend(weight(value), frame, argument.span)
        key += (argument.name, type(value), repr(value) if type(value) is tuple else value)
    return tuple(key)


def apply(state: State, layer: Layer, x: Node, line: ast.Call, frame: Frame) -> tuple[Shape | None, Costs | None]:
    """The output shape of a layer and what it costs; where its rules fail the costs are None, and the fault is
    reported."""
    if not isinstance(x.shape, layer.inputs):
        state.certain = False
        title, advice, then = _refusal(layer, x.shape, x.sees)
        state.fault(frame, code.WRONG_INPUT, title, line.span, labels=state.origin(x), advice=advice)
        return then, None
    try:
        return state.outcome(layer, x.shape)
    except Fault as fault:
        state.certain = False
        notes, span = fault.notes, _argument_span(type(layer), line, fault.argument)
        if fault.code is code.WINDOW and state.tells_history and not state.told(fault.code, span):
            notes = (*notes, *shape_history.shrinking(x))
            large = shape_history.enough(layer, x, x.sees)
            if large is not None:
                notes = (*notes, shape_history.large_enough(large))
                state.size_faults.append((fault.code, span, large))
        state.fault(
            frame,
            fault.code,
            fault.title,
            span,
            label=fault.label,
            labels=state.origin(x),
            notes=notes,
            advice=fault.advice,
        )
        return fault.then if fault.then is None or max(fault.then) <= MAX_SIZE else None, None


def _refusal(layer: Layer, shape: Shape, start: Node) -> tuple[str, str, Shape | None]:
    """Why a layer does not take a kind of shape, what to do, and the output that was surely meant."""
    refused: Callable[[Any], tuple[str, str, Shape]] | None = getattr(layer, "refused", None)
    if refused is not None and isinstance(shape, Map):
        return refused(shape)
    wanted = " or ".join(noun(kind, shape.rank or start.shape.rank) for kind in layer.inputs)
    title = f"`{layer.keyword}` takes {wanted}, and {describe(shape)} arrives"
    if isinstance(shape, Vector) and isinstance(start.shape, Vector):
        return title, "give `input` channels and sizes, as in `input 1x28x28`", None
    if isinstance(shape, Vector):
        return title, "move it before the `flatten` or `fc` that makes the vector", None
    if Map in layer.inputs:
        return title, "put `permute channels_first` before it", None
    return title, "put `flatten` before it", None


def _layer_span(line: ast.Call) -> Span:
    """A layer line without its label."""
    return line.span if line.label is None else line.span._replace(start=line.keyword_span.start)


def _argument_span(kind: type[Layer], line: ast.Call, name: str | None) -> Span:
    """Where an argument of a line that binds was written; the keyword where it is left at its default."""
    positional = iter(kind.positional)
    for argument in line.arguments:
        if name == (argument.name or next(positional).name):
            return argument.span
    return line.keyword_span
