"""`output`: the names of what leaves a network."""

from __future__ import annotations

from cnndsl.diagnostics import Label
from cnndsl.diagnostics import codes as code
from cnndsl.graph import child_names, expanded_lines
from cnndsl.graph.elaboration_state import State, elaborates
from cnndsl.graph.frame import Frame
from cnndsl.graph.ir import Container, Node, Output
from cnndsl.graph.values import Unknown
from cnndsl.syntax import ast


@elaborates(ast.Output)
def output(state: State, statement: ast.Output, x: Node, frame: Frame) -> Node:
    """Elaborate `output NAME`: it names ``x``, or what its body gives, as an output of the network, or in a block as a
    further result of it, which its caller reads as `from CALL.NAME`; ``x`` flows on."""
    if not frame.top and not frame.results:
        state.fault(
            frame,
            code.MISPLACED,
            "`output` stands on the own level of the model or of a block, outside of sections and branches",
            statement.span,
            advice="move it out, after the container whose output it names; `output low: from layer1` names another's",
        )
    try:
        name = child_names.label_text(state, statement.label, x, frame, module=False)
    except Unknown:
        name = ""
    written = expanded_lines.ExpandedLine(f"output {expanded_lines.reference(name)}")
    y = x
    if statement.body:
        inner = state.inner(frame, statement.span, top=False)
        inner.expanded = frame.write(written)
        y = state.run(statement.body, x, inner)
        written.text += ":" if written.body else ""  # what computes nothing is not written
    else:
        frame.write(written)
    if (frame.top or frame.results) and name and _may_name(state, name, statement, y, frame):
        container = frame.container
        container.values[name] = y
        container.spans.setdefault(name, statement.span)
        if frame.top:
            state.outputs.append(Output(name, y, named=True))
    return x


def _may_name(state: State, name: str, statement: ast.Output, y: Node, frame: Frame) -> bool:
    """Whether an output can have this name: that of a child is free for what the child gives. What is in the way is
    reported."""
    container = frame.container
    if not y.inputs:
        state.certain = False
        state.fault(
            frame,
            code.NO_LAYERS,
            f"the output `{name}` is an input as it came: no layer stands before it",
            statement.span,
            labels=state.origin(y) if y.known is not None else (),
            advice="write it after the line whose result it names",
        )
        return False
    if name in container.values and not container.values[name].inputs:
        title, what = f"`{name}` is the name of an input", "here"
    elif name in container.values:
        title, what = f"two outputs are named `{name}`", "the first"
    elif name in container.children:
        child = container.children[name]
        if (child.output if isinstance(child, Container) else child) is not y:
            title, what = f"`{name}` is the name of a line, and of an output that is not what it gives", "the line"
        elif isinstance(child, Container) and child.is_head:
            title, what = f"`{name}` is the name of a training-only head, which is an output of that name", "the head"
        else:
            return True
    else:
        return True
    state.certain = False
    state.fault(
        frame,
        code.DUPLICATE,
        title,
        statement.label.span,
        labels=(Label(container.spans[name], what),),
        advice="give one of the two another name",
    )
    return False
