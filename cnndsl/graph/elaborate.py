"""The syntax tree to the graph, in one walk: names, shapes, parameters, costs and receptive fields.

Every line gives a node, a faulty one too: its shape is unknown then, and what follows it stays silent about shapes. Its
names and arguments are still checked, so one run reports every independent fault and none twice, and what is known of
a faulty file is there. This file reads what stands once in a file, its model and input; the statements are elaborated
by the files in statements/.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any

from cnndsl.diagnostics import Diagnostic, Label, did_you_mean
from cnndsl.diagnostics import codes as code
from cnndsl.graph import inputs, statements
from cnndsl.graph.elaboration_state import UNNAMED, Expectations, State, Stop
from cnndsl.graph.expressions import bounded
from cnndsl.graph.frame import Frame
from cnndsl.graph.imports import Library
from cnndsl.graph.inputs import ONLY, InputShapes
from cnndsl.graph.ir import Container, End, Graph, InputOperation, Node, Output
from cnndsl.graph.limits import Limits
from cnndsl.graph.settings import SettingError, Typed, read_value
from cnndsl.graph.shape_values import LEAST_SIDE, channels_first
from cnndsl.graph.values import UNKNOWN, Faulty, Reference, Scope, Unknown, kind_of, written
from cnndsl.layers.layer import ALIASES, LAYERS
from cnndsl.layers.shapes import Map, Shape
from cnndsl.modules import modules_of
from cnndsl.source import Span
from cnndsl.syntax import ast
from cnndsl.text import shape_text

if TYPE_CHECKING:
    from cnndsl.graph.index_trace import Trace

for _module in modules_of(statements.__path__):
    import_module(f"{statements.__name__}.{_module}")


def elaborate(
    library: Library,
    settings: dict[str, Any],
    given: InputShapes,
    limits: Limits,
    name: str,
    record: bool = False,
    trace: Trace | None = None,
    expectations: Expectations | None = None,
    *,
    tell_sizes: bool = True,
) -> tuple[Graph, list[Diagnostic]]:
    """The graph of a file, as far as it is known, and the faults.

    ``settings`` override the model's parameters, ``given`` shapes the `input` lines. ``record`` asks for the graph's
    expanded lines; into a ``trace`` the walk notes what it finds. ``expectations`` are by default
    "noted" where there are settings or an input, "held" for the file as it stands. ``tell_sizes`` has the first fault
    that lies in the sizes of the input say which others do not have it.
    """
    if expectations is None:
        expectations = "noted" if settings or given is not None else "held"
    library.forget_names()
    state = State(library, limits, trace, expectations, bool(settings))
    body = library.file.body
    start = Span(library.file.source, 0, 0)
    root = Container("", None, start, body[-1].span if body else start)
    x = root.input = Node(0, "", InputOperation(), (), None, root, start, traced=False)
    state.nodes.append(x)
    graph = Graph(name, root, state.nodes, [End(ONLY, x)], [], {}, [])
    frame = Frame(root, Scope(), library, expanded=graph.expanded if record else None)
    try:
        output = model(state, graph, x, settings, given, frame)
    except Stop:
        output = state.unresolved("", UNNAMED, state.nodes[-1], state.diagnostics[-1].span or start, frame)
    for end in graph.inputs:
        shape = end.node.known
        if shape is not None and (meant := channels_first(shape)) is not None:
            _note_channels_last(state, shape, meant)
        if isinstance(shape, Map) and shape.rank == 1 and min(shape) >= LEAST_SIDE:
            _note_no_channels(state, shape)
    root.finished = True
    graph.statements = state.statements
    graph.unmet = state.unmet
    graph.hidden = [*state.hidden.values()]
    graph.expanded_blocks = state.expanded_blocks
    results = state.outputs or [Output(_unused("output", (*state.heads, *graph.inputs)), output)]
    root.output = results[0].node
    graph.outputs = [*results, *state.heads]
    if tell_sizes and state.size_faults and isinstance(x.known, Map) and len(graph.inputs) == 1:
        _tell_sizes(state, x.known, settings, limits)
    return graph, state.diagnostics


def _tell_sizes(state: State, shape: Map, settings: dict[str, Any], limits: Limits) -> None:
    """Try other input sizes for the first fault that lies in them, as far as the budget reaches."""
    from cnndsl.graph.size_remedies import with_sizes, with_smallest

    library = state.library

    def check(other: Map) -> list[Diagnostic]:  # these walks spend what this one leaves
        shape: Any = tuple(other)
        return elaborate(library, settings, shape, limits, "", expectations="held", tell_sizes=False)[1]

    kind, span, large = state.size_faults[0]
    at = next((at for at, each in enumerate(state.diagnostics) if (each.code, each.span) == (kind, span)), None)
    effort = len(state.nodes) + state.statements
    if at is not None and large is not None:
        with_smallest(state.diagnostics, at, shape, large, effort, check)
    elif at is not None:
        with_sizes(state.diagnostics, at, shape, effort, check)


def model(
    state: State,
    graph: Graph,
    x: Node,
    settings: dict[str, Any],
    given: InputShapes,
    frame: Frame,
) -> Node:
    """Elaborate a file's statements into its graph; ``x`` is the first input, whose shape is read here. Gives what the
    last line gives."""
    body = state.library.file.body
    root, start = graph.root, graph.root.span
    headers = Frame(root, frame.scope, state.library, shapeless=True)
    header = only(state, body, ast.Model)
    if header is not None:
        graph.name = header.name
        bind_parameters(state, graph, x, header, settings, headers)
    elif settings:
        unknown_setting(state, next(iter(settings)), [], None)
    inputs.read(state, graph, body, headers, given)
    flow: list[ast.Statement] = [statement for statement in body if not isinstance(statement, ast.Model | ast.Input)]
    layers = [s for s in flow if not isinstance(s, ast.Let | ast.Init | ast.Use | ast.Block | ast.Broken)]
    whole = not any(isinstance(s, ast.Broken) for s in body)
    if x.known is None and (layers or whole) and not any(_is_input(s, state.library) for s in body):
        state.certain = False
        state.report(
            Diagnostic(
                code.NO_INPUT,
                "the network has no `input`",
                layers[0].span if layers else body[-1].span if body else start,
                label="the first layer" if layers else "",
                help="write the shape of one sample above it, as in `input 3x224x224`",
            )
        )
    output = state.run(flow, x, frame)
    if whole and not state.diagnostics and x.known is not None and not output.inputs and not state.outputs:
        last = body[-1].span if body else start
        title, advice = "the network has no layers", "write them below `input`"
        if len(state.nodes) > len(graph.inputs):
            named = f" `{output.name}`" if output.name else ""
            title = f"the network gives its input{named} as it came"
            advice = "end it with the layers whose result is its output"
        state.report(Diagnostic(code.NO_LAYERS, title, last, help=advice))
    return output


def _note_channels_last(state: State, given: Shape, meant: tuple[int, ...]) -> None:
    """Say of the first fault of a shape that the input's channels seem to stand last."""
    channels, rows, columns = list(given)
    for number, fault in enumerate(state.diagnostics):
        if fault.code.id.startswith("E03"):
            note = (
                f"the input {given} is an image of {channels} channels, {rows} rows and {columns} columns; "
                f"for {columns} channels it is {shape_text(meant)}"
            )
            state.diagnostics[number] = fault._replace(notes=(*fault.notes, note))
            return


