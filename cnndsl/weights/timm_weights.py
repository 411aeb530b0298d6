"""timm's weights, through timm's own loader: from its cache, or from where timm keeps them."""

from __future__ import annotations

from typing import Any

from cnndsl.diagnostics.suggest import did_you_mean
from cnndsl.printable import printable
from cnndsl.weights.errors import WeightsError
from cnndsl.weights.stored import StatedPreprocessing, StoredTensor, StoredWeights, class_names


def read(source: str, name: str) -> StoredWeights:
    """What timm's pretrained model of this name holds, such as ``resnet18.a1_in1k``.

    Raises WeightsError where timm is not installed, has no such model, or cannot load it.
    """
    try:
        import timm
    except ImportError as error:
        raise WeightsError(
            f"{printable(source)} needs timm, which is not installed ({error})", "pip install timm"
        ) from None
    if not name:
        raise WeightsError(f"{printable(source)} names no model", "name one, as in timm:resnet18.a1_in1k")
    known = timm.list_models()
    if ":" not in name and name.partition(".")[0] not in known:
        near = did_you_mean(name.partition(".")[0], known)
        raise WeightsError(f"timm has no model {printable(name)}", f"did you mean {near}?" if near else "")
    try:
        model = timm.create_model(name, pretrained=True)
    except Exception as error:  # of the network, of the disk, of the file
        said = printable(" ".join(str(error).split())) or type(error).__name__
        raise WeightsError(f"timm cannot load {printable(name)}: {said}") from None
    tensors = {}
    for key, tensor in model.state_dict().items():
        dtype = str(tensor.dtype).removeprefix("torch.")
        tensors[key] = StoredTensor(tuple(tensor.shape), dtype, tensor.numel() * tensor.element_size(), tensor.detach)
    config = dict(getattr(model, "pretrained_cfg", None) or {})
    names = class_names(list(config.get("label_names") or ()))
    return StoredWeights(source, "timm", tensors, {"model": name}, names, _preprocessing(config))


def _preprocessing(config: dict[str, Any]) -> StatedPreprocessing | None:
    try:
        _, height, width = config["input_size"]
        return StatedPreprocessing(
            tuple(config["mean"]), tuple(config["std"]), (height, width), config.get("interpolation", "bilinear")
        )
    except (KeyError, TypeError, ValueError):
        return None
