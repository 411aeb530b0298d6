"""The layer kinds. Every module of this package that defines a subclass of Layer adds a kind: no list to edit."""

from __future__ import annotations

from importlib import import_module

from cnndsl.layers.axis import Axis
from cnndsl.layers.elsewhere import Elsewhere
from cnndsl.layers.layer import ALIASES, LAYERS, Fault, Layer
from cnndsl.layers.shapes import LastMap, Map, Shape, Vector
from cnndsl.modules import modules_of

for _module in modules_of(__path__):
    import_module(f"{__name__}.{_module}")

__all__ = ["ALIASES", "LAYERS", "Axis", "Elsewhere", "Fault", "LastMap", "Layer", "Map", "Shape", "Vector"]
