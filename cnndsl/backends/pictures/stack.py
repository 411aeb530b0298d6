"""One column of bars for a network: as wide as it has channels, as high as its map. Several stand side by side.

Breadth and height grow with the logarithm, over all networks of a picture alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log2

from cnndsl.backends.pictures.measure import SMALL, TITLE
from cnndsl.backends.pictures.scene import Box, Line, Scene, Text
from cnndsl.backends.pictures.text_metrics import text_width
from cnndsl.backends.pictures.themes import Theme
from cnndsl.backends.pictures.volumes import _channels, _merged, _plane, _steps
from cnndsl.backends.pictures.words import ROLES, Role, count_text, shape_text
from cnndsl.graph.ir import Graph, Node
from cnndsl.layers.shapes import Shape
