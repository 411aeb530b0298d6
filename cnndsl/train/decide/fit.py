"""Does the network fit the data? Answered from shapes and file headers alone, before anything is loaded or trained.

What a rule settles is settled and said: the model's ``classes`` are those of the data unless they were set, images are
resized, grey is repeated. What no rule settles is a diagnostic at the line to change.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from cnndsl.diagnostics import Diagnostic, Label
from cnndsl.diagnostics import codes as code
from cnndsl.graph.ir import Node, Output, shapes
from cnndsl.graph.limits import Limits
from cnndsl.graph.shape_values import channels_first
from cnndsl.layers.layer import Layer
from cnndsl.layers.shapes import LastMap, Map, Vector, describe
from cnndsl.network import Network
from cnndsl.pipeline import Checked, check
from cnndsl.source import Source
from cnndsl.syntax import ast, parse
from cnndsl.text import enumerated, plural, shape_text
from cnndsl.train.data.dataset import Facts, Resize

if TYPE_CHECKING:
    from cnndsl.graph.inputs import InputShapes

CLASSES = "classes"
"""The parameter of a model that is set to the number of classes."""

BORDER = 1.25
"""So many times the size of images that stand on black a network's input may be for a border to make up for it."""


class Fit(NamedTuple):
    """``checked`` holds the network as it is to be trained, or the diagnostics; ``notes`` say what rules settled."""

    checked: Checked
    notes: tuple[str, ...] = ()


def fit(
    source: Source,
    settings: Mapping[str, Any],
    input_shape: InputShapes,
    facts: Facts,
    *,
    resize: Resize | None = None,
    limits: Limits | None = None,
) -> Fit:
    """Check a source and compare it with what is known of a data set; nothing is loaded.

    ``settings`` are values for the parameters of the model, ``input_shape`` (CxHxW) takes the place of the file's. A
    faulty file and a library come back as ``check`` gives them; what does not fit comes back as diagnostics.
    """
    checked, notes = _with_classes(source, dict(settings), input_shape, facts, limits)
    network = checked.network
    if network is None:
        return Fit(checked, notes)
    if unlike := of_several_ends(network):
        return Fit(Checked(None, None, unlike))
    taken = network.graph.inputs[0].node.shape
    if not (isinstance(taken, Map) and taken.rank == 2):
        return Fit(Checked(None, None, [_no_images(network, taken, facts)]))
    found = [*_channels(network, facts, limits), *_outputs(network, facts, limits), *single_images(network)]
    if not found and not network.params:
        found = [_nothing_to_train(network, facts)]
    if found:
        return Fit(Checked(None, None, found))
    return Fit(checked, (*notes, *images(network.input, facts, resize)))


def resize_for(input_shape: Sequence[int], facts: Facts) -> Resize:
    """How images are made to fit an input (CxHxW) where nobody chose it.

    LeCun et al. (1998) put the 28x28 digits into the middle of 32x32: where a border is enough and the images stand on
    black anyway, no pixel is blurred by scaling.
    """
    if not (facts.on_black and facts.size):
        return "crop"
    bordered = all(own <= wanted <= BORDER * own for own, wanted in zip(facts.size, input_shape[1:], strict=True))
    return "pad" if bordered else "crop"


def images(input_shape: Sequence[int], facts: Facts, resize: Resize | None = None) -> tuple[str, ...]:
    """What is done to the images so that they fit an input (CxHxW), one sentence each."""
    channels, height, width = input_shape
    resize = resize or resize_for(input_shape, facts)
    said = []
    if facts.size != (height, width):
        before = "images of any size" if facts.size is None else f"images of {shape_text(facts.size)}"
        same_aspect = facts.size is not None and facts.size[0] * width == facts.size[1] * height
        ways = {"crop": "are scaled and cropped", "stretch": "are stretched", "pad": "get a black border"}
        how = "are resized" if same_aspect and resize != "pad" else ways[resize]
        said.append(f"{before} {how} to {height}x{width}")
    if channels == 3 and facts.channels == 1:
        said.append("grey is repeated to 3 channels")
    return tuple(said)


def warnings(network: Network) -> list[Diagnostic]:
    """The lints that concern the loss: a softmax or another activation at the end."""
    from cnndsl.lints import lint

    return [finding for finding in lint(network) if finding.code in (code.SOFTMAX, code.LAST_ACTIVATION)]


# ------------------------------------------------------------------------------------------------- rules


