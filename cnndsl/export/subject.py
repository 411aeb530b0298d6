"""What is exported: a network with its weights, and what a user of them must know, read without torch."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cnndsl.evaluate import weights
from cnndsl.export.product import ExportError
from cnndsl.graph.limits import Limits
from cnndsl.network import Network
from cnndsl.train.data.preprocessing import Preprocessing
from cnndsl.train.machine import memory
from cnndsl.train.run_folder import NETWORK, OPTIONS
from cnndsl.weights import pytorch_files, sources

if TYPE_CHECKING:
    import numpy
    from torch import nn

    from cnndsl.weights.match import Weights


@dataclass(frozen=True)
class Subject:
    """What an export is made of."""

    network: Network
    """Checked with ``record``, so that it can be worked out."""

    weights: Path | None = None
    """A safetensors file, or the source of ``loaded``; without one the network is initialised as its file says, from
    ``seed``."""

    loaded: Weights | None = None
    """Weights of another kind than a safetensors file with the keys of the network, which torch has read."""

    seed: int = 0
    classes: tuple[str, ...] = ()
    """Names of the outputs; empty where nobody gave them names."""

    preprocessing: Preprocessing | None = None
    """What an image becomes before the network sees it."""

    metadata: Mapping[str, str] | None = None
    """What else the weights say of themselves."""

    notes: tuple[str, ...] = ()
    """What the user should know."""

    @property
    def digest(self) -> str:
        """SHA-256 of the texts of the network, that of the file and those that it uses, in the order of their paths."""
        texts = [self.network.source, *sorted(self.network.libraries, key=lambda source: source.path)]
        return sha256("\0".join(source.text for source in texts).encode("utf-8", "surrogatepass")).hexdigest()

    def reader(self) -> Callable[[str], numpy.ndarray]:
        """Gives the tensor of a key of the ``state_dict`` as an array, which is read when it is asked for.

        Without weights all are drawn by torch, from ``seed``; for those of a safetensors file torch is not imported.
        Raises ExportError where keys or shapes are not those of the network.
        """
        if self.weights is None or self.loaded is not None:
            state = self.module().state_dict()
            return lambda key: state[key].numpy()
        from safetensors import SafetensorError, safe_open

        try:
            file: Any = safe_open(self.weights, framework="numpy")
            found = {key: tuple(file.get_slice(key).get_shape()) for key in file.keys()}  # noqa: SIM118 - not a dict
            kinds = {key: file.get_slice(key).get_dtype() for key in found}
        except (SafetensorError, OSError) as error:
            raise ExportError(f"{self.weights} cannot be read: {error}") from None
        graph = self.network.graph
        kept = {key: shape for key, shape in found.items() if key not in graph.left_out}
        _require_same(graph.tensors(), kept, self.weights)
        for key, kind in kinds.items():
            if kind not in ("F64", "F32", "F16", "I64"):
                raise ExportError(f"{self.weights}: `{key}` is of the type {kind}", "convert the weights to float32")
        tensor: Callable[[str], numpy.ndarray] = file.get_tensor
        return tensor

    def arrays(self) -> dict[str, numpy.ndarray]:
        """All tensors of the ``state_dict``, in its order, as ``reader`` gives them."""
        tensor = self.reader()
        return {key: tensor(key) for key in self.network.graph.tensors()}

    def module(self) -> nn.Module:
        """The compiled network with its weights, in inference mode, on the CPU; torch's generator is left as it was.

        Raises ExportError where keys or shapes are not those of the network.
        """
        import torch

        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(self.seed)
            module = self.network.to_torch().eval()
        if self.loaded is not None:
            self.loaded.load_into(module)
        elif self.weights is not None:
            state = {key: torch.from_numpy(array) for key, array in self.arrays().items()}
            module.load_state_dict(state, strict=True)
        return module


def of_network(network: Network, source: str | None, seed: int) -> Subject:
    """A network (checked with ``record``) with weights from somewhere (``cnndsl.weights.load``), or without any.

    Class names and preprocessing are taken from the source where it has them. Raises TrainingError and WeightsError.
    """
    memory.require_one_image(network, network.source.path)
    if source is None:
        return Subject(network, seed=seed)
    if sources.is_library(source) or pytorch_files.is_one(weights.weights_file(Path(source))):
        return _loaded(network, source)
    path = weights.weights_file(Path(source))
    metadata, where = weights.metadata_of(path), str(path)
    return Subject(
        network,
        path,
        classes=weights.classes_of(metadata, network, where) if "classes" in metadata else (),
        preprocessing=weights.preprocessing_of(metadata, network, where) if "preprocessing" in metadata else None,
        metadata=metadata,
    )


def _loaded(network: Network, source: str) -> Subject:
    """A network with weights that torch, torchvision or timm reads."""
    from cnndsl.weights import load

    found = load(source, network, head="needed")
    stated, shape = found.preprocessing, network.input
    images = len(shape) == 3 and stated is not None and shape[0] % len(stated.mean) == 0
    return Subject(
        network,
        Path(found.source),
        found,
        classes=found.classes if network.output == (len(found.classes),) else (),
        preprocessing=Preprocessing.stated(stated, shape[0], shape) if images and stated is not None else None,
        notes=found.notes,
    )


def of_run(path: Path) -> Subject:
    """The subject that a run folder, or a weights file that `cnndsl train` wrote, stands for: its best weights.

    Raises TrainingError.
    """
    stored = weights.stored(path)
    beside = _readable(stored.path.parent, stored.network)
    return Subject(
        beside or stored.network,
        weights=stored.path,
        classes=stored.classes,
        preprocessing=stored.preprocessing,
        metadata=stored.metadata,
        notes=stored.notes,
    )


def _readable(folder: Path, network: Network) -> Network | None:
    """The network in a run folder as it was written, with its blocks, where it is the one stored with the weights."""
    from cnndsl.pipeline import check
    from cnndsl.source import Source, SourceError
    from cnndsl.train.run_folder.records import read_object

    try:
        record = read_object(folder / OPTIONS)
        source = Source.read(str(folder / NETWORK / Path(record["file"]).name))
        settings = weights.settings_of(record["set"])
        limits = Limits.allowing(record["options"].get("limit"))
    except (OSError, ValueError, RecursionError, KeyError, TypeError, AttributeError, SourceError):
        return None
    shape: Any = tuple(network.input)
    written = check(source, settings, shape, limits, record=True, expectations="ignored").network
    if written is None or written.graph.tensors() != network.graph.tensors():
        return None
    return written if _lines(written) == _lines(network) else None


def _lines(network: Network) -> list[str]:
    """The network worked out, without what names its file."""
    from cnndsl.report.expansion import expansion

    return expansion(network).splitlines()[1:]


def _require_same(expected: dict[str, tuple[int, ...]], found: dict[str, tuple[int, ...]], path: Path) -> None:
    """Raises ExportError where a weights file is not for a network."""
    faults = [f"`{key}` is missing" for key in expected if key not in found]
    faults += [f"`{key}` is in no layer" for key in found if key not in expected]
    faults += [
        f"`{key}` has the shape {list(found[key])}, the network {list(shape)}"
        for key, shape in expected.items()
        if key in found and found[key] != shape
    ]
    if faults:
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        raise ExportError(f"{path}: the weights are not those of the network; {faults[0]}{more}")