def _note_no_channels(state: State, given: Map) -> None:
    """Say of the first size that has a number too many that the input's channels seem to be left out."""
    for number, fault in enumerate(state.diagnostics):
        if fault.code is code.WRONG_KIND and fault.label:
            note = f"the input {given} is a sequence of {given.channels} channels; a grey image is written 1x{given}"
            state.diagnostics[number] = fault._replace(notes=(*fault.notes, note))
            return


def _unused(name: str, others: Sequence[Output | End]) -> str:
    """A name that no other end has: with underscores after it where one does."""
    while any(other.name == name for other in others):
        name += "_"
    return name


def _is_input(statement: ast.Statement, library: Library) -> bool:
    """Whether a line is the input, or was surely meant to be: it could not be read, or its keyword is misspelt."""
    if isinstance(statement, ast.Broken):
        return statement.span.text.startswith("input")
    if isinstance(statement, ast.Call):
        known = (*LAYERS, *ALIASES, *library.blocks)
        return statement.keyword not in known and did_you_mean(statement.keyword, (*known, "input")) == "input"
    return isinstance(statement, ast.Input)


def only(state: State, body: list[ast.Statement], kind: type[Any]) -> Any:
    """The one statement of a kind that may stand once; a second is reported."""
    found = [statement for statement in body if type(statement) is kind]
    for extra in found[1:]:
        word = kind.__name__.lower()
        state.report(
            Diagnostic(
                code.MISPLACED,
                f"a second `{word}`",
                extra.span,
                labels=(Label(found[0].span, "the first"),),
                help="delete one of the two",
            )
        )
    return found[0] if found else None


