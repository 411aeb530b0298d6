"""Joins of branches, and references to earlier lines."""

from __future__ import annotations

from collections.abc import Iterator

from cnndsl.diagnostics import Diagnostic, Fix, Label, did_you_mean, surely_meant
from cnndsl.diagnostics import codes as code
from cnndsl.graph import child_names, expanded_lines, scopes
from cnndsl.graph.elaboration_state import FREE, UNNAMED, Costs, State, elaborates, within_limit
from cnndsl.graph.frame import Frame, Tensor
from cnndsl.graph.ir import Container, Node
from cnndsl.graph.joins import JOINS, Concat, Join, MismatchError, Part
from cnndsl.graph.statements.repetition import rounds
from cnndsl.graph.values import Unknown
from cnndsl.layers.arguments import MAX_SIZE, show
from cnndsl.layers.layer import LAYERS, Fault
from cnndsl.layers.shapes import Shape
from cnndsl.layers.symbolic import amount
from cnndsl.plain_class import copied
from cnndsl.source import Span
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
        found = list(branches(state, statement.body, x, inner))
        sizes = None if statement.sizes is None else part_sizes(state, statement.sizes, len(found), x, frame)
    except Unknown:
        return state.unresolved(statement.kind, statement.kind, x, statement.span, frame)
    if sizes is not None:
        header.text = f"split {list(sizes)}:"
    outputs: list[Node] = []
    fits = True  # what does not fit one part fits none, and is reported once
    for number, (branch, branch_frame) in enumerate(found):
        fed = x
        if statement.kind == "split" and (len(found) > 1 or sizes):
            fed = part(state, Part(number, len(found), inner, sizes), x, statement, branch, frame, fits)
            fits = fed.known is not None
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


@elaborates(ast.From)
def reference(state: State, statement: ast.From, x: Node, frame: Frame) -> Node:
    """`from LABEL`: the output of an earlier line of this container or of one around it, or a tensor of the block.

    A container that the line itself stands in is not earlier: it is passed over.
    """
    if frame.expanded is not None:
        frame.write(expanded_lines.ExpandedLine(f"from {written_path(state, statement, x, frame)}"))
    if statement.spread:
        state.certain = False
        state.fault(
            frame,
            code.MISPLACED,
            f"`{statement.span.text}` is several values, and one flows here",
            statement.span,
            advice="write it as a line of a join, or after `with`",
        )
        return state.unresolved("from", UNNAMED, x, statement.span, frame)
    return read(state, statement, x, frame)


def written_path(state: State, statement: ast.From, x: Node, frame: Frame) -> str:
    """A path with its expressions worked out; as it stands where it has none that is known."""
    try:
        path = child_names.steps_of(state, statement.path, x, frame)
    except Unknown:
        return ".".join(label.span.text for label in statement.path)
    return ".".join(expanded_lines.reference(step) for _, step in path)


def read(state: State, statement: ast.From, x: Node, frame: Frame) -> Node:
    """The value that a path names; one that there is not is reported, and not known."""
    try:
        path = child_names.steps_of(state, statement.path, x, frame)
    except Unknown:
        return state.unresolved("from", UNNAMED, x, statement.span, frame)
    name = ".".join(step for _, step in path)
    found, unfinished = find(state, path, frame)
    y = found.output if isinstance(found, Container) else found
    if isinstance(y, tuple):
        state.certain = False
        state.fault(
            frame,
            code.UNKNOWN_LABEL,
            f"`{name}` is {plural(len(y), 'tensor')}, and one is read here",
            statement.span,
            advice=f"write `*{name}` for all of them, or one by its number, from 0: `{name}.0`",
        )
        return state.unresolved("from", UNNAMED, x, statement.span, frame)
    if y is None:
        unknown_label(state, name, statement, unfinished, frame)
        return state.unresolved("from", UNNAMED, x, statement.span, frame)
    return y if frame.aux or not y.training_only else training_only(state, name, statement, y, frame)


def several(state: State, statement: ast.From, x: Node, frame: Frame) -> list[tuple[str, Node]]:
    """The values that `*PATH` names, with their last steps: the tensors of `*rest`, or the results that a block's call
    gives by `output`. What is neither is reported."""
    try:
        path = child_names.steps_of(state, statement.path, x, frame)
    except Unknown:
        return []
    found, unfinished = find(state, path, frame)
    if isinstance(found, tuple):
        return [(str(number), node) for number, node in enumerate(found)]
    if isinstance(found, Container) and (found.block or found.values):
        return list(found.values.items())
    name = ".".join(step for _, step in path)
    if found is None:
        unknown_label(state, name, statement, unfinished, frame)
        return []
    state.certain = False
    state.fault(
        frame,
        code.UNKNOWN_LABEL,
        f"`{name}` is one value",
        statement.span,
        advice=f"write it without `*`: `{name}`",
    )
    return []


def find(
    state: State, path: list[tuple[ast.Label, str]], frame: Frame
) -> tuple[Node | Container | tuple[Node, ...] | None, Container | None]:
    """What a path names: of this container or of one around it, up to the block's, or a tensor of the block. Where
    there is nothing, also the container of that name that the line itself stands in."""
    around: Container | None = None
    nearest: tuple[Node | Container | tuple[Node, ...], Span] | None = None
    for found, named in _named(path, frame):
        if nearest is not None:
            if not isinstance(found, Container) or found.finished:
                _note_hidden(state, path, nearest[1], named[-1], frame)
                break
            continue
        if state.trace is not None:
            for (label, _), span in zip(path, named, strict=False):  # of `rest.0` the tensor has no line of its own
                state.trace.found.setdefault(label, set()).add(span)
        if not isinstance(found, Container) or (found.finished and found.output is not None):
            nearest = found, named[-1]
        else:
            around = around or found
    return (None, around) if nearest is None else (nearest[0], None)


