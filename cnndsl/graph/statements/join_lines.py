"""Joins of branches: `add`, `concat`, `split` and the like."""

from __future__ import annotations

from collections.abc import Iterator

from cnndsl.diagnostics import Label
from cnndsl.diagnostics import codes as code
from cnndsl.graph import expanded_lines
from cnndsl.graph.elaboration_state import FREE, Costs, State, elaborates, within_limit
from cnndsl.graph.frame import Frame
from cnndsl.graph.ir import Node
from cnndsl.graph.joins import JOINS, Concat, Join, MismatchError, Part
from cnndsl.graph.statements.references import several
from cnndsl.graph.statements.repetition import rounds
from cnndsl.graph.values import Unknown
from cnndsl.layers.arguments import MAX_SIZE, show
from cnndsl.layers.layer import LAYERS, Fault
from cnndsl.layers.shapes import Shape
from cnndsl.layers.symbolic import amount
from cnndsl.plain_class import copied
from cnndsl.syntax import ast
from cnndsl.text import plural


@elaborates(ast.Join)
def join(state: State, statement: ast.Join, x: Node, frame: Frame) -> Node:
    """Elaborate `add`, `concat`, `split` and the like: each line of the body is a branch that gets ``x``, of `split` a
    part of its channels. The result is the node of the join, with the output of each branch as its inputs."""
    inner = state.inner(frame, statement.span, top=False)
    inner.joined = True
    header = expanded_lines.ExpandedLine(f"{statement.kind}:")
    inner.expanded = frame.write(header)
    try:
        found: list[tuple[ast.Statement, Frame]] = []
        for branch in branches(state, statement.body, x, inner):
            found.append(branch)
            state.foresee(len(found), inner, branch[0].span)
        sizes = None if statement.sizes is None else part_sizes(state, statement.sizes, len(found), x, frame)
    except Unknown:
        return state.unresolved(statement.kind, statement.kind, x, statement.span, frame)
    if sizes is not None:
        header.text = f"split {list(sizes)}:"
    outputs: list[Node] = []
    fits = True  # what does not fit one part fits none, and is reported once
    for number, (line, branch_frame) in enumerate(found):
        fed = x
        if statement.kind == "split" and (len(found) > 1 or sizes):
            fed = part(state, Part(number, len(found), inner, sizes), x, statement, line, frame, fits)
            fits = fed.known is not None
        if inner.expanded is None:
            outputs.append(state.step(line, fed, branch_frame))
            continue
        lines: expanded_lines.ExpandedLines = []
        outputs.append(state.step(line, fed, copied(branch_frame, expanded=lines)))
        inner.expanded.append(expanded_lines.branch(lines, fed.known or "?"))
    if not found:
        if state.certain:
            state.fault(
                frame,
                code.NO_LAYERS,
                f"`{statement.kind}` has no branch",
                statement.span,
                advice="each line below it is one branch; `identity` is the branch that changes nothing",
            )
        return state.unresolved(statement.kind, statement.kind, x, statement.span, frame)
    if len(outputs) == 1:
        return outputs[0]
    operation = Concat() if statement.kind == "split" else JOINS[statement.kind]()
    shape = joined(state, operation, found, outputs, frame)
    costs = FREE
    if shape is not None and (macs := amount(operation.macs([y.shape for y in outputs]))):
        costs = Costs(0, 0, macs, {})
    return state.add(operation, statement.kind, tuple(outputs), shape, statement.span, frame, costs)


def part_sizes(state: State, expr: ast.Expr, count: int, x: Node, frame: Frame) -> tuple[int, ...]:
    """The channels of each part, one for each branch of `split [16, 48]:`. Raises Unknown after it reported a fault."""
    sizes = state.required(expr, x, frame)
    if not isinstance(sizes, tuple) or not all(type(size) is int and 1 <= size <= MAX_SIZE for size in sizes):
        title = f"`split` takes a list with the channels of each part, each from 1 up, not {show(sizes)}"
        state.fault(frame, code.WRONG_KIND, title, expr.span, advice="as in `split [16, 48]:`")
    elif len(sizes) != count:
        title = (
            f"{plural(len(sizes), 'size')} and {plural(count, 'branch', 'branches')}: each part goes into one branch"
        )
        advice = "write one line below it for each part; `identity` hands a part on as it is"
        state.fault(frame, code.BRANCHES, title, expr.span, advice=advice)
    else:
        return tuple(sizes)
    state.certain = False
    raise Unknown


