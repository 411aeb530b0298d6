"""Block calls. A block may call itself, as long as a value of its parameters or the shape that arrives is another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple, NoReturn

from cnndsl.diagnostics import Call, Label
from cnndsl.diagnostics import codes as code
from cnndsl.graph import child_names, expanded_lines
from cnndsl.graph.binding import assigned, bind_block
from cnndsl.graph.elaboration_state import UNNAMED, State, Stop
from cnndsl.graph.frame import Frame, Tensor
from cnndsl.graph.imports import Library
from cnndsl.graph.ir import Node, Unresolved
from cnndsl.graph.limits import NESTING
from cnndsl.graph.statements.containers import contain, header
from cnndsl.graph.statements.references import read, several, written_path
from cnndsl.graph.values import UNKNOWN, Faulty, Reference, Scope, Unknown, weight
from cnndsl.layers.arguments import show
from cnndsl.layers.shapes import Shape
from cnndsl.syntax import ast
from cnndsl.text import enumerated, plural


class Active(NamedTuple):
    """A call of a block that a line stands in: the values of its parameters, and the shape that reached it."""

    block: ast.Block
    values: dict[str, Any]
    shape: Shape | None
    tensors: tuple[Shape | None, ...] = ()

    def repeats(self, earlier: Active) -> bool:
        """Whether nothing has changed since an earlier call, so that this one would never end."""
        if type(self.shape) is not type(earlier.shape) or self.shape != earlier.shape:
            return False
        if self.tensors != earlier.tensors:
            return False
        return all(
            type(value) is type(earlier.values[name]) and value == earlier.values[name]
            for name, value in self.values.items()
        )


def block(state: State, line: ast.Call, block: ast.Block, x: Node, frame: Frame) -> Node:
    """Call a block: its body, with the arguments of the line bound to its parameters, in a container of its own.

    ``x`` flows in, and the result is what flows out of its last line. `inline` puts the lines into the container
    around. A block that calls itself as it was called before is reported, and gives a node whose shape is not known.
    """
    state.spend(len(block.parameters), frame, line.span)
    home = frame.library.home(block)
    values = given(state, line, block, x, frame)
    scope = Scope(globals_of(state, home, x, frame))
    around = [active for active in frame.active if active.block is block]
    if around and frame.depth >= NESTING:
        endless(state, line, around, frame)
    inner = state.inner(frame, line.span, scope=scope, library=home)
    for parameter in block.parameters:
        if parameter.name in values:
            scope.bind(parameter.name, values[parameter.name], parameter.span)
        elif parameter.default is not None:
            scope.bind(parameter.name, state.value(parameter.default, inner, x), parameter.span)
        else:
            scope.bind(parameter.name, UNKNOWN, parameter.span)
    inner.tensors = {}
    shapes: tuple[Shape | None, ...] = ()
    if line.given or block.takes:
        inner.tensors = taken(state, line, block, x, frame)
        shapes = tuple([node.known for node in _flat(inner.tensors)])
    active = Active(block, dict(scope.names), x.known, shapes)
    if around:
        lists = sum(weight(value) for value in active.values.values() if type(value) is tuple)
        state.spend(len(around) * (len(active.values) + lists), frame, line.span)
    if any(active.repeats(earlier) for earlier in around):
        recursion(state, line, active, frame)
        return state.unresolved(block.name, UNNAMED, x, line.span, frame)
    name = "" if line.inline else child_names.name_of(state, line.label, x, frame)
    inner.calls = (Call(line.span, block.name, partial(_told, active.values)), *frame.calls)
    inner.active = (*frame.active, active)
    inner.results = True
    if frame.expanded is not None and (block.takes or names_results(block)):
        inner.expanded = write_block(state, line, block, name, x, frame)
    elif not line.inline:
        inner.expanded = frame.write(header(line.label, name))
    if line.inline:
        inner.home = frame.container
        frame.container.bodies.append(block)
        return state.run(block.body, x, inner)
    return contain(state, name, line.span, block.body, x, frame, inner, block.name)


def taken(state: State, line: ast.Call, block: ast.Block, x: Node, frame: Frame) -> dict[str, Tensor]:
    """The tensors after `with`, by the names that the block has for them; too few or too many are reported."""
    nodes: list[Node] = []
    calls = 1 + len(frame.active)  # each of which may compare the shapes of all
    for path in line.given:
        if path.spread:
            found_here = several(state, path, x, frame)
            state.spend(calls * len(found_here), frame, path.span)
            nodes += [node for _, node in found_here]
        else:
            nodes.append(read(state, path, x, frame))
            if isinstance(nodes[-1].operation, Unresolved):  # which has a row of its own, unlike what is found
                state.count(frame, path.span)
    found: dict[str, Tensor] = {}
    for place, tensor in enumerate(block.takes):
        if tensor.name in found:
            first = next(each.span for each in block.takes[:place] if each.name == tensor.name)
            title, labels = f"two tensors of the block are named `{tensor.name}`", (Label(first, "the first"),)
            state.fault(frame, code.REBOUND, title, tensor.span, labels=labels, advice="give each a name of its own")
        if tensor.spread:
            found[tensor.name], nodes = tuple(nodes), []
        elif nodes:
            found[tensor.name] = nodes.pop(0)
        else:
            state.certain = False
            state.fault(
                frame,
                code.MISSING_ARGUMENT,
                f"`{line.keyword}` takes the tensor `{tensor.name}`, and this call gives none for it",
                line.span,
                labels=(Label(tensor.span, "taken here"),),
                advice="write `with` and the label of an earlier line after its arguments, as in "
                f"`{line.keyword} … with {tensor.name}`",
            )
            state.count(frame, line.span)
            found[tensor.name] = state.unresolved("with", UNNAMED, x, line.span, frame)
    if nodes:
        state.certain = False
        takes = f"takes {plural(len(block.takes), 'tensor')}" if block.takes else "takes no tensors"
        state.fault(
            frame,
            code.EXTRA_ARGUMENT,
            f"`{line.keyword}` {takes}, and this call gives {len(nodes) + len(block.takes)}",
            line.given[-1].span,
            labels=(Label(block.span, "defined here"),),
            advice="delete what is too many, or name it in the header of the block: `block NAME(…) with a, b:`",
        )
    return found


def _flat(tensors: Mapping[str, Tensor]) -> Iterator[Node]:
    for tensor in tensors.values():
        yield from (tensor,) if isinstance(tensor, Node) else tensor


def names_results(block: ast.Block) -> bool:
    """Whether a block gives more than what flows out of it."""
    return any(isinstance(statement, ast.Output) for statement in ast.all_statements(block.body))


def write_block(
    state: State, line: ast.Call, block: ast.Block, name: str, x: Node, frame: Frame
) -> expanded_lines.ExpandedLines:
    """Write a call down with its lines as a block of its own, since a section takes and gives one value. Returns the
    place of the lines."""
    own, number = block.name, state.expanded_names.get(block.name, 1)
    while own in state.expanded_names:
        number += 1
        own = f"{block.name}_{number}"
    state.expanded_names |= {own: 1, block.name: number}
    takes = ", ".join(f"{'*' if each.spread else ''}{each.name}" for each in block.takes)
    definition = expanded_lines.ExpandedLine(f"block {own}{' with ' if takes else ''}{takes}:")
    state.expanded_blocks.append(definition)
    given = ", ".join(f"{'*' if each.spread else ''}{written_path(state, each, x, frame)}" for each in line.given)
    label = "inline " if line.inline else expanded_lines.label(None if line.label is None else name)
    frame.write(expanded_lines.ExpandedLine(f"{label}{own}{' with ' if given else ''}{given}"))
    return definition.body


def globals_of(state: State, home: Library, x: Node, frame: Frame) -> Scope:
    """The names that the blocks of a file see: its top-level `let`s, and the model's parameters in its own file."""
    if home.scope is None:
        if home is state.library:
            home.scope = root_scope(state, frame)
        else:
            home.scope = Scope()
            outside = Frame(frame.container, home.scope, home, shapeless=True)
            for statement in home.file.body:
                if isinstance(statement, ast.Let):
                    state.step(statement, x, outside)
    return home.scope