def bind_parameters(
    state: State, graph: Graph, x: Node, header: ast.Model, settings: dict[str, Any], frame: Frame
) -> None:
    """Bind each parameter of ``model NAME(…)`` to its value: that of ``settings`` (as a Python value), else its
    default.

    A setting without a parameter, a parameter without a value, and a name that is bound twice are reported; the name of
    such a parameter is bound to UNKNOWN.
    """
    names = [parameter.name for parameter in header.parameters]
    for setting in settings:
        if setting not in names:
            unknown_setting(state, setting, names, header)
    for parameter in header.parameters:
        if parameter.name in frame.scope.names:
            state.rebound(parameter.name, parameter.span, frame.scope)
        elif parameter.name in settings:
            value = set_value(state, parameter, settings[parameter.name], frame, x)
            frame.scope.bind(parameter.name, value, parameter.span)
        elif parameter.default is None:
            frame.scope.bind(parameter.name, UNKNOWN, parameter.span)
            state.fault(
                frame,
                code.MISSING_ARGUMENT,
                f"the model's parameter `{parameter.name}` has no value",
                parameter.span,
                advice=f"give it a default, or a value from outside: --set {parameter.name}=…",
            )
        else:
            value = state.value(parameter.default, frame, x)
            frame.scope.bind(parameter.name, value, parameter.span)
    graph.arguments |= {name: value for name, value in frame.scope.names.items() if value is not UNKNOWN}


def set_value(state: State, parameter: ast.Parameter, given: Any, frame: Frame, x: Node) -> Any:
    """The value of a parameter that is set from outside: of the kind of its default, within the limits of the
    language."""
    default = UNKNOWN
    if parameter.default is not None:
        with suppress(Faulty, Unknown):  # its faults are nobody's: another value takes its place
            default = state.evaluate(parameter.default, frame, x.known)
    try:
        value = _read_setting(given, default, frame.library)
        if default is UNKNOWN or _same_kind(value, default):
            return bounded(parameter, value)
        title = f"`{parameter.name}` is {kind_of(default)}, and {written(value)} is {kind_of(value)}"
    except SettingError as error:
        kind = f"`{parameter.name}` is {kind_of(default)}, and " if default is not UNKNOWN else ""
        title = f"{kind}`{given}` is no value: {error}"
    except Faulty as fault:
        state.report(fault.diagnostic)
        return UNKNOWN
    known = default is not UNKNOWN
    advice = f"set {kind_of(default)}, as the default {written(default)} is" if known else "put a text in quotes"
    state.report(Diagnostic(code.WRONG_KIND, title, parameter.span, help=advice))
    return UNKNOWN


def _read_setting(given: Any, default: Any, library: Library) -> Any:
    """A value from outside as one of the language: what was typed is read by the kind of the default. Raises
    SettingError."""
    if isinstance(given, str) and isinstance(default, Reference):
        word = given.strip('"')
        keyword = ALIASES.get(word, word)
        if word not in library.blocks and keyword not in LAYERS:
            near = did_you_mean(word, (*LAYERS, *ALIASES, *library.blocks))
            raise SettingError("there is no such layer or block" + (f"; did you mean `{near}`?" if near else ""))
        return Reference(word if word in library.blocks else keyword, library.blocks.get(word))
    if not isinstance(given, Typed):
        return given
    if not isinstance(default, str):
        return read_value(given)
    try:
        value = read_value(given)  # a text may stand in quotes
    except SettingError:
        value = None
    return value if isinstance(value, str) else str(given)


def _same_kind(value: Any, default: Any) -> bool:
    """Whether a value may take the place of a default; a number is a size, too."""
    kinds = {kind_of(value), kind_of(default)}
    return len(kinds) == 1 or (kinds == {"a number", "a list"} and ast.Size in (type(value), type(default)))


def unknown_setting(state: State, setting: str, names: list[str], header: ast.Model | None) -> None:
    """Report a setting that no parameter has the name of; ``names`` are those of the parameters."""
    near = did_you_mean(setting, names)
    have = f"its parameters are {', '.join(names)}" if names else "it has no parameters: model NAME(name=default)"
    state.report(
        Diagnostic(
            code.UNKNOWN_SETTING,
            f"the model has no parameter `{setting}` to set",
            header.span if header else None,
            help=f"did you mean `{near}`?" if near else have,
        )
    )
