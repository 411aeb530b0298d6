"""torch.nn, and the modules that it lacks. The layers get this package as `nn`: they import nothing of torch.

Annotations are not postponed in its files, since torch.jit.script reads them as they stand. The classes have lines of
88 columns, and look the same to ruff at that length and at ours: files of `cnndsl export --to python` hold their text.
A class needs nothing of its file but torch, `F`, `nn`, `Tensor`, `Any`, `OrderedDict` and classes above it.
"""

from importlib import import_module
from typing import Any

import torch
from torch import nn

from cnndsl.modules import modules_of

for _file in modules_of(__path__):
    _classes = vars(import_module(f"{__name__}.{_file}"))
    globals().update({name: value for name, value in _classes.items() if isinstance(value, type)})


def __getattr__(name: str) -> Any:
    return getattr(nn, name)


def scale(shape: tuple[int, ...], value: float) -> nn.Parameter:
    """A learned factor for each channel."""
    return nn.Parameter(torch.full(shape, value))
