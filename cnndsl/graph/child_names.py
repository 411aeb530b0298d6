"""Names of children: labels with their expressions worked out, or numbers by position."""

from __future__ import annotations

import re
from typing import NoReturn

from cnndsl.diagnostics import Label
from cnndsl.diagnostics import codes as code
from cnndsl.graph.elaboration_state import State
from cnndsl.graph.frame import Frame
from cnndsl.graph.ir import Container, Node
from cnndsl.graph.limits import LABEL
from cnndsl.graph.reserved_module_names import reserved_by_python, usable, usable_instead
from cnndsl.graph.values import Unknown
from cnndsl.layers.arguments import show
from cnndsl.source import Span
from cnndsl.syntax import ast


def name_of(state: State, label: ast.Label | None, x: Node, frame: Frame) -> str:
    """The name of a child: its label, or its number among its siblings."""
    if label is not None:
        try:
            return label_text(state, label, x, frame)
        except Unknown:
            state.certain = False
    return str(len(frame.container.children))


def steps_of(state: State, path: list[ast.Label], x: Node, frame: Frame) -> list[tuple[ast.Label, str]]:
    """The labels that a path names one after the other, each with the part of the path that says it: an expression may
    stand for several, as `{skip}` does where it is "encoder.conv2". Raises Unknown."""
    found: list[tuple[ast.Label, str]] = []
    for label in path:
        text = label_text(state, label, x, frame, module=False, dotted=True)
        if label.parts == [text]:
            found.append((label, text))
            continue
        for step in text.split("."):
            if not step:
                title = f"`{text}` is no path: a label is missing beside a dot"
                state.fault(frame, code.BAD_LABEL, title, label.span, advice="as in encoder.conv2")
                raise Unknown
            found.append((label, step))
    return found


def label_text(
    state: State, label: ast.Label, x: Node, frame: Frame, *, module: bool = True, dotted: bool = False
) -> str:
    """A label with its expressions worked out; that of a ``module`` is a name that one can have. With ``dotted`` a text
    may hold dots. Raises Unknown."""
    if len(label.parts) == 1 and isinstance(label.parts[0], str):
        text = label.parts[0]
    else:
        texts: list[str] = []
        for part in label.parts:
            value = part if isinstance(part, str) else state.required(part, x, frame)
            if type(value) in (int, str) and sum(map(len, texts)) + len(str(value)) > LABEL:
                too_long(state, label, frame)
            if type(value) not in (int, str) or not re.fullmatch(r"[\w.-]*" if dotted else r"[\w-]*", str(value)):
                span = label.span if isinstance(part, str) else part.span
                state.fault(
                    frame,
                    code.WRONG_KIND,
                    f"{show(value)} cannot be a part of a label",
                    span,
                    advice="an integer or a word can",
                )
                raise Unknown
            texts.append(str(value))
        text = "".join(texts)
    if len(text) > LABEL:
        too_long(state, label, frame)
    if not text:
        state.fault(frame, code.BAD_LABEL, "the label is empty", label.span, advice="give it a name")
        raise Unknown
    if module and not usable(text):
        reserved = "names with two underscores on both sides are Python's own"
        state.fault(
            frame,
            code.BAD_LABEL,
            f"a module cannot have a child `{text}`: "
            + (reserved if reserved_by_python(text) else "nn.Module has an attribute of that name"),
            label.span,
            advice=f"choose another label, such as `{usable_instead(text)}`",
        )
        raise Unknown
    return text


def too_long(state: State, label: ast.Label, frame: Frame) -> NoReturn:
    """Report a label that is longer than the limit, and raise Unknown."""
    state.fault(
        frame,
        code.LIMIT,
        f"a label of more than {LABEL} characters, the limit",
        label.span,
        advice="shorten it",
    )
    raise Unknown


def adopt(state: State, name: str, child: Node | Container, span: Span, frame: Frame, *, yields: bool = False) -> None:
    """Enter a child into the container; a second of the same name is reported.

    One that ``yields`` is no module, and its number no name that anybody sees: another line may have it as its label.
    """
    container = frame.container
    if name in frame.tensors and container is frame.home:
        tensor = next(each for each in frame.active[-1].block.takes if each.name == name)
        state.certain = False
        state.fault(
            frame,
            code.DUPLICATE,
            f"a line and a tensor of the block are named `{name}`",
            span,
            labels=(Label(tensor.span, "the tensor"),),
            advice="give the tensor another name: that of the line is in the `state_dict`",
        )
    if name in container.values:
        state.certain = False
        what = "an input" if not container.values[name].inputs else "an output"
        state.fault(
            frame,
            code.DUPLICATE,
            f"`{name}` is the name of {what}, and of this line",
            span,
            labels=(Label(container.spans[name], "the first"),),
            advice="give one of the two another name",
        )
        return
    if name in container.children:
        if yields:
            name = _free(state, span, frame)
            _rename(child, container, name)
        elif name in state.yielding.get(container, ()):
            _give_way(state, name, span, frame)
    if name not in container.children:
        container.children[name] = child
        container.spans[name] = span
        if yields:
            state.yielding.setdefault(container, set()).add(name)
        return
    number = name.isdecimal()
    state.certain = False
    state.fault(
        frame,
        code.DUPLICATE,
        f"two children of {f'`{container.name}`' if container.name else 'the model'} are named `{name}`",
        span,
        labels=(Label(container.spans[name], "the first"),) if container.spans[name] != span else (),
        advice="give this line another label"
        if not number
        else "a line without label takes its position as name; give this line a label",
    )


def _give_way(state: State, name: str, span: Span, frame: Frame) -> None:
    """Give the child of a name another one, as nothing is stored under its own."""
    container = frame.container
    yielding = state.yielding[container]
    child, place = container.children.pop(name), container.spans.pop(name)
    yielding.remove(name)
    other = _free(state, span, frame, besides=name)
    _rename(child, container, other)
    container.children[other], container.spans[other] = child, place
    yielding.add(other)


def _free(state: State, span: Span, frame: Frame, besides: str = "") -> str:
    """A number from the next one up that no child has; looking for it is charged."""
    number = len(frame.container.children)
    while str(number) in frame.container.children or str(number) == besides:
        state.spend(1, frame, span)
        number += 1
    return str(number)


def _rename(child: Node | Container, container: Container, name: str) -> None:
    child.name = container.path(name)
