"""`again`: an earlier layer or section once more, with the same weights."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from cnndsl.diagnostics import Label
from cnndsl.diagnostics import codes as code
from cnndsl.graph import child_names, expanded_lines
from cnndsl.graph.elaboration_state import UNNAMED, State, elaborates
from cnndsl.graph.frame import Frame
from cnndsl.graph.ir import Container, Node, around
from cnndsl.graph.joins import Join, Part
from cnndsl.graph.statements.references import find, training_only, unknown_label
from cnndsl.graph.values import Unknown
from cnndsl.layers.layer import Fault, Layer
from cnndsl.layers.shapes import Shape, describe
from cnndsl.layers.symbolic import amount
from cnndsl.plain_class import field_names
from cnndsl.syntax import ast


class CannotRunAgain(Exception):
    """A layer or section whose modules are not those that its lines would make for what arrives."""

    def __init__(self, why: str, advice: str) -> None:
        super().__init__(why)
        self.why = why
        self.advice = advice


@elaborates(ast.Again)
def again(state: State, statement: ast.Again, x: Node, frame: Frame) -> Node:
    """Elaborate `again LABEL`: what the labelled layer or section computes, of ``x`` and by the same modules.

    Its nodes are copies of theirs, in the same containers: parameters are counted where they stand first, MACs each
    time. Arguments and conditions stay what they came to; where the shape that arrives would make other modules of
    them that is reported.
    """
    try:
        path = child_names.steps_of(state, statement.path, x, frame)
    except Unknown:
        return state.unresolved("again", UNNAMED, x, statement.span, frame)
    steps = [step for _, step in path]
    name = ".".join(steps)
    frame.write(expanded_lines.ExpandedLine(f"again {'.'.join(map(expanded_lines.reference, steps))}"))
    found, unfinished = find(state, path, frame)
    if found is None:
        unknown_label(state, name, statement, unfinished, frame)
        return state.unresolved("again", UNNAMED, x, statement.span, frame)
    if isinstance(found, tuple):
        found = found[0] if found else x
    y = found.output if isinstance(found, Container) else found
    if y is not None and not frame.aux and (_in_a_head(found) if isinstance(found, Container) else y.training_only):
        return training_only(state, name, statement, y, frame, found.span)
    try:
        if isinstance(found, Node):
            return _Copies(state, statement, x, frame).of_layer(found, name)
        return _Copies(state, statement, x, frame).of_section(found, name)
    except CannotRunAgain as cannot:
        state.certain = False
        state.fault(
            frame,
            code.AGAIN,
            cannot.why,
            statement.span,
            labels=(Label(found.span, "stands here"), *state.origin(x)) if x.known is not None else (),
            advice=cannot.advice,
        )
        return state.unresolved("again", UNNAMED, x, statement.span, frame)


def _in_a_head(container: Container | None) -> bool:
    """Whether the lines of a container run in training only, whatever its output is: a value from outside may be."""
    while container is not None and not container.is_head:
        container = container.parent
    return container is not None


class _Copies:
    """The nodes of one `again` line, in the making."""

    def __init__(self, state: State, statement: ast.Again, x: Node, frame: Frame) -> None:
        self.state = state
        self.statement = statement
        self.x = x
        self.frame = frame
        self.nodes: dict[Node, Node] = {}
        self.made: list[tuple[Node, Node]] = []
        self.containers: dict[Container, Container] = {}
        self.splits: dict[int, object] = {}

    def of_layer(self, node: Node, name: str) -> Node:
        """One layer. Raises CannotRunAgain."""
        given = any(node is each or (isinstance(each, tuple) and node in each) for each in self.frame.tensors.values())
        if given or not isinstance(node.operation, Layer) or node.label != name.rpartition(".")[2]:
            raise CannotRunAgain(
                f"`{name}` names a value: there is no layer to run again",
                "name a layer or a section; `from` reads a value",
            )
        self.nodes[node.inputs[0]] = self.x
        made = self.copy(node, node.container)
        text = node.container.spans[node.label].text if node.label in node.container.spans else ""
        self.require_no_shape(name, lambda: set(re.findall(r"\bin\.(\w+)", text)))
        return made

    def of_section(self, section: Container, name: str) -> Node:
        """A section, or a block's call. Raises CannotRunAgain."""
        if section.continued:
            raise CannotRunAgain(
                f"`{name}` is continued: its lines do not run one after the other",
                f"run its layers again by their paths, as in `again {name}.0`",
            )
        first, last = section.made
        assert section.flow is not None
        assert section.output is not None
        self.nodes[section.flow] = self.x
        for node in self.state.nodes[first:last]:
            container = self.container(node.container, section) if section in around(node) else node.container
            self.copy(node, container)
        for old, new in self.containers.items():
            new.input = old.input and self.nodes.get(old.input, old.input)
            new.output = old.output and self.nodes.get(old.output, old.output)
        self.require_no_shape(name, lambda: self.members(section))
        return self.nodes.get(section.output, section.output)

    def container(self, container: Container, section: Container) -> Container:
        """The container of copies, which stands for the same module."""
        made = self.containers.get(container)
        if made is None:
            parent = container.parent
            if container is not section and parent is not None:
                parent = self.container(parent, section)
            made = Container(
                container.name, parent, container.span, container.last, container.block, container.is_section
            )
            made.again, made.place, made.finished = container.again or container, self.frame.container, True
            made.children, made.spans = container.children, container.spans
            made.again.further.append(made)
            self.containers[container] = made
        return made

    def copy(self, node: Node, container: Container) -> Node:
        """One operation on what arrives now. Raises CannotRunAgain."""
        state, frame, span = self.state, self.frame, self.statement.span
        state.count(frame, span)
        operation = node.operation
        if isinstance(operation, Part):
            split = self.splits.setdefault(id(operation.split), object())
            operation = Part(operation.index, operation.count, split, operation.sizes)
        inputs = tuple([self.nodes.get(x, x) for x in node.inputs])
        made = Node(len(state.nodes), node.name, operation, inputs, None, container, span, frame.calls)
        made.training_only, made.place = frame.aux, frame.container
        if isinstance(operation, Layer):
            made.again = node.again or node
            made.again.further.append(made)
        shapes = [x.known for x in inputs if x.known is not None]
        if not node.counted or node.known is None or len(shapes) < len(inputs):  # what is at fault has been told
            state.certain = made.counted = made.traced = False
        else:
            before = [x.shape for x in node.inputs]
            try:
                made.known = node.known if _alike(shapes, before) else self.shape(node, shapes, before)
            except Fault as fault:
                raise CannotRunAgain(
                    f"`{node.name}` cannot run again on {shapes[0]}: {fault.title}", fault.advice
                ) from None
            if isinstance(operation, Layer):
                made.macs = amount(operation.macs(shapes[0], made.shape))
            elif isinstance(operation, Join):
                made.macs = amount(operation.macs(shapes))
            made.traced = all(x.traced for x in inputs)
        state.nodes.append(made)
        self.nodes[node] = made
        self.made.append((node, made))
        return made

    def shape(self, node: Node, shapes: list[Shape], before: list[Shape]) -> Shape:
        """What an operation gives of other shapes. Raises Fault, and CannotRunAgain where that takes another module."""
        operation = node.operation
        if isinstance(operation, Join):
            names = [f"x{number}" for number in range(len(shapes))]
            y: Shape = operation.output(shapes)
            if not isinstance(operation, Part) and operation.code(names, shapes) != operation.code(names, before):
                raise _other_module(node, shapes[0], before[0])
            return y
        assert isinstance(operation, Layer)
        (x,), (first,) = shapes, before
        if not isinstance(x, operation.inputs) or x.rank != first.rank or type(x) is not type(first):
            raise _other_module(node, x, first)
        tensors = [(operation.parameters(each), operation.buffers(each)) for each in (x, first)]
        if tensors[0] != tensors[1]:
            raise CannotRunAgain(
                f"{x} arrives, and `{node.name}` has weights for {first}",
                f"let {first.channels} channels arrive, as at the first time"
                if x.channels != first.channels
                else f"let {first} arrive, as at the first time",
            )
        if _built(operation, x) != _built(operation, first):
            raise _other_module(node, x, first)
        return self.state.outcome(operation, x)[0]

    def members(self, section: Container) -> set[str]:
        """Which parts of the shape that arrives the lines of a section ask for; looked up once."""
        if section not in self.state.asked:
            self.state.asked[section] = _members(section)
        return self.state.asked[section]

    def require_no_shape(self, name: str, asked: Callable[[], set[str]]) -> None:
        """Raises CannotRunAgain where lines ask for a part of the shape, and it is another now."""
        pairs = [(old.source_shape, new.source_shape) for old, new in self.made if _known(old) and _known(new)]
        channels = any(old.channels != new.channels for old, new in pairs)
        sizes = any(old.sizes != new.sizes for old, new in pairs)
        members = asked() if channels or sizes else set()
        if (channels and "channels" in members) or (sizes and members - {"channels"}):
            old, new = next(pair for pair in pairs if pair[0] != pair[1])
            raise CannotRunAgain(
                f"`{name}` depends on the shape that arrives, which was {old}, and {new} arrives now",
                "let the same shape arrive, or write sizes in place of `in.height` and the like",
            )


