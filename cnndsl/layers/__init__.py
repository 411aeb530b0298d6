"""The layer kinds. Every module of this package that defines a subclass of Layer adds a kind: no list to edit."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from cnndsl.layers.axis import Axis
from cnndsl.layers.layer import ALIASES, LAYERS, Fault, Layer
from cnndsl.layers.shapes import LastMap, Map, Shape, Vector

for _module in iter_modules(__path__, f"{__name__}."):
    import_module(_module.name)

__all__ = ["ALIASES", "LAYERS", "Axis", "Fault", "LastMap", "Layer", "Map", "Shape", "Vector"]
