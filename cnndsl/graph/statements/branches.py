"""Joins of branches, and references to earlier lines."""

from __future__ import annotations

from collections.abc import Iterator

from cnndsl.diagnostics import Fix, Label, did_you_mean, surely_meant
from cnndsl.diagnostics import codes as code
from cnndsl.graph import child_names, expanded_lines
from cnndsl.graph.elaboration_state import UNNAMED, Frame, State, elaborates
from cnndsl.graph.expressions import Unknown
from cnndsl.graph.ir import Container, Node
from cnndsl.graph.joins import JOINS, Concat, Join, Part
from cnndsl.graph.statements.repetition import rounds
from cnndsl.layers.layer import Fault
from cnndsl.layers.shapes import Shape
from cnndsl.plain_class import copied
from cnndsl.source import Span
from cnndsl.syntax import ast


@elaborates(ast.Join)
def join(state: State, statement: ast.Join, x: Node, frame: Frame) -> Node:
    """Elaborate `add`, `concat`, `mul` or `split`: each line of the body is a branch that gets ``x``, of `split` a part
    of its channels. The result is the node of the join, with the output of each branch as its inputs."""
    inner = state.inner(frame, statement.span, top=False)
    inner.expanded = frame.write(expanded_lines.ExpandedLine(f"{statement.kind}:"))
    try:
        found = list(branches(state, statement.body, x, inner))
    except Unknown:
        return state.unresolved(statement.kind, statement.kind, x, statement.span, frame)
    outputs: list[Node] = []
    for number, (branch, branch_frame) in enumerate(found):
        fed = x
        if statement.kind == "split" and len(found) > 1:
            fed = part(state, Part(number, len(found), inner), x, statement, branch, frame)
        if inner.expanded is None:
            outputs.append(state.step(branch, fed, branch_frame))
            continue
        lines: expanded_lines.ExpandedLines = []
        outputs.append(state.step(branch, fed, copied(branch_frame, expanded=lines)))
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
    return state.add(operation, statement.kind, tuple(outputs), shape, statement.span, frame)


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
        return operation.output(shapes)
    except Fault as fault:
        number = int(fault.argument or 0)
        other = next(i for i, y in enumerate(shapes) if (i != number and y == fault.then) or i == 0)
        state.fault(
            frame,
            fault.code,
            fault.title,
            found[number][0].span,
            label=f"gives {shapes[number]}",
            labels=(Label(found[other][0].span, f"gives {shapes[other]}"),),
            advice=fault.advice,
        )
        return None


def part(state: State, operation: Part, x: Node, statement: ast.Join, branch: ast.Statement, frame: Frame) -> Node:
    """The node of one branch's channels in a `split`; its shape is None where that of ``x`` is, or where the channels
    do not divide, which is reported."""
    shape = None
    if x.known is not None:
        try:
            shape = operation.output([x.known])
        except Fault as fault:
            state.fault(frame, fault.code, fault.title, statement.span, labels=state.origin(x), advice=fault.advice)
    return state.add(operation, "split", (x,), shape, branch.span, frame)


def branches(state: State, body: list[ast.Statement], x: Node, frame: Frame) -> Iterator[tuple[ast.Statement, Frame]]:
    """The direct children of a join, those of `if`, `for` and `repeat` included: they are transparent."""
    for statement in body:
        if isinstance(statement, ast.If | ast.For | ast.Repeat):
            for lines, inner in rounds(state, statement, x, frame):
                yield from branches(state, lines, x, inner)
        elif isinstance(statement, ast.Let | ast.Expect):
            state.step(statement, x, frame)
        elif isinstance(statement, ast.Init):
            frame = copied(frame)  # it holds for the branches below it
            state.step(statement, x, frame)
        else:
            yield statement, frame


@elaborates(ast.From)
def reference(state: State, statement: ast.From, x: Node, frame: Frame) -> Node:
    """`from LABEL`: the output of an earlier line of this container or of one around it.

    A container that the line itself stands in is not earlier: it is passed over.
    """
    try:
        steps = [child_names.label_text(state, label, x, frame) for label in statement.path]
    except Unknown:
        return state.unresolved("from", UNNAMED, x, statement.span, frame)
    frame.write(expanded_lines.ExpandedLine(f"from {'.'.join(map(expanded_lines.reference, steps))}"))
    around: Container | None = None
    container: Container | None = frame.container
    while container is not None:
        found: Node | Container = container
        named: list[Span] = []
        for step in steps:
            if not isinstance(found, Container) or step not in found.children:
                break
            named.append(found.spans[step])
            found = found.children[step]
        else:
            if state.trace is not None:
                for label, span in zip(statement.path, named, strict=True):
                    state.trace.found.setdefault(label, set()).add(span)
            if not isinstance(found, Container):
                return found
            if found.finished and found.output is not None:
                return found.output
            around = around or found
        container = None if container.block else container.parent
    unknown_label(state, ".".join(steps), statement, around, frame)
    return state.unresolved("from", UNNAMED, x, statement.span, frame)


def unknown_label(state: State, name: str, statement: ast.From, around: Container | None, frame: Frame) -> None:
    """Report a step of `from` that no line above has as its label; ``around`` is the unfinished container that has."""
    state.certain = False
    if around is not None:
        state.fault(
            frame,
            code.UNKNOWN_LABEL,
            f"`{name}` is not finished here: this line stands inside it",
            statement.span,
            labels=(Label(around.span, "starts here"),),
            advice="refer to a line that stands above",
        )
        return
    seen = {child for child in frame.container.children if not child.isdecimal()}
    near, sure = did_you_mean(name, seen), surely_meant(name, seen)
    plain = statement.path[0].span.text == name
    state.fault(
        frame,
        code.UNKNOWN_LABEL,
        f"no earlier line here is labelled `{name}`",
        statement.span,
        advice=f"did you mean `{near}`?" if near else "label the line that is meant; it must stand above",
        fix=Fix(statement.path[0].span, sure) if sure and plain else None,
    )
