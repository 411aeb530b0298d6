"""How weights move: the optimiser, its parameter groups and its schedule."""

from __future__ import annotations

from math import ceil
from typing import Any

import torch
from torch import nn
from torch.optim.lr_scheduler import LRScheduler, OneCycleLR

from cnndsl.train.options import Options

DECAYED = (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)


def parameter_groups(model: nn.Module, weight_decay: float) -> list[dict[str, Any]]:
    """Decay for the weights that multiply features; none for biases, norms and scale factors."""
    decayed = [module.weight for module in model.modules() if isinstance(module, DECAYED)]
    ids = {id(parameter) for parameter in decayed}
    others = [parameter for parameter in model.parameters() if id(parameter) not in ids]
    return [{"params": decayed, "weight_decay": weight_decay}, {"params": others, "weight_decay": 0.0}]


def optimizer(model: nn.Module, options: Options, steps: int) -> tuple[torch.optim.Optimizer, LRScheduler]:
    """SGD with Nesterov momentum under one cycle of ``steps`` steps that peaks at ``options.lr``."""
    groups = parameter_groups(model, options.weight_decay)
    on_cuda = any(parameter.is_cuda for parameter in model.parameters())
    sgd = torch.optim.SGD(groups, options.lr, options.momentum, nesterov=True, fused=on_cuda)
    return sgd, OneCycleLR(sgd, options.lr, total_steps=steps)


def shift_pixels(options: Options, size: tuple[int, int]) -> tuple[int, int]:
    """The largest random shift (down, across) for images of this height and width."""
    return ceil(options.shift * size[0]), ceil(options.shift * size[1])