def joined(
    state: State,
    operation: Join,
    found: list[tuple[ast.Statement, Frame]],
    outputs: list[Node],
    frame: Frame,
) -> Shape | None:
    """The shape after a join, or None where a branch has none, or where they do not fit: that is reported."""
    shapes = [y.known for y in outputs if y.known is not None]
    if len(shapes) < len(outputs):
        return None
    try:
        return within_limit(operation.output(shapes))
    except Fault as fault:
        number = int(fault.argument or 0)
        if state.told(fault.code, found[number][0].span):
            return None
        other = next((i for i, y in enumerate(shapes) if i != number and y == fault.then), 0 if number else 1)
        labels = [Label(found[other][0].span, f"gives {shapes[other]}")]
        advice = _projection(fault, found, shapes) or fault.advice
        lost = None
        if shapes[number].sizes != shapes[other].sizes and state.tells_history:
            from cnndsl.graph import size_remedies

            lost = size_remedies.meeting([outputs[other], outputs[number]])
        if lost is not None:
            if lost.label.span == labels[0].span:
                labels[0] = Label(labels[0].span, f"{labels[0].text}, and {lost.label.text}")
            else:
                labels.append(lost.label)
            advice = lost.advice or advice
            state.size_faults.append((fault.code, found[number][0].span, None))
        state.fault(
            frame,
            fault.code,
            fault.title,
            found[number][0].span,
            label=f"gives {shapes[number]}",
            labels=tuple(labels),
            advice=advice,
        )
        return None


def _projection(fault: Fault, found: list[tuple[ast.Statement, Frame]], shapes: list[Shape]) -> str:
    """Where the line stands that makes a branch fit; empty where there is none."""
    if not isinstance(fault, MismatchError) or fault.project is None:
        return ""
    number, line = fault.project
    branch, shape = found[number][0], shapes[number]
    text = branch.span.text
    if isinstance(branch, ast.Path):
        return f"write `{line}` as the last line of the {shape} branch"
    kind = LAYERS.get(branch.keyword) if isinstance(branch, ast.Call) else None
    if kind is not None and kind.identity:
        return f"write `{line}` in place of `{text}`"
    if isinstance(branch, ast.Call | ast.From | ast.Again):
        return f"write `path:` in place of `{text}`, and below it `{text}` and `{line}`"
    return f"project the {shape} branch with `{line}`, below `path:`"


def part(
    state: State, operation: Part, x: Node, statement: ast.Join, branch: ast.Statement, frame: Frame, fits: bool
) -> Node:
    """The node of one branch's channels in a `split`: ``x`` itself where all of them go into the only branch. The shape
    is None where that of ``x`` is, where the part before has none (``fits`` is false), or where the channels do not
    divide, which is reported."""
    shape = None
    if fits and x.known is not None:
        try:
            shape = operation.output([x.known])
        except Fault as fault:
            span = statement.span if statement.sizes is None else statement.sizes.span
            labels = state.origin(x)
            state.fault(frame, fault.code, fault.title, span, labels=labels, notes=fault.notes, advice=fault.advice)
    if operation.count == 1 and shape is not None:
        return x
    return state.add(operation, "split", (x,), shape, branch.span, frame)


def branches(state: State, body: list[ast.Statement], x: Node, frame: Frame) -> Iterator[tuple[ast.Statement, Frame]]:
    """The direct children of a join, those of `if`, `for` and `repeat` included: they are transparent."""
    for statement in body:
        if isinstance(statement, ast.If | ast.For | ast.Repeat):
            state.count(frame, statement.span)
            for lines, inner in rounds(state, statement, x, frame):
                yield from branches(state, lines, x, inner)
        elif isinstance(statement, ast.Let | ast.Expect):
            state.step(statement, x, frame)
        elif isinstance(statement, ast.From) and statement.spread:
            for name, _ in several(state, statement, x, frame):
                path = [*statement.path, ast.Label(statement.path[-1].span, [name])]
                yield ast.From(statement.span, path), frame
        elif isinstance(statement, ast.Init):
            frame = copied(frame)  # it holds for the branches below it
            state.step(statement, x, frame)
        else:
            yield statement, frame
