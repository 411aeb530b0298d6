"""A checked network to pictures: without torch, from the graph and the module tree alone.

Lengths are added with ``math.fsum``: a picture is the same to the last digit on every Python, and ``sum`` rounds in
another way from 3.12 on.
"""

from cnndsl.backends.pictures.draw import Picture, build, compare
from cnndsl.backends.pictures.limits import BOXES, DrawingError

__all__ = ["BOXES", "DrawingError", "Picture", "build", "compare"]