def _named(
    path: list[tuple[ast.Label, str]], frame: Frame
) -> Iterator[tuple[Node | Container | tuple[Node, ...], list[Span]]]:
    """What a path names in a container and in those around it, up to the block's, the nearest first; with the places of
    its labels. The tensors of the block come before the lines of the container that its lines stand in."""
    container: Container | None = frame.container
    while container is not None:
        if container is frame.home and (tensor := _tensor(path, frame)) is not None:
            yield tensor
        found: Node | Container = container
        named: list[Span] = []
        for _, step in path:
            if not isinstance(found, Container) or (inner := found.find(step)) is None:
                break
            named.append(found.spans[step])
            found = inner
        else:
            yield found, named
        container = None if container.block else container.parent


def _tensor(path: list[tuple[ast.Label, str]], frame: Frame) -> tuple[Tensor, list[Span]] | None:
    """The tensor of a block that a path names: `skip`, or of several `rest.0`; with its place in the header."""
    (_, name), *steps = path
    found = frame.tensors.get(name)
    if isinstance(found, tuple) and len(steps) == 1 and steps[0][1].isdecimal():
        number = int(steps[0][1])
        found, steps = (found[number] if number < len(found) else None), []
    if found is None or steps:
        return None
    return found, [next(taken.span for taken in frame.active[-1].block.takes if taken.name == name)]


def _note_hidden(state: State, path: list[tuple[ast.Label, str]], near: Span, far: Span, frame: Frame) -> None:
    """Note a path that names a nearer line and one further out, for a lint."""
    first, last = path[0][0].span, path[-1][0].span
    span = Span(first.source, first.start, last.end)
    if span not in state.hidden:
        name = ".".join(step for _, step in path)
        state.hidden[span] = Diagnostic(
            code.HIDDEN_LABEL,
            f"two earlier lines are named `{name}` here, and the nearer one is read",
            span,
            labels=(Label(near, "this one"), Label(far, "not this one")),
            help="where the other is meant, write a line such as `outer: identity` below it, and read that",
            calls=frame.calls,
        )


def training_only(state: State, name: str, statement: ast.From | ast.Again, y: Node, frame: Frame) -> Node:
    """Report a line that reads or runs a head outside of training; its own output is not known."""
    state.certain = False
    state.fault(
        frame,
        code.TRAINING_ONLY,
        f"`{name}` is computed in training only, and this line in evaluation too",
        statement.span,
        labels=(Label(y.span, "stands in a training-only head"),),
        advice="refer to a line outside of the head",
    )
    return state.unresolved(type(statement).__name__.lower(), UNNAMED, y, statement.span, frame)


def unknown_label(
    state: State, name: str, statement: ast.From | ast.Again, around: Container | None, frame: Frame
) -> None:
    """Report a path of `from` or `again` that no line above has; ``around`` is the unfinished container that has."""
    state.certain = False
    if state.told(code.UNKNOWN_LABEL, statement.span):
        return
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
    seen, container = dict[str, None](), frame.container
    while True:
        seen |= {name: None for name in (*container.children, *container.values) if not name.isdecimal()}
        if container.block or container.parent is None:
            break
        container = container.parent
    elsewhere = _elsewhere(name, statement, container, frame) if state.tells_history else None
    if elsewhere is not None:
        advice, labels, fix = elsewhere
        title = f"no earlier line here is labelled `{name}`"
        state.fault(frame, code.UNKNOWN_LABEL, title, statement.span, labels=labels, advice=advice, fix=fix)
        return
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


def _elsewhere(
    name: str, statement: ast.From | ast.Again, home: Container, frame: Frame
) -> tuple[str, tuple[Label, ...], Fix | None] | None:
    """What to do about a label that stands in another place: in a container, in the caller of the block that the line
    is in, or below. ``home`` is the block, or the model."""
    paths = [path for path in _paths(home, name) if path != name]
    if paths:
        whole = Span(statement.span.source, statement.path[0].span.start, statement.path[-1].span.end)
        certain = Fix(whole, paths[0]) if len(paths) == 1 else None
        word = type(statement).__name__.lower()
        return f"it stands in a container: write `{word} {paths[0]}`", (), certain
    outer = home.parent
    while outer is not None:
        if outer.find(name) is not None:
            label = Label(outer.spans[name], "labelled here, in the caller")
            advice = (
                f"labels of the caller are not seen in a block: write the join where `{home.block}` is called, with "
                f"`from {name}` and the call below it"
            )
            return advice, (label,), None
        outer = outer.parent
    below = [span for span in scopes.labelled(name, frame.library.file) if span.start > statement.span.start]
    if below and below[0].source is statement.span.source:
        advice = f"it stands below, at line {below[0].line}, and a line sees what stands above it"
        seen = [child for child in home.children if not child.isdecimal()]
        if seen:
            shown = ", ".join(f"`{child}`" for child in seen[:MOST_SEEN])
            advice += f": {shown}{', …' if len(seen) > MOST_SEEN else ''}"
        return advice, (Label(below[0], "stands below"),), None
    return None


MOST_SEEN = 6
"""Most labels that a message names."""


def _paths(container: Container, name: str) -> Iterator[str]:
    """The paths in a container and those in it that end in a label."""
    inner = [(container, "")]
    while inner:
        around, path = inner.pop()
        for child, item in around.children.items():
            if child == name:
                yield f"{path}{child}"
            if isinstance(item, Container) and item.finished and not item.block:
                inner.append((item, f"{path}{child}."))
