"""How weights move: the values that nobody chose, the optimiser with its parameter groups, the learning rate."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from math import ceil, cos, log2, pi
from typing import Any

import torch
from torch import nn

from cnndsl.layers.layer import Layer
from cnndsl.network import Network
from cnndsl.train.data.dataset import Facts
from cnndsl.train.decide.options import Options

HELD_OUT = 5_000
"""Images beyond which a larger validation part tells little more: the accuracy is known to half a percent."""
IMAGES_SEEN = 1_050_000
"""Images that the default epochs come to, each counted as often as it is seen."""
LEAST_STEPS = 500
"""Steps that the default epochs come to at least, however few the images are."""
CROPPED = 10
"""Parameters an image from which random crops are the default."""
SHALLOW = 5
"""Layers with weights up to which a network without normalisation stands the full learning rate."""


def with_validation(options: Options, images: int) -> Options:
    """Choose the share of so many images that is held out: a tenth, and no more than 5,000 images."""
    return replace(options, validation=options.validation or min(0.1, HELD_OUT / max(1, images)))


def resolve(options: Options, net: Network, facts: Facts, images: int) -> Options:
    """Make the choices that depend on the data (so many training images) and on the network.

    Batches of 32 to 128, so that an epoch has some 400 of them; 10 to 30 epochs, as many as make 1,050,000 images
    seen, and more where those would be fewer than 500 steps; a peak learning rate that grows with the batch (Goyal et
    al., 2017).
    """
    batch_size = options.batch_size or min(128, max(32, 2 ** round(log2(max(1, images / 400)))))
    batch_size = min(batch_size, images)
    epochs = max(min(30, max(10, round(IMAGES_SEEN / images))), ceil(LEAST_STEPS / (images // batch_size)))
    return replace(
        options,
        batch_size=batch_size,
        epochs=options.epochs or epochs,
        lr=options.lr or _learning_rate(options.opt, net) * batch_size / 128,
        weight_decay={"sgd": 5e-4, "adam": 0.0, "adamw": 0.05}[options.opt]
        if options.weight_decay is None
        else options.weight_decay,
        augment=_augment(net, facts, images) if options.augment is None else options.augment,
    )


def _augment(net: Network, facts: Facts, images: int) -> str:
    """Crops for a network that could learn its images by heart; a smaller one has enough to do without them."""
    words = ["crop"] * (net.params >= CROPPED * images) + ["flip"] * facts.flips
    return ",".join(words) or "none"


def _learning_rate(opt: str, net: Network) -> float:
    """The peak for batches of 128."""
    if opt != "sgd":
        return 1e-3
    weighted = sum(node.params > 0 for node in net.graph.nodes)
    return 0.1 if weighted <= SHALLOW or any(node.operation.norm for node in net.graph.nodes) else 0.02


def decayed(net: Network) -> frozenset[str]:
    """Names of the parameters that weight decay acts on: the weights that multiply features; no biases, norms and
    scale factors."""
    layers = ((node.name, node.operation) for node in net.graph.nodes if isinstance(node.operation, Layer))
    return frozenset(f"{name}.{key}" for name, layer in layers for key in layer.decayed)


def parameter_groups(model: nn.Module, weight_decay: float, decayed: Collection[str]) -> list[dict[str, Any]]:
    """Decay for the parameters of these names, none for the others."""
    named = list(model.named_parameters())
    groups = [
        {"params": [parameter for name, parameter in named if name in decayed], "weight_decay": weight_decay},
        {"params": [parameter for name, parameter in named if name not in decayed], "weight_decay": 0.0},
    ]
    return [group for group in groups if group["params"]]


def optimizer(model: nn.Module, options: Options, decayed: Collection[str]) -> torch.optim.Optimizer:
    """The optimiser of a resolved recipe, with weight decay for the parameters of these names; fused where PyTorch has
    it so."""
    assert options.lr is not None
    assert options.weight_decay is not None
    groups = parameter_groups(model, options.weight_decay, decayed)
    fused = all(parameter.device.type in ("cpu", "cuda") for parameter in model.parameters())
    if options.opt == "sgd":
        return torch.optim.SGD(groups, options.lr, options.momentum, nesterov=True, fused=fused)
    kind = torch.optim.Adam if options.opt == "adam" else torch.optim.AdamW
    return kind(groups, options.lr, betas=(options.momentum, 0.999), fused=fused)


START, END = 1 / 25, 1 / 250_000
"""The learning rate of the first and of the last step, as shares of the peak (OneCycleLR's defaults)."""


def learning_rate(options: Options, step: int, steps: int) -> float:
    """The learning rate of a step (from 0) of ``steps``.

    It rises along a half cosine for ``warmup`` of the steps; from there ``onecycle`` and ``cosine`` fall along another
    to nearly nothing (Smith and Topin, 2018), ``step`` divides it by 10 at half and three quarters of what is left, and
    ``constant`` keeps it. It is a function of the step alone, so a resumed run needs no state for it.
    """
    peak = options.lr
    assert peak is not None
    rise = options.warmup * steps - 1
    if step < rise:
        return peak * _between(START, 1.0, step / rise)
    fall = steps - 1 - max(rise, 0.0)
    share = (step - max(rise, 0.0)) / fall if fall else 0.0
    if options.schedule == "step":
        return peak * (1.0 if share < 0.5 else 0.1 if share < 0.75 else 0.01)
    if options.schedule == "constant":
        return peak
    return peak * _between(1.0, END if options.schedule == "onecycle" else 0.0, min(share, 1.0))


def _between(first: float, last: float, share: float) -> float:
    return last + (first - last) * (1 + cos(pi * share)) / 2


def shift_pixels(size: tuple[int, int]) -> tuple[int, int]:
    """The largest random shift (down, across) of ``crop``: a sixteenth of height and width."""
    return ceil(size[0] / 16), ceil(size[1] / 16)
