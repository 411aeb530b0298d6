"""The layer kinds. Every module of this package that defines a subclass of Layer adds a kind: no list to edit.

`index.py` says which module has which, so that one is imported when a line needs it; a module that it does not know yet
is imported at once.
"""

from __future__ import annotations

from importlib import import_module

from cnndsl.layers import index
from cnndsl.layers.axis import Axis
from cnndsl.layers.elsewhere import Elsewhere
from cnndsl.layers.layer import ALIASES, LAYERS, Fault, Layer
from cnndsl.layers.shapes import LastMap, Map, Shape, Vector
from cnndsl.modules import modules_of

LAYERS.wait({keyword: f"{__name__}.{module}" for keyword, module in index.KINDS.items()})
ALIASES.update(index.ALIASES)
for _module in modules_of(__path__):
    if _module not in index.MODULES:
        import_module(f"{__name__}.{_module}")

__all__ = ["ALIASES", "LAYERS", "Axis", "Elsewhere", "Fault", "LastMap", "Layer", "Map", "Shape", "Vector"]