def _with_classes(
    source: Source, settings: dict[str, Any], input_shape: InputShapes, facts: Facts, limits: Limits | None
) -> tuple[Checked, tuple[str, ...]]:
    """The network, with the model's parameter ``classes`` as in the data where it was not set."""
    checked = check(source, settings, input_shape, limits, expectations="noted")
    count = len(facts.classes)
    file = parse(source)[0] if checked.network is None else checked.network.file
    parameter = _parameter(file)
    if parameter is None or CLASSES in settings:
        return checked, ()
    if checked.network is None and (checked.blocks is not None or parameter.default is not None):
        return checked, ()
    if checked.network is not None and _gives(checked.network, count):
        return checked, ()
    again = check(source, {**settings, CLASSES: count}, input_shape, limits, expectations="noted")
    if checked.network is not None and (again.network is None or not _gives(again.network, count)):
        return checked, ()  # reported by _output, which says why
    return again, (f"{CLASSES} set to {count}, as in {facts.name}",)


def _parameter(file: ast.File) -> ast.Parameter | None:
    """The model's parameter ``classes``, if it has one."""
    headers = [statement for statement in file.body if isinstance(statement, ast.Model)]
    found = [p for header in headers for p in header.parameters if p.name == CLASSES]
    return found[0] if found else None


# ------------------------------------------------------------------------------------------------- what does not fit


def _no_images(network: Network, taken: Map | Vector | LastMap, facts: Facts) -> Diagnostic:
    """The network takes a vector, a sequence or a volume."""
    shape = (facts.channels, *(facts.size or (224, 224)))
    helps = "training reads images: compile the network with `cnndsl.load(...).to_torch()`, and train it in Python"
    if isinstance(taken, Vector):
        helps = f"write `input {shape_text(shape)}` and `flatten` below it"
        helps += "" if math.prod(shape) == taken.features else f", which gives {math.prod(shape):,} features"
    return Diagnostic(
        code.DATA_NO_IMAGES,
        f"the network takes {describe(taken)}, and {facts.name} holds images",
        network.graph.inputs[0].node.span,
        label=f"--input says {taken}" if network.input_override is not None else "",
        help=helps,
    )


def of_several_ends(network: Network) -> list[Diagnostic]:
    """A network of several inputs, or of named outputs: what is a sample of it, and what its loss, no rule says."""
    graph, inputs = network.graph, network.graph.inputs
    if len(inputs) == 1 and not graph.named_outputs:
        return []
    title = f"the network takes {len(inputs)} inputs: {enumerated(end.name for end in inputs)}"
    at, helps = inputs[-1].node.span, "compile it with `cnndsl.load(...).to_torch()`, and train it in Python"
    if graph.named_outputs:
        names = [output.name for output in graph.results]
        gives = f"the network gives a dictionary: {enumerated(names)}"
        title = f"{title}, and gives a dictionary" if len(inputs) > 1 else gives
        at = graph.root.spans[names[0]]
    if len(inputs) == 1 and len(graph.results) == 1:
        helps = f"delete the line `output {graph.results[0].name}`: without it the last line is the output"
    label = "a classifier takes one image and gives one number for each class"
    return [Diagnostic(code.DATA_ENDS, title, at, label=label, help=helps)]


def _channels(network: Network, facts: Facts, limits: Limits | None) -> list[Diagnostic]:
    channels, height, width = network.input
    if channels == facts.channels or (channels, facts.channels) == (3, 1):
        return []
    first = channels_first(network.input)
    if first is not None and first[0] == facts.channels:
        _, height, width = first
    shape = (facts.channels, height, width)
    fitting = check(network.source, network.settings, shape, limits)
    option = f"--input {shape_text(shape)}"
    written = network.graph.inputs[0].node.span
    overridden = network.input_override is not None
    help_ = (
        f"call with {option}"
        if overridden or not written.text
        else f"write `input {shape_text(shape)}`, or call with {option}"
    )
    notes = ("a network for 3 channels takes grey images too, repeated",) if facts.channels == 1 else ()
    return [
        Diagnostic(
            code.DATA_CHANNELS,
            f"the network takes {plural(channels, 'channel')}, the images of {facts.name} have {facts.channels}",
            written,
            label=f"--input says {shape_text(network.input)}" if overridden else "",
            notes=(*notes, *_faults(fitting, f"with {shape_text(shape)}")),
            help=help_,
        )
    ]


def single_images(network: Network) -> list[Diagnostic]:
    """What keeps a network from taking one image alone: batch normalisation without running estimates, of one value for
    each channel."""
    return [
        Diagnostic(
            code.DATA_SINGLE_IMAGES,
            f"`{node.keyword}` keeps no running estimates and gets one value for each channel of an image: "
            "of a single image there is no variance",
            node.span,
            label=f"normalises {node.source_shape}",
            help="leave track_running_stats at true, or use `layernorm`",
            calls=node.calls,
        )
        for node in network.graph.layers()
        if node.operation.batch_in_evaluation and max(node.source_shape.sizes, default=1) == 1
    ]


