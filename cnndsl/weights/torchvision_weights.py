"""torchvision's weights, through torchvision's own loader: from its cache, or from where torchvision keeps them."""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cnndsl.diagnostics.suggest import did_you_mean
from cnndsl.printable import printable
from cnndsl.text import listed
from cnndsl.weights.errors import WeightsError
from cnndsl.weights.stored import StatedPreprocessing, StoredTensor, StoredWeights

if TYPE_CHECKING:
    from torch import Tensor, nn

    from cnndsl.network import Network


def read(source: str, name: str, network: Network | None) -> StoredWeights:
    """What ``WEIGHTS`` or ``MODEL/WEIGHTS`` holds; a model alone stands for its default weights.

    Raises WeightsError for a name that there is not, and where the weights cannot be had.
    """
    entry, model_name = _entry(source, name, network)
    tensors, transforms = _tensors(source, entry, model_name)
    transforms = transforms and not (network and network.graph.arguments.get("transform_input"))
    return StoredWeights(
        source,
        "torchvision",
        {key: _stored(tensor) for key, tensor in tensors.items()},
        {"model": model_name, "weights": entry.name},
        tuple(map(str, entry.meta.get("categories", ()))),
        _preprocessing(entry, by_model=transforms),
    )


def _entry(source: str, name: str, network: Network | None) -> tuple[Any, str]:
    """The weights as torchvision describes them, and the name of their model there."""
    from torchvision import models

    known = models.list_models(module=models)
    first, slash, last = name.partition("/")
    model_name = first if slash or first in known else _model_of(network, known)
    weights_name = last if slash else "" if first in known else first
    if model_name not in known:
        if not model_name:
            raise WeightsError(
                f"{printable(source)} does not say which model of torchvision",
                f"name it, as in torchvision:resnet50/{weights_name or 'IMAGENET1K_V1'}",
            )
        near = did_you_mean(model_name, known)
        raise WeightsError(
            f"torchvision has no classifier {printable(model_name)}",
            f"did you mean {near}?" if near else "`cnndsl zoo` lists those that come with cnndsl",
        )
    enumeration = models.get_model_weights(model_name)
    names = [each.name for each in enumeration]
    if weights_name in ("", "DEFAULT"):
        return enumeration["DEFAULT"], model_name
    if weights_name not in names:
        near = did_you_mean(weights_name, names)
        there = f"it has {listed(names)}" if names else "it has none"
        raise WeightsError(
            f"torchvision has no weights {printable(weights_name)} for {model_name}",
            f"did you mean {near}?" if near else there,
        )
    return enumeration[weights_name], model_name


def _model_of(network: Network | None, known: list[str]) -> str:
    """The model that a network is named after: by its file, or by its `model` line."""
    if network is None:
        return ""
    plain = {re.sub(r"[^a-z0-9]", "", name): name for name in known}
    for name in (Path(network.source.path).stem, network.name):
        found = plain.get(re.sub(r"[^a-z0-9]", "", name.lower()))
        if found:
            return found
    return ""


def _tensors(source: str, entry: Any, model_name: str) -> tuple[dict[str, Tensor], bool]:
    """The ``state_dict`` of torchvision's model, which knows how files of old are to be read; from the file itself
    what the model left out, such as training-only heads. And whether the model transforms its input."""
    try:
        file = entry.get_state_dict(progress=False, check_hash=True)
        model = _model(model_name, entry)
    except Exception as error:  # of the network, of the disk, of the file
        raise _refused(source, entry, error) from None
    children = {name for name, _ in model.named_children()}
    own: dict[str, Tensor] = model.state_dict()
    others = {key: tensor for key, tensor in file.items() if key.partition(".")[0] not in children}
    return {**others, **own}, bool(getattr(model, "transform_input", False))


def _model(name: str, entry: Any) -> nn.Module:
    from torchvision import models

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model: nn.Module = models.get_model(name, weights=entry)
    return model


def _preprocessing(entry: Any, *, by_model: bool) -> StatedPreprocessing | None:
    """That of the images which the weights were measured with.

    GoogLeNet's and Inception's weights stem from TensorFlow: torchvision's models take images with ImageNet's mean and
    deviation, and turn them into (image - 0.5) / 0.5 themselves (``transform_input``), so ``by_model``. A network that
    does not gets such images straight away.
    """
    preset = entry.transforms()
    mean, std = ((0.5,) * 3, (0.5,) * 3) if by_model else (tuple(preset.mean), tuple(preset.std))
    height, width = (preset.crop_size * 2)[:2]
    try:
        return StatedPreprocessing(mean, std, (height, width), preset.interpolation.value)
    except ValueError:
        return None


def _stored(tensor: Tensor) -> StoredTensor:
    dtype = str(tensor.dtype).removeprefix("torch.")
    return StoredTensor(tuple(tensor.shape), dtype, tensor.numel() * tensor.element_size(), tensor.detach)


def _refused(source: str, entry: Any, error: Exception) -> WeightsError:
    from torch import hub

    name = entry.url.rpartition("/")[2]
    said = printable(" ".join(str(error).split())) or type(error).__name__
    if isinstance(error, RuntimeError) and "invalid hash value" in said:
        return WeightsError(f"what was downloaded for {source} is not what torchvision expects: {said}", "try it again")
    place = Path(hub.get_dir()) / "checkpoints" / name
    return WeightsError(
        f"torchvision cannot load {source}: {said}",
        f"it takes {place} where that file is there; remove it where it is damaged",
    )
