"""How a trained network comes to its verdicts: calibration, the images it got most wrong, filters and maps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.functional import interpolate

from cnndsl.evaluate.evaluation import Evaluation, Measured
from cnndsl.evaluate.weights import Trained
from cnndsl.graph.ir import Node
from cnndsl.layers.shapes import numel

BINS = 10
WORST = 12
MOST_MAPS = 32
LONGEST_SIDE = 160
"""Pixels of an image in a report."""


@dataclass(frozen=True)
class Bin:
    """Verdicts whose probability lies in a tenth: how many, their mean probability, and the share that is right."""

    count: int
    confidence: float
    accuracy: float


@dataclass(frozen=True)
class Mistake:
    """An image with its class, the verdict and its probability; PNG files of it and of what the verdict rests on."""

    truth: str
    verdict: str
    probability: float
    image: bytes
    heat: bytes | None
    """Grad-CAM (Selvaraju et al., 2017) at the last convolution; None for a network without one."""


@dataclass(frozen=True)
class Tiles:
    """Small pictures side by side as one PNG: filters or maps of a layer."""

    layer: str
    count: int
    shown: int
    png: bytes


@dataclass(frozen=True, eq=False)
class Examination:
    """All of it. ``calibration_error`` is the mean distance of probability and accuracy, weighted by the bins' counts
    (expected calibration error; Guo et al., 2017)."""

    evaluation: Evaluation
    bins: tuple[Bin, ...]
    calibration_error: float
    mistakes: tuple[Mistake, ...]
    heat_layer: str | None
    filters: Tiles | None
    maps: tuple[Tiles, ...]
    example: bytes | None
    """The image whose maps are shown."""


def examine(measured: Measured) -> Examination:
    """Look into a network with what it made of images. Raises TrainingError where they are not finite."""
    trained = measured.trained
    evaluation = measured.evaluation()
    outcomes = measured.outcomes
    sure, verdicts, labels = outcomes.confidences, outcomes.verdicts, outcomes.labels
    bins = _bins(sure, verdicts == labels)
    error = sum(one.count * abs(one.confidence - one.accuracy) for one in bins) / len(labels)
    wrong = (verdicts != labels).nonzero().flatten()
    order = wrong[outcomes.losses[wrong].argsort(descending=True, stable=True)][:WORST].tolist()
    heated = _last_convolution(trained)
    model = trained.model.cpu().float()
    mistakes = []
    for place in order:
        pixels = trained.preprocessing.fit(measured.images.images[place])
        verdict = int(verdicts[place])
        heat = _heat(model, trained, heated, pixels, verdict) if heated is not None else None
        truth, named = (trained.classes[int(one)] for one in (labels[place], verdict))
        mistakes.append(Mistake(truth, named, float(sure[place]), _image(pixels), heat))
    example = trained.preprocessing.fit(measured.images.images[0])
    return Examination(
        evaluation,
        bins,
        float(error),
        tuple(mistakes),
        heated.name if heated is not None else None,
        _filters(trained),
        _maps(model, trained, example),
        _image(example),
    )


def _bins(sure: torch.Tensor, right: torch.Tensor) -> tuple[Bin, ...]:
    places = (sure * BINS).long().clamp(0, BINS - 1)
    bins = []
    for number in range(BINS):
        inside = places == number
        count = int(inside.sum())
        bins.append(
            Bin(
                count,
                float(sure[inside].mean()) if count else 0.0,
                float(right[inside].double().mean()) if count else 0.0,
            )
        )
    return tuple(bins)


# ---------------------------------------------------------------------------------------------------- layers


def _convolutions(trained: Trained) -> list[Node]:
    """Those whose output is a map of more than one place, in order of execution."""
    nodes = [node for node in trained.network.graph.layers() if not node.training_only and len(node.shape) == 3]
    sliding = [node for node in nodes if node.operation.linear and node.operation.sliding_window]
    return [node for node in sliding if numel(node.shape) > node.shape.channels]


def _last_convolution(trained: Trained) -> Node | None:
    found = _convolutions(trained)
    return found[-1] if found else None


def _outputs(model: torch.nn.Module, names: Sequence[str], x: torch.Tensor) -> tuple[torch.Tensor, list[torch.Tensor]]:
    """The output of a network and those of some of its layers, before anything overwrites them."""
    kept: dict[str, torch.Tensor] = {}

    def keep(name: str) -> Any:
        def hook(module: torch.nn.Module, given: object, output: torch.Tensor) -> torch.Tensor:
            kept[name] = output
            return output.clone()

        return hook

    handles = [model.get_submodule(name).register_forward_hook(keep(name)) for name in names]
    try:
        output = model(x)
    finally:
        for handle in handles:
            handle.remove()
    return (output[0] if isinstance(output, tuple) else output), [kept[name] for name in names]


def _heat(model: torch.nn.Module, trained: Trained, node: Node, pixels: torch.Tensor, verdict: int) -> bytes:
    """The image below what speaks for the verdict: maps weighted by the mean of their gradients, negative parts cut."""
    x = trained.preprocessing.normalise(pixels[None]).clone().requires_grad_()
    with torch.enable_grad():
        output, (maps,) = _outputs(model, [node.name], x)
        (gradient,) = torch.autograd.grad(output[0, verdict], maps)
    cam = (gradient.mean((2, 3), keepdim=True) * maps).sum(1, keepdim=True).clamp(min=0)
    cam = interpolate(cam, size=list(pixels.shape[-2:]), mode="bilinear")[0, 0].detach()
    cam = cam / cam.max() if cam.max() > 0 else cam
    from matplotlib import colormaps

    colours = torch.from_numpy(colormaps["inferno"](cam.numpy())[..., :3]).permute(2, 0, 1) * 255
    grey = pixels.double().mean(0, keepdim=True)
    return _image((0.45 * grey + 0.55 * colours).clamp(0, 255).to(torch.uint8))


def _filters(trained: Trained) -> Tiles | None:
    """The kernels of the first convolution: in colour where it sees three channels, else each as its mean over them."""
    first = next(iter(_convolutions(trained)), None)
    if first is None or len(trained.network.graph.tensors().get(f"{first.name}.weight", ())) != 4:
        return None
    weight = trained.model.get_parameter(f"{first.name}.weight").detach().float().cpu()
    shown = weight[:MOST_MAPS]
    shown = shown if shown.shape[1] in (1, 3) else shown.mean(1, keepdim=True)
    return Tiles(first.name, len(weight), len(shown), _tiles(shown))


def _maps(model: torch.nn.Module, trained: Trained, pixels: torch.Tensor) -> tuple[Tiles, ...]:
    """What the first, the middle and the last convolution make of an image."""
    found = _convolutions(trained)
    chosen = [found[place] for place in sorted({0, len(found) // 2, len(found) - 1})] if found else []
    x = trained.preprocessing.normalise(pixels[None]).clone()
    with torch.no_grad():
        _, maps = _outputs(model, [node.name for node in chosen], x)
    return tuple(
        Tiles(node.name, one.shape[1], min(one.shape[1], MOST_MAPS), _tiles(one[0, :MOST_MAPS, None]))
        for node, one in zip(chosen, maps, strict=True)
    )


# ---------------------------------------------------------------------------------------------------- pixels


def _tiles(values: torch.Tensor, gap: int = 1) -> bytes:
    """Pictures (N x 1 or 3 x H x W, any values) in rows of eight, each from its least value to its largest."""
    low, high = (f(values.flatten(1), dim=1)[:, None, None, None] for f in (torch.amin, torch.amax))
    levels = ((values - low) / (high - low).clamp(min=1e-12) * 255).to(torch.uint8)
    count, channels, height, width = levels.shape
    across = min(8, count)
    down = -(-count // across)
    page = torch.full((channels, down * (height + gap) - gap, across * (width + gap) - gap), 255, dtype=torch.uint8)
    for number, one in enumerate(levels):
        top, left = (number // across) * (height + gap), (number % across) * (width + gap)
        page[:, top : top + height, left : left + width] = one
    return _image(page, side=8 * LONGEST_SIDE // 2)


def _image(pixels: torch.Tensor, side: int = LONGEST_SIDE) -> bytes:
    """A PNG of pixels (uint8 1 or 3 x H x W), enlarged by a whole factor where it is much smaller than ``side``."""
    from PIL import Image

    values: NDArray[np.uint8] = pixels.permute(1, 2, 0).contiguous().numpy()
    image = Image.fromarray(values[..., 0] if values.shape[2] == 1 else values)
    factor = max(1, side // max(image.size))
    image = image.resize((image.width * factor, image.height * factor), Image.Resampling.NEAREST)
    stream = BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()
