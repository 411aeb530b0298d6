"""A weights file as the trained network that it stores. The file may be a stranger's: nothing in it is executed."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar

from cnndsl.network import Network
from cnndsl.plugins import Plugin
from cnndsl.printable import printable
from cnndsl.text import can_be_written, shape_text, shortened
from cnndsl.train.data.preprocessing import Preprocessing
from cnndsl.train.decide.fit import single_images
from cnndsl.train.errors import TrainingError
from cnndsl.train.machine import memory
from cnndsl.train.run_folder import BEST, METRICS, required_plugins
from cnndsl.weights.errors import DAMAGED, WeightsError
from cnndsl.weights.stored import MAX_CLASS_NAME

if TYPE_CHECKING:
    from torch import nn


MAX_INPUT = 100_000_000
"""Numbers in one image at the input; a network for more is not run from a file."""

MANY_MACS = 10**12
"""Multiply-accumulates of an image from which on its time is worth a warning: some ten times those of the largest
networks in use."""


Value = TypeVar("Value")


@dataclass(frozen=True, eq=False)
class Trained:
    """A network with its trained weights and all that is needed to use them."""

    network: Network
    model: nn.Module
    """On the CPU, in inference mode. Maps float32 N x C x H x W to N x classes."""
    classes: tuple[str, ...]
    preprocessing: Preprocessing
    metadata: Mapping[str, str]
    path: Path
    """The weights file."""
    notes: tuple[str, ...] = ()
    """What the user should know before trusting it."""
    named: bool = True
    """Whether the classes have names; else they are numbered."""

    @property
    def name(self) -> str:
        """The name of the model."""
        return self.metadata.get("model") or self.network.name

    @property
    def data(self) -> str | None:
        """The data it was trained on, a name or a folder as it was given; None where the file does not say."""
        return self.metadata.get("data")

    @property
    def precision(self) -> Literal["float32", "bf16"]:
        """What it was trained and tested in."""
        return "bf16" if self.metadata.get("precision") == "bf16" else "float32"

    @property
    def channels(self) -> int:
        """Channels of the images before preprocessing: 1 (grey) or 3 (RGB)."""
        return self.preprocessing.data_channels


class Stored(NamedTuple):
    """What a weights file says of its weights, without them: read without torch."""

    network: Network
    classes: tuple[str, ...]
    preprocessing: Preprocessing
    metadata: Mapping[str, str]
    path: Path
    """The weights file."""
    notes: tuple[str, ...]
    """What the user should know before trusting it."""


def load(path: Path) -> Trained:
    """Read a run folder (its best weights) or a weights file.

    Raises TrainingError, which names the file, what is wrong with it and what would help.
    """
    from safetensors import safe_open

    network, classes, preprocessing, metadata, path, notes = stored(path)  # says what is wrong before torch is there
    from cnndsl.train.machine import devices
    from cnndsl.weights.seal import is_whole

    with (
        _refusals(path),
        devices.enough_memory("the network is too large for it"),
        safe_open(path, framework="pt") as file,
    ):
        model = _model(network, file, str(path))
        if not is_whole({key: tensor.contiguous() for key, tensor in model.state_dict().items()}, metadata):
            raise TrainingError(f"{path}: its checksum is wrong", DAMAGED)
    return Trained(network, model, classes, preprocessing, metadata, path, notes)


def stored(path: Path) -> Stored:
    """What ``load`` reads, but for the weights, whose shapes are not compared either. torch is not imported.

    Raises TrainingError.
    """
    path = _openable(path)
    return _described(metadata_of(path), path)


def metadata_of(path: Path) -> Mapping[str, str]:
    """The metadata of a run's best weights or of any safetensors file, as they stand there. torch is not imported.

    Raises TrainingError.
    """
    from safetensors import safe_open

    path = _openable(path)
    with _refusals(path), safe_open(path, framework="numpy") as file:
        return file.metadata() or {}


def _openable(path: Path) -> Path:
    """The weights file that a path means, of which safetensors can say what is wrong. Raises TrainingError."""
    path = weights_file(path)
    if not can_be_written(str(path)):
        raise TrainingError(f"{path} cannot be read: its name is not UTF-8", "rename the file or its folder")
    try:
        _require_header(path)
    except WeightsError as error:
        raise TrainingError(error.message, error.help, error.table) from None
    return path


@contextmanager
def _refusals(path: Path) -> Iterator[None]:
    """What safetensors and the disk say of a file, as TrainingError."""
    from safetensors import SafetensorError

    try:
        yield
    except SafetensorError as error:
        from cnndsl.weights import safetensors_files

        refused = safetensors_files.refused(path, str(error))
        raise TrainingError(refused.message, refused.help) from None
    except OSError as error:
        raise TrainingError(f"{path} cannot be read: {error.strerror or error}") from None


def _described(metadata: Mapping[str, str], path: Path) -> Stored:
    """The metadata of a weights file, understood. Raises TrainingError."""
    where = str(path)
    if "cnn" not in metadata:
        raise TrainingError(
            f"{where} holds weights, but not the network that they belong to",
            "name weights that `cnndsl train` wrote: it stores the network with them",
        )
    plugins = _plugins(metadata, where)
    required_plugins.require(plugins, where)
    network = network_of(metadata, where)
    for fault in single_images(network):
        raise TrainingError(f"{where}: {fault.title}", fault.help)
    classes = classes_of(metadata, network, where)
    preprocessing = preprocessing_of(metadata, network, where)
    if metadata.get("precision", "float32") not in ("float32", "bf16"):
        raise _unusable(where, "precision", f"is {_printable(metadata['precision'])}, not float32 or bf16")
    if not can_be_written(metadata.get("data", "")):
        raise _unusable(where, "data", "is not the name of a data set or folder")
    memory.require_one_image(network, where)
    changed = required_plugins.changed(plugins)
    notes = tuple(f"the network was trained with another text of the plugin {name}" for name in changed)
    if network.macs > MANY_MACS:
        notes += (f"one image takes {network.macs:,} multiply-accumulates",)
    return Stored(network, classes, preprocessing, metadata, path, notes)


def weights_file(path: Path) -> Path:
    """The weights file that a path means: the best weights of a run folder, or the file itself.

    Raises TrainingError where there is none.
    """
    try:
        if path.is_dir():
            if (path / BEST).is_file():
                return path / BEST
            if (path / METRICS).is_file():
                raise TrainingError(f"{path} has no {BEST}: the run finished no epoch, or the file was removed")
            raise TrainingError(f"{path} is no run folder: it has no {BEST}", "`cnndsl runs` lists the runs")
        if path.is_file():
            return path
        if path.exists():
            raise TrainingError(f"{path} is neither a run folder nor a file")
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise TrainingError(f"{printable(str(path))} cannot be read: {reason}") from None
    raise TrainingError(f"there is no run or weights file {path}", "`cnndsl runs` lists the runs")


def network_of(metadata: Mapping[str, str], where: str) -> Network:
    """The checked network that a weights file stores: its `.cnn` text, under the settings and the input of its run.

    ``where`` names the file in messages. Nothing but the text is read: a `use` line is refused, so a stranger's
    file opens no other. Raises TrainingError.
    """
    from cnndsl.pipeline import check
    from cnndsl.source import Source, SourceError, decode

    text = metadata.get("cnn")
    if text is None:
        raise _unusable(where, "cnn", "is missing")
    settings = _field(metadata, "set", where, settings_of)
    shape = _field(metadata, "input", where, _input_shape)
    try:
        text = decode(where, text.encode("utf-8", "surrogatepass"))
        checked = check(Source(f"<{where}>", text), settings, shape, record=True, expectations="ignored")
    except SourceError as error:
        raise TrainingError(f"the network stored in {error}", DAMAGED) from None
    if checked.network is not None:
        return checked.network
    if not checked.diagnostics:
        raise TrainingError(f"{where}: what is stored with the weights is a library of blocks, not a network", DAMAGED)
    first = checked.diagnostics[0]
    line = f"line {first.span.line}: " if first.span else ""
    more = f" (and {len(checked.diagnostics) - 1} more faults)" if len(checked.diagnostics) > 1 else ""
    fault = f"{line}{printable(first.title)}{more}"
    written = metadata.get("cnndsl")
    raise TrainingError(
        f"{where}: the network stored with the weights is faulty; {fault}",
        f"{DAMAGED}; cnndsl {_printable(written)} wrote it" if written else DAMAGED,
    )


def _require_header(path: Path) -> None:
    """Tell a pickle, and what is not safetensors, from what is. Raises TrainingError or WeightsError."""
    from cnndsl.weights import pytorch_files, safetensors_files

    if pytorch_files.is_one(path):
        raise TrainingError(
            f"{path} is not a safetensors file; it looks like a pickle of PyTorch",
            "a pickle can run any code, and does not say what network it is for; name a .cnn file, and this one with "
            "--weights, which reads nothing but its tensors",
        )
    safetensors_files.require_header(path)


def classes_of(metadata: Mapping[str, str], network: Network, where: str) -> tuple[str, ...]:
    """The names of the outputs. Raises TrainingError where there are none, or others than the network has outputs."""

    def read(value: Any) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
            raise ValueError("is not a list of names")
        if any(len(name) > MAX_CLASS_NAME for name in value):
            raise ValueError(f"has a name of more than {MAX_CLASS_NAME:,} characters, the limit")
        if network.output != (len(value),):
            output = shape_text(network.output)
            raise ValueError(f"has {len(value)} names for the {output} outputs of the network")
        return tuple(value)

    return _field(metadata, "classes", where, read)


def _plugins(metadata: Mapping[str, str], where: str) -> list[Plugin]:
    return _field(metadata, "plugins", where, required_plugins.read) if "plugins" in metadata else []


def preprocessing_of(metadata: Mapping[str, str], network: Network, where: str) -> Preprocessing:
    """What an image becomes before the network sees it. Raises TrainingError where that is missing or unusable."""

    def read(value: Any) -> Preprocessing:
        if not isinstance(value, dict):
            raise ValueError("is not an object")
        try:
            made = Preprocessing.from_json(value)
        except KeyError as error:
            raise ValueError(f"has no {error}") from None
        except (TypeError, ValueError, OverflowError, ArithmeticError) as error:
            raise ValueError(f"cannot be used: {error}") from None
        if (made.channels, *made.size) != network.input:
            raise ValueError("is not for the input of the network")
        if not all(map(math.isfinite, (*made.mean, *made.std))) or min(made.std) <= 0:
            raise ValueError("has a mean or a standard deviation that is none")
        if len(made.mean) not in (1, 3) and len(made.mean) != made.channels:
            raise ValueError("is neither for grey images nor for RGB")
        return made

    return _field(metadata, "preprocessing", where, read)


def _model(network: Network, file: Any, where: str) -> nn.Module:
    """The module with the weights of an open file; both are compared before anything of size is allocated."""
    import torch

    found: dict[str, tuple[int, ...]] = {}
    for key in file.keys():  # noqa: SIM118 - not a dict
        found[key] = tuple(file.get_slice(key).get_shape())
    numbers = sum(math.prod(shape) for shape in found.values())
    if network.params > numbers:
        what = f"the network has {network.params:,} parameters, the file holds {numbers:,} numbers"
        raise _mismatch(where, what)
    with torch.random.fork_rng(devices=[]):  # what is drawn at random here is overwritten
        model = network.to_torch()
    expected = model.state_dict()
    faults = [f"`{key}` is missing" for key in expected if key not in found]
    faults += [f"`{_printable(key)}` is in no layer" for key in found if key not in expected]
    faults += [
        f"`{key}` has the shape {_by(found[key])}, the network {_by(tensor.shape)}"
        for key, tensor in expected.items()
        if key in found and found[key] != tuple(tensor.shape)
    ]
    if faults:
        raise _mismatch(where, faults[0] + (f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""))
    weights = {key: file.get_tensor(key) for key in expected}
    for key, tensor in weights.items():
        if tensor.dtype != expected[key].dtype:
            stored, wanted = (str(dtype).removeprefix("torch.") for dtype in (tensor.dtype, expected[key].dtype))
            raise _mismatch(where, f"`{key}` is {stored}, not {wanted}")
    model.load_state_dict(weights, strict=True)
    return model.eval()


def _mismatch(where: str, what: str) -> TrainingError:
    return TrainingError(
        f"{where}: the weights are not those of the network stored with them; {what}",
        "the file was changed, or put together from two; take the one that `cnndsl train` wrote",
    )


def settings_of(value: Any) -> dict[str, Any]:
    """Values of ``--set`` as they are stored in JSON. Raises ValueError for what is none."""

    def converted(given: Any) -> Any:
        if isinstance(given, list):
            return tuple(map(converted, given))
        if isinstance(given, bool | int | float | str):
            return given
        raise ValueError("has a value that is no number, text, truth value or list of them")

    if not isinstance(value, dict):
        raise ValueError("is not an object of settings")
    return {name: converted(given) for name, given in value.items()}


def _input_shape(value: Any) -> tuple[int, int, int]:
    if not isinstance(value, list) or len(value) != 3 or not all(type(x) is int and 1 <= x < 2**31 for x in value):
        raise ValueError("is not a shape of three whole numbers, [channels, height, width]")
    if math.prod(value) > MAX_INPUT:
        raise ValueError(f"has more than {MAX_INPUT:,} numbers, the limit")
    return value[0], value[1], value[2]


def _field(metadata: Mapping[str, str], key: str, where: str, read: Callable[[Any], Value]) -> Value:
    """A field of JSON, converted by ``read``, which raises ValueError with the words after the name of the field."""
    if key not in metadata:
        raise _unusable(where, key, "is missing")
    try:
        value = json.loads(metadata[key])
    except (ValueError, RecursionError):
        raise _unusable(where, key, "is not JSON") from None
    try:
        return read(value)
    except ValueError as error:
        raise _unusable(where, key, str(error)) from None
    except RecursionError:
        raise _unusable(where, key, "is nested too deeply") from None


def _unusable(where: str, key: str, what: str) -> TrainingError:
    return TrainingError(f"{where}: the field `{key}` of its metadata {printable(what)}", DAMAGED)


def _printable(text: str) -> str:
    return shortened(printable(text), 60)


def _by(shape: Any) -> str:
    return shape_text(shape) or "of one number"
