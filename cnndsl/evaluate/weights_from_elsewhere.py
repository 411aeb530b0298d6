"""A network with weights that were not stored with it: a `.cnn` file, or the network of a run, and a source of weights.

What the source says of classes and preprocessing counts; where it is silent, the run counts, and then a note says what
was taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cnndsl.evaluate.weights import Trained
from cnndsl.evaluate.weights import load as load_trained
from cnndsl.graph.limits import Limits
from cnndsl.network import Network
from cnndsl.pipeline import check
from cnndsl.source import Source, SourceError
from cnndsl.text import shape_text
from cnndsl.train.data.preprocessing import Preprocessing
from cnndsl.train.decide.fit import CLASSES, of_several_ends, single_images
from cnndsl.train.decide.task import FitError
from cnndsl.train.errors import OptionError, TrainingError
from cnndsl.train.machine import memory
from cnndsl.weights.head import head
from cnndsl.weights.match import Weights, fitted, tensors_of
from cnndsl.weights.names import renamed
from cnndsl.weights.sources import read
from cnndsl.weights.stored import StatedPreprocessing, StoredWeights
from cnndsl.zoo import resolve

if TYPE_CHECKING:
    from cnndsl.graph.inputs import InputShapes

IMAGENET = StatedPreprocessing((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
"""Mean and deviation that most networks for colour images were trained with (torchvision, timm)."""
HALF = StatedPreprocessing((0.5,), (0.5,))
"""What takes the place of them for grey images: pixels from -1 to 1."""


def load(
    network: Path,
    source: str,
    settings: Mapping[str, Any] | None = None,
    input_shape: InputShapes = None,
    limits: Limits | None = None,
) -> Trained:
    """A network with weights from elsewhere, ready to be used.

    ``network`` is a `.cnn` file or the name of an architecture, or else a run folder or weights that were stored with
    their network; ``settings``, ``input_shape`` (CxHxW) and ``limits`` go with a file. Without a setting, the model's
    `classes` are as many as the weights tell apart. All of the network has to be among the weights.

    Raises FitError for a faulty file, TrainingError, and WeightsError, with a table of what does not fit.
    """
    run = _run(network)
    if run is not None and (settings or input_shape):
        raise OptionError(f"--set and --input change a .cnn file, and {network} is none", "leave them out")
    if run is not None and limits:
        raise OptionError(f"--limit is for a .cnn file, and {network} is none", "leave it out")
    net = run.network if run is not None else _checked(network, settings or {}, input_shape, limits)
    for fault in of_several_ends(net):
        raise TrainingError(f"{network}: {fault.title}", "`eval` and `predict` are for one image and its classes")
    stored = read(source, net)
    if run is None:
        net = _with_classes(net, stored, settings or {})
    for fault in single_images(net):
        raise TrainingError(f"{network}: {fault.title}", fault.help)
    if len(net.input) != 3:
        raise TrainingError(f"{net.name} takes {shape_text(net.input)}, and no images (channels, height, width)")
    if len(net.output) != 1:
        raise TrainingError(f"{net.name} gives no numbers for classes, but a map", "it takes a network that classifies")
    memory.require_one_image(net, net.source.path)
    found = fitted(stored, net, "needed")
    model = net.to_torch()
    found.load_into(model)
    classes, preprocessing, notes = _told(found, net, run)
    metadata = dict(stored.metadata if stored.run else run.metadata if run is not None else {"model": net.name})
    if not stored.run:
        metadata.pop("run", None)
    return Trained(
        net, model.eval(), classes, preprocessing, metadata, Path(stored.source), (*found.notes, *notes),
        named=bool(found.classes or run is not None),
    )  # fmt: skip


def _run(path: Path) -> Trained | None:
    """The trained network of a run folder or a weights file; None for what is to be a `.cnn` file."""
    return load_trained(path) if path.is_dir() or path.suffix == ".safetensors" else None


def _checked(path: Path, settings: Mapping[str, Any], input_shape: InputShapes, limits: Limits | None) -> Network:
    try:
        checked = check(Source.read(resolve(str(path))), dict(settings), input_shape, limits)
    except SourceError as error:
        raise TrainingError(str(error)) from None
    if checked.diagnostics:
        raise FitError(checked.diagnostics)
    if checked.network is None:
        raise TrainingError(f"{path} is a library of blocks, not a network: it has no `input`")
    return checked.network


def _with_classes(net: Network, stored: StoredWeights, settings: Mapping[str, Any]) -> Network:
    """The network for as many classes as the weights are for, where its `classes` are free."""
    if CLASSES in settings or CLASSES not in net.graph.arguments:
        return net
    count = _class_count(net, stored)
    if count is None or count == net.graph.arguments[CLASSES]:
        return net
    again = check(
        net.source, {**settings, CLASSES: count}, net.input_override, net.limits, expectations="ignored"
    ).network
    return again or net


def _class_count(net: Network, stored: StoredWeights) -> int | None:
    """How many classes the head in the weights tells apart: those of the layer that gives the output."""
    given, _ = renamed(stored.tensors, tensors_of(net))
    for node in reversed(head(net)):
        for name in ("weight", "bias"):
            key = given.get(f"{node.name}.{name}")
            if key is not None and not node.training_only and stored.tensors[key].shape:
                return stored.tensors[key].shape[0]
    return None


def _told(found: Weights, net: Network, run: Trained | None) -> tuple[tuple[str, ...], Preprocessing, list[str]]:
    """Classes and preprocessing, and notes on what had to be taken because nothing says it."""
    count, notes = net.output[0], []
    classes = found.classes if len(found.classes) == count else ()
    if not classes and run is not None:
        classes = run.classes
    if not classes:
        classes = tuple(map(str, range(count)))
        notes.append("the weights do not name the classes, so they are numbered")
    stated = found.preprocessing
    if stated is None and run is not None:
        return classes, run.preprocessing, notes
    channels = net.input[0]
    if stated is None or channels % len(stated.mean):
        stated = IMAGENET if channels == 3 else HALF
        notes.append(
            f"the weights do not say how images are normalised: mean {_numbers(stated.mean)}, "
            f"deviation {_numbers(stated.std)} are taken"
        )
    elif stated.size is not None and stated.size != net.input[1:]:
        own, wanted = shape_text(net.input[1:]), shape_text(stated.size)
        notes.append(f"the weights were made for images of {wanted}, the network gets {own}")
    data_channels = 3 if channels == 3 and len(stated.mean) == 3 else 1
    return classes, Preprocessing.stated(stated, data_channels, net.input), notes


def _numbers(values: tuple[float, ...]) -> str:
    return ", ".join(f"{value:g}" for value in values)