def root_scope(state: State, frame: Frame) -> Scope:
    """The outermost scope around a frame: that of the model's own parameters and `let`."""
    scope = frame.scope
    while scope.outer is not None:
        scope = scope.outer
    return scope


def recursion(state: State, line: ast.Call, active: Active, frame: Frame) -> None:
    """Report a block that calls itself with the values that it was called with, with the blocks in between."""
    state.certain = False
    block = active.block
    same_block = [place for place, earlier in enumerate(frame.active) if earlier.block is block]
    first = next(place for place in same_block if active.repeats(frame.active[place]))
    cycle = [each.block.name for each in frame.active[first:]] + [block.name]
    same = [f"{name}={_plain(value)}" for name, value in active.values.items()]
    if active.shape is not None:
        same.append(f"an input of {active.shape}")
    notes = (f"{enumerated(same)} {'is' if len(same) == 1 else 'are'} what it was called with before",) if same else ()
    state.fault(
        frame,
        code.RECURSION,
        f"the block `{block.name}` calls itself{' with the same values' if same else ''}: {' -> '.join(cycle)}",
        line.span,
        labels=(Label(block.span, "defined here"),) if len(cycle) > 2 else (),
        notes=notes,
        advice="let a value change from call to call and a condition on it end them, as in `if depth > 1:`; to do the "
        "same several times, write `repeat` or `for`",
    )


def endless(state: State, line: ast.Call, around: list[Active], frame: Frame) -> NoReturn:
    """Report a block that calls itself deeper than the limit, with values that never end it."""
    notes = []
    for name in around[0].values:
        took = [_plain(active.values.get(name)) for active in around]
        if len(set(took)) > 1:
            notes.append(f"`{name}` was {', '.join([*took[:3], '…', took[-1]] if len(took) > 4 else took)}")
    state.fault(
        frame,
        code.LIMIT,
        f"`{line.keyword}` calls itself {len(around)} times inside one another: nested deeper than {NESTING} levels, "
        "the limit",
        line.span,
        notes=tuple(notes),
        advice="let a condition end it that its values come to, as in `if depth > 1:`",
    )
    raise Stop


def given(state: State, line: ast.Call, block: ast.Block, x: Node, frame: Frame) -> dict[str, Any]:
    """The values of a call's arguments by the block's parameters; faults are reported.

    Which argument is for which parameter is asked once for a line, however often it is reached.
    """
    key = (line, block)
    if key not in state.assigned:
        state.assigned[key] = assigned(block, line)
    plan = state.assigned[key]
    if plan is None:
        return bind_block(block, line, *state.binding(frame, x.known)).values
    try:
        return {name: state.evaluate(expr, frame, x.known) for name, expr in plan}
    except (Unknown, Faulty):
        return bind_block(block, line, *state.binding(frame, x.known)).values


def _told(values: dict[str, Any]) -> str:
    return ", ".join(f"{name}={_plain(value)}" for name, value in values.items())


def _plain(value: Any) -> str:
    return "?" if value is UNKNOWN else str(value) if isinstance(value, Reference) else show(value)
