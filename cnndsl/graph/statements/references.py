"""References to earlier lines: `from`."""

from __future__ import annotations

from collections.abc import Iterator

from cnndsl.diagnostics import Diagnostic, Fix, Label, did_you_mean, surely_meant
from cnndsl.diagnostics import codes as code
from cnndsl.diagnostics.suggest import COMPARED
from cnndsl.graph import child_names, expanded_lines
from cnndsl.graph.elaboration_state import UNNAMED, State, elaborates
from cnndsl.graph.frame import Frame, Tensor
from cnndsl.graph.ir import Container, Node
from cnndsl.graph.values import Unknown
from cnndsl.source import Span
from cnndsl.syntax import ast
from cnndsl.text import plural


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
    return y if frame.aux or not y.training_only else training_only(state, name, statement, y, frame, y.span)


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
    for found, named in _named(state, path, frame):
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
    state: State, path: list[tuple[ast.Label, str]], frame: Frame
) -> Iterator[tuple[Node | Container | tuple[Node, ...], list[Span]]]:
    """What a path names in a container and in those around it, up to the block's, the nearest first; with the places of
    its labels. The tensors of the block come before the lines of the container that its lines stand in. An
    `identity` in a join is no module, and its number no name."""
    container: Container | None = frame.container
    while container is not None:
        if container is frame.home and (tensor := _tensor(path, frame)) is not None:
            yield tensor
        found: Node | Container = container
        named: list[Span] = []
        for _, step in path:
            if not isinstance(found, Container) or (inner := found.find(step)) is None:
                break
            if step in state.yielding.get(found, ()):
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


def training_only(state: State, name: str, statement: ast.From | ast.Again, y: Node, frame: Frame, place: Span) -> Node:
    """Report a line that reads or runs a head outside of training; its own output is not known."""
    state.certain = False
    state.fault(
        frame,
        code.TRAINING_ONLY,
        f"`{name}` is computed in training only, and this line in evaluation too",
        statement.span,
        labels=(Label(place, "stands in a training-only head"),),
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
    around_here = [frame.container]
    while not around_here[-1].block and around_here[-1].parent is not None:
        around_here.append(around_here[-1].parent)
    container = around_here[-1]
    elsewhere = None
    if state.tells_history:
        from cnndsl.graph import out_of_scope

        elsewhere = out_of_scope.labelled_elsewhere(name, statement, container, frame.library.file)
    if elsewhere is not None:
        advice, labels, fix = elsewhere
        title = f"no earlier line here is labelled `{name}`"
        state.fault(frame, code.UNKNOWN_LABEL, title, statement.span, labels=labels, advice=advice, fix=fix)
        return
    seen = dict[str, None]()
    if state.operations.afford(sum(len(each.children) + len(each.values) for each in around_here) // COMPARED):
        names = (child for each in around_here for child in (*each.children, *each.values))
        seen = {child: None for child in names if not child.isdecimal()}
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