def _known(node: Node) -> bool:
    return all(x.known is not None for x in node.inputs) if node.inputs else node.known is not None


def _alike(shapes: list[Shape], before: list[Shape]) -> bool:
    """Whether the shapes are the same ones; 4x4x4 with the channels last is another than with the channels first."""
    return shapes == before and [*map(type, shapes)] == [*map(type, before)]


def _other_module(node: Node, x: Shape, first: Shape) -> CannotRunAgain:
    arrives, arrived = (f"{x}", f"{first}") if x != first else (describe(x), describe(first))
    why = f"{arrives} arrives, and for it `{node.name}` would be another module than for {arrived}"
    return CannotRunAgain(why, f"let {arrived} arrive, as at the first time")


def _members(section: Container) -> set[str]:
    """Which parts of the shape that arrives the lines of a section ask for, those of the blocks that it calls too."""
    found: set[str] = set()
    todo: list[Any] = [section]
    while todo:
        item = todo.pop()
        if isinstance(item, Container):
            todo += [*item.bodies, *item.children.values()]
        elif isinstance(item, list | tuple):
            todo += item
        elif isinstance(item, ast.InputMember):
            found.add(item.member)
        elif type(item).__module__ == ast.__name__:
            todo += [getattr(item, name) for name in field_names(item)]
    return found


class _Recorder:
    """Stands for torch.nn: which class is made, and of what."""

    def __getattr__(self, name: str) -> Any:
        return lambda *positional, **named: (name, positional, named)


def _built(layer: Layer, x: Shape) -> object:
    """What module a layer is for a shape, and how it is applied, as far as its kind says so without torch."""
    try:
        return layer.torch(_Recorder(), x), layer.applied_to(x)
    except Exception:  # a kind of a user's own whose module is no single call
        return None
