"""How weights move: the optimiser with its parameter groups, and the learning rate of each step."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from math import cos, pi
from types import MappingProxyType
from typing import Any

import torch
from torch import nn

from cnndsl.train.decide.recipe import Recipe

NO_SCALES: Mapping[str, float] = MappingProxyType({})
"""The full learning rate for all parameters."""


def parameter_groups(
    model: nn.Module, weight_decay: float, decayed: Collection[str], scales: Mapping[str, float] = NO_SCALES
) -> list[dict[str, Any]]:
    """Parameter groups for torch.optim: decay for the parameters of these names, none for the others.

    ``scales`` are shares of the learning rate by the names of parameters, 1 for the others; a group states its own as
    ``lr_scale``. Parameters that need no gradient are in no group.
    """
    named = [(name, parameter) for name, parameter in model.named_parameters() if parameter.requires_grad]
    groups = [
        {
            "params": [p for name, p in named if (name in decayed) == decays and scales.get(name, 1.0) == scale],
            "weight_decay": weight_decay if decays else 0.0,
            "lr_scale": scale,
        }
        for scale in dict.fromkeys([1.0, *sorted(scales.values())])
        for decays in (True, False)
    ]
    return [group for group in groups if group["params"]]


def optimizer(
    model: nn.Module, recipe: Recipe, decayed: Collection[str], scales: Mapping[str, float] = NO_SCALES
) -> torch.optim.Optimizer:
    """The optimiser of a recipe for all parameters of a network that need a gradient, with weight decay for those of
    these names, and shares of the learning rate by names; fused where PyTorch has it so."""
    groups = parameter_groups(model, recipe.weight_decay, decayed, scales)
    fused = all(parameter.device.type in ("cpu", "cuda") for parameter in model.parameters())
    if recipe.opt == "sgd":
        return torch.optim.SGD(groups, recipe.lr, recipe.momentum, nesterov=True, fused=fused)
    kinds: dict[str, type[torch.optim.Adam]] = {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW}
    return kinds[recipe.opt](groups, recipe.lr, betas=(recipe.momentum, 0.999), fused=fused)


START, END = 1 / 25, 1 / 250_000
"""The learning rate of the first and of the last step, as shares of the peak (OneCycleLR's defaults)."""


def learning_rate(recipe: Recipe, step: int, steps: int) -> float:
    """The learning rate of a step (from 0) of ``steps``.

    It rises along a half cosine for ``warmup`` of the steps; from there ``onecycle`` and ``cosine`` fall along another
    to nearly nothing (Smith and Topin, 2018), ``step`` divides it by 10 at half and three quarters of what is left, and
    ``constant`` keeps it. It is a function of the step alone, so a resumed run needs no state for it.
    """
    peak = recipe.lr
    rise = recipe.warmup * steps - 1
    if step < rise:
        return peak * _between(START, 1.0, step / rise)
    fall = steps - 1 - max(rise, 0.0)
    share = (step - max(rise, 0.0)) / fall if fall else 0.0
    if recipe.schedule == "step":
        return peak * (1.0 if share < 0.5 else 0.1 if share < 0.75 else 0.01)
    if recipe.schedule == "constant":
        return peak
    return peak * _between(1.0, END if recipe.schedule == "onecycle" else 0.0, min(share, 1.0))


def _between(first: float, last: float, share: float) -> float:
    return last + (first - last) * (1 + cos(pi * share)) / 2
