"""From the images of a data set to what the network takes; stored with the weights, to be repeated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch.nn.functional import interpolate


@dataclass(frozen=True)
class Preprocessing:
    """Resize (bilinear), normalise, repeat grey to the network's channels; in this order."""

    size: tuple[int, int]
    """Height and width that the network takes."""
    channels: int
    mean: tuple[float, ...]
    """One per channel of the data, in pixel values between 0 and 1."""
    std: tuple[float, ...]

    @classmethod
    def fit(cls, images: torch.Tensor, input_shape: Sequence[int]) -> Preprocessing:
        """Measure training images (N x C x H x W, 0..1) for a network with this input (CxHxW)."""
        std, mean = torch.std_mean(images.double(), dim=(0, 2, 3), correction=0)
        std = std.where(std > 0, 1.0)  # a constant channel stays as it is
        return cls((input_shape[1], input_shape[2]), input_shape[0], tuple(mean.tolist()), tuple(std.tolist()))

    def __call__(self, images: torch.Tensor) -> torch.Tensor:
        """N x C x H x W between 0 and 1 -> N x channels x size; repeated channels share their memory."""
        if images.shape[2:] != self.size:
            shrinks = self.size[0] < images.shape[2] or self.size[1] < images.shape[3]
            images = interpolate(images, size=self.size, mode="bilinear", antialias=shrinks)
        images = (images - self._per_channel(self.mean, images)) / self._per_channel(self.std, images)
        return images.expand(-1, self.channels, -1, -1)

    @property
    def black(self) -> tuple[float, ...]:
        """What a pixel of value 0 becomes, for each channel of the network."""
        values = tuple(-mean / std for mean, std in zip(self.mean, self.std, strict=True))
        return values * (self.channels // len(values))

    def as_json(self) -> dict[str, object]:
        return {
            "range": [0, 1],
            "resize": list(self.size),
            "interpolation": "bilinear",
            "mean": list(self.mean),
            "std": list(self.std),
            "channels": self.channels,
        }

    @staticmethod
    def _per_channel(values: tuple[float, ...], like: torch.Tensor) -> torch.Tensor:
        return torch.tensor(values, dtype=like.dtype, device=like.device).view(-1, 1, 1)
