"""A network as it is shipped: pixels in, probabilities out, in half the memory, where that is asked for."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn

from cnndsl.export.subject import Subject


class Normalisation(NamedTuple):
    """How pixels between 0 and 1 become what the network takes; one number for each channel of the images."""

    mean: tuple[float, ...]
    std: tuple[float, ...]


def normalisation(subject: Subject) -> tuple[Normalisation, tuple[str, ...]]:
    """What the subject says of its images, and what is to be said where it says nothing."""
    known = subject.preprocessing
    if known is not None:
        return Normalisation(known.mean, known.std), ()
    channels = subject.network.input[0]
    note = "nothing says how images are normalised: pixels are divided by 255, and no more"
    return Normalisation((0.0,) * channels, (1.0,) * channels), (note,)


def shipped(subject: Subject, *, half: bool, softmax: bool, pixels: Normalisation | None) -> nn.Module:
    """The module of a subject with its weights, in evaluation mode, and around it what is asked for.

    Where that is something, the keys of the ``state_dict`` begin with `network.`.
    ``pixels`` makes it take images as they are decoded, uint8 (N, height, width, channels of the data); ``softmax``
    gives probabilities; ``half`` stores and computes in float16, while inputs and outputs stay what they are.
    """
    endings = [softmax and not end.node.gives_probabilities for end in subject.network.graph.results]
    if not (half or pixels or any(endings)):
        return subject.module()
    return Shipped(subject.module(), half, endings, pixels, subject.network.input[0]).eval()


class Shipped(nn.Module):
    """A module with its preprocessing before it and its softmax after it. Takes and gives what the network does."""

    mean: Tensor
    std: Tensor

    def __init__(
        self, network: nn.Module, half: bool, softmax: list[bool], pixels: Normalisation | None, channels: int
    ) -> None:
        super().__init__()
        self.network = network.half() if half else network
        self.half_precision = half
        self.softmax = softmax
        self.pixels = pixels is not None
        self.channels = channels
        for name, values in zip(("mean", "std"), pixels or (), strict=False):
            self.register_buffer(name, torch.tensor(values).view(-1, 1, 1) * 255, persistent=False)

    def forward(self, *inputs: Tensor) -> Tensor | dict[str, Tensor]:
        """The outputs for a batch: float32 (N, C, H, W) for each input, or uint8 (N, H, W, C) where it takes pixels."""
        given = [self._prepared(x) for x in inputs]
        found = self.network(*(x.half() for x in given) if self.half_precision else given)
        named = isinstance(found, dict)
        given_back = tuple(found.values()) if named else (found,)
        outputs = [
            y.softmax(1) if softmax else y
            for y, softmax in zip(map(self._whole, given_back), self.softmax, strict=True)
        ]
        return dict(zip(found, outputs, strict=True)) if named else outputs[0]

    def _whole(self, y: Tensor) -> Tensor:
        return y.float() if self.half_precision else y

    def _prepared(self, x: Tensor) -> Tensor:
        """What the network takes; repeated channels share their memory, as in training."""
        if not self.pixels:
            return x
        normalised = (x.movedim(-1, 1) - self.mean) / self.std
        return normalised.expand(-1, self.channels, *normalised.shape[2:])
