"""Weights from elsewhere: what a file or a library holds, and what of it fits a network.

``read`` says what a source holds, ``load`` what of it goes into a network: everything, strictly, but for the head, the
layers whose shape depends on the number of classes. Nothing here runs code from a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cnndsl.extras import require
from cnndsl.weights.errors import WeightsError

if TYPE_CHECKING:
    from cnndsl.network import Network
    from cnndsl.weights.match import HeadRule, Weights

__all__ = ["WeightsError", "load"]

NONE = "none"
"""The source that stands for no weights."""


def load(source: str, network: Network, *, classes: Sequence[str] = (), head: HeadRule = "fitting") -> Weights:
    """The weights of a source for a network, compared with all its tensors.

    ``source`` is a safetensors file, a `.pt` or `.pth` file, a run folder (its best weights), ``torchvision:WEIGHTS``,
    ``torchvision:MODEL/WEIGHTS`` or ``timm:NAME``. ``head`` says what becomes of the layers whose shape depends on the
    number of classes: they are loaded if they fit and start fresh if they do not (``fitting``), they must fit like all
    others (``needed``), or they start fresh (``fresh``). ``classes`` are the names that the network is to tell apart:
    where the weights name others, a head that would fit starts fresh too.

    Raises WeightsError: what cannot be read, or a table of what does not fit.
    """
    require(f"weights {source}")
    from cnndsl.weights.match import fitted
    from cnndsl.weights.sources import read

    stored = read(source, network)
    if head == "fitting" and classes and stored.classes and tuple(classes) != stored.classes:
        head = "fresh"
    return fitted(stored, network, head)
