"""A checked network to pictures: without torch, from the graph and the module tree alone."""

from cnndsl.backends.pictures.draw import DrawingError, Picture, build, compare

__all__ = ["DrawingError", "Picture", "build", "compare"]