def _outputs(network: Network, facts: Facts, limits: Limits | None) -> list[Diagnostic]:
    """Of the network and of its training-only heads: each gives one number for each class, or is reported."""
    return [fault for output in network.graph.outputs for fault in _output(output, network, facts, limits)]


def _output(end: Output, network: Network, facts: Facts, limits: Limits | None) -> list[Diagnostic]:
    output, shape, count = end.node, end.node.shape, len(facts.classes)
    what = f"the head `{end.name}`" if end.training_only else "the network"
    if not isinstance(shape, Vector):
        lines, where = _to_classes(shape, count), "at its end" if end.training_only else "at the end"
        return [
            Diagnostic(
                code.DATA_OUTPUT,
                f"{what} gives {describe(shape)}, a classifier gives one number for each class",
                output.span,
                label=f"gives {shape}",
                help=f"add the line{'s' if len(lines) > 1 else ''} {' and '.join(f'`{row}`' for row in lines)} {where}",
                calls=output.calls,
            )
        ]
    if shape.features == count:
        return []
    node = _giver(output)
    labels, notes, advice = _classes_advice(network, facts, limits)
    return [
        Diagnostic(
            code.DATA_CLASSES,
            f"{what} gives {plural(shape.features, 'number')}, {facts.name} has {count} classes",
            node.span,
            label=f"gives {shape.features}",
            labels=tuple(label for label in labels if label.span != node.span),
            notes=notes,
            help=advice or _layer_advice(node, count),
            calls=node.calls,
        )
    ]


def _to_classes(shape: Map | LastMap, count: int) -> list[str]:
    """The lines that make one number for each class of a map: of one that has a channel for each, no others."""
    if isinstance(shape, LastMap) or shape.channels != count:
        return ["flatten", f"fc {count}"]
    return ["flatten"] if max(shape.sizes) == 1 else ["global_avgpool", "flatten"]


def _classes_advice(
    network: Network, facts: Facts, limits: Limits | None
) -> tuple[tuple[Label, ...], tuple[str, ...], str]:
    """Where the model has a parameter ``classes``: a label at it, notes, and the help if setting it mends all."""
    parameter, count = _parameter(network.file), len(facts.classes)
    if parameter is None:
        return (), (), ""
    labels = (Label(parameter.span, f"set to {network.settings[CLASSES]}" if CLASSES in network.settings else ""),)
    again = check(network.source, {**network.settings, CLASSES: count}, network.input_override, limits)
    if again.network is None:
        faults = _faults(again, f"with {CLASSES}={count}")
        return labels, faults, f"set `{CLASSES}` to {count}, and mend what fails then"
    if not _gives(again.network, count):
        gives = f"with {CLASSES}={count} the network gives {shapes(again.network.graph.results)}"
        return labels, (gives,), ""
    return labels, (), f"leave `{CLASSES}` to be taken from the data, or set it to {count}"


def _gives(network: Network, count: int) -> bool:
    """Whether the network and its heads give so many numbers."""
    return all(output.node.shape == Vector(count) for output in network.graph.outputs)


def _faults(checked: Checked, when: str) -> tuple[str, ...]:
    """What stands in the way of a change, as a note."""
    return tuple(f"{when} another line fails, {fault.span}: {fault.title}" for fault in checked.diagnostics[:1])


def _giver(output: Node) -> Node:
    """The layer that decides how many numbers an output has: the last one that is told their number, if what comes
    after it keeps it; else the last of all."""
    node, features = output, output.shape.channels
    while not node.operation.output_channels:
        if len(node.inputs) != 1 or node.inputs[0].shape.channels != features:
            return output
        node = node.inputs[0]
    return node


def _layer_advice(node: Node, count: int) -> str:
    if node.calls:
        return f"let the call of block `{node.calls[0].block}` make {count} of them"
    if isinstance(node.operation, Layer) and node.operation.output_channels:
        return f"let this line give {count}: `{_with_channels(node.operation, count)}`"
    return f"add the line `fc {count}` at the end"


def _with_channels(layer: Layer, count: int) -> str:
    """The beginning of the layer's line that makes it give so many channels: `conv 10 …`."""
    name = layer.output_channels
    words = [layer.keyword, str(count) if layer.arguments[name].positional else f"{name}={count}"]
    others = any(declared.required for other, declared in layer.arguments.items() if other != name)
    return " ".join([*words, *(["…"] if others else [])])


def _nothing_to_train(network: Network, facts: Facts) -> Diagnostic:
    return Diagnostic(
        code.DATA_NO_PARAMETERS,
        "the network has no parameters, so there is nothing to train",
        network.graph.results[0].node.span,
        help=f"add a layer that learns, such as `fc {len(facts.classes)}`",
    )
