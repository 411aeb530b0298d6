"""Random changes of training images, in batches on the device; each image gets its own."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import ceil

import torch
from torch.nn.functional import affine_grid, grid_sample

MIN_AREA = 0.35
"""The smallest share of an image that `resized-crop` keeps."""


@dataclass(frozen=True)
class Draws:
    """What was drawn for the images of one batch; None for what is not done."""

    top: torch.Tensor | None = None
    """B offsets of the crop, from 0 to twice the padding."""
    left: torch.Tensor | None = None
    mirrored: torch.Tensor | None = None
    """B truth values."""
    box: torch.Tensor | None = None
    """B x 4: height and width of the part that is kept, as shares, and its centre from -1 to 1 (y, x)."""

    @classmethod
    def together(cls, several: Sequence[Draws]) -> Draws:
        """What was drawn for several batches that are taken as one."""
        fields = [[each.top, each.left, each.mirrored, each.box] for each in several]
        return cls(*(None if values[0] is None else torch.cat(values) for values in zip(*fields, strict=True)))


@dataclass(frozen=True)
class Augmentation:
    """Which changes are made. The padding of ``crop`` is filled with ``fill``, one value per channel."""

    crop: tuple[int, int] = (0, 0)
    """Padding (down, across) around an image before a window of its own size is cut out of it."""
    flip: bool = False
    resized_crop: bool = False
    fill: tuple[float, ...] = (0.0,)

    @classmethod
    def of(cls, words: Collection[str], size: tuple[int, int], black: tuple[float, ...]) -> Augmentation:
        """The changes that the words of ``--augment`` name, for images of this height and width.

        ``black`` is what stands around a cropped image, one value per channel.
        """
        crop = shift_pixels(size) if "crop" in words else (0, 0)
        return cls(crop, "flip" in words, "resized-crop" in words, black)

    def draw(self, count: int, generator: torch.Generator) -> Draws:
        """Draw the changes of ``count`` images, on the CPU, so that all devices get the same."""
        down, across = self.crop
        top = left = mirrored = box = None
        if down or across:
            top = torch.randint(2 * down + 1, (count,), generator=generator)
            left = torch.randint(2 * across + 1, (count,), generator=generator)
        if self.flip:
            mirrored = torch.rand(count, generator=generator) < 0.5
        if self.resized_crop:
            area, aspect, y, x = torch.rand(4, count, generator=generator)
            root = (MIN_AREA + (1 - MIN_AREA) * area).sqrt()
            skew = (4 / 3) ** (aspect - 0.5)  # width : height from 3:4 to 4:3, as torchvision's RandomResizedCrop
            size = torch.stack([(root / skew).clamp(max=1), (root * skew).clamp(max=1)], 1)
            box = torch.cat([size, (2 * torch.stack([y, x], 1) - 1) * (1 - size)], 1)
        return Draws(top, left, mirrored, box)

    def pad(self, images: torch.Tensor) -> torch.Tensor:
        """N x C x H x W -> the same with the padding of ``crop`` around it."""
        down, across = self.crop
        if not (down or across):
            return images
        count, channels, height, width = images.shape
        fill = torch.tensor(self.fill, dtype=images.dtype, device=images.device).view(1, -1, 1, 1)
        padded = fill.expand(count, channels, height + 2 * down, width + 2 * across).clone()
        padded[:, :, down : down + height, across : across + width] = images
        return padded

    def __call__(self, images: torch.Tensor, draws: Draws) -> torch.Tensor:
        """A batch (B x C x H x W, normalised) with the changes that were drawn for it."""
        if draws.mirrored is not None:
            mirrored = draws.mirrored.to(images.device).view(-1, 1, 1, 1)
            images = torch.where(mirrored, images.flip(3), images)
        if draws.top is not None and draws.left is not None:
            places = torch.arange(len(images), device=images.device)
            images = windows(self.pad(images), images.shape[2:], places, draws.top, draws.left)
        return zoomed(images, draws)


def shift_pixels(size: tuple[int, int]) -> tuple[int, int]:
    """The largest random shift (down, across) of ``crop``: a sixteenth of height and width."""
    return ceil(size[0] / 16), ceil(size[1] / 16)


def windows(
    padded: torch.Tensor, size: Sequence[int], places: torch.Tensor, top: torch.Tensor, left: torch.Tensor
) -> torch.Tensor:
    """One window of each of B images, gathered in one step: B x C x ``size`` (height, width).

    ``padded`` are all images (N x C x H x W), ``places`` the B that are wanted, ``top`` and ``left`` the B offsets in
    pixels of their windows.
    """
    every = padded.unfold(2, size[0], 1).unfold(3, size[1], 1)  # a view: N x C x tops x lefts x H x W
    device = padded.device
    return every[places, :, top.to(device), left.to(device)]


def zoomed(images: torch.Tensor, draws: Draws) -> torch.Tensor:
    """The part of each image (B x C x H x W) that ``draws.box`` names, at the size of the whole; bilinear."""
    if draws.box is None:
        return images
    height, width, y, x = draws.box.to(images.device).unbind(1)  # float32: bf16 would round places to half pixels
    zero = torch.zeros_like(height)
    matrix = torch.stack([torch.stack([width, zero, x], 1), torch.stack([zero, height, y], 1)], 1)
    grid = affine_grid(matrix, list(images.shape), align_corners=False)
    zoomed = grid_sample(images.float(), grid, mode="bilinear", padding_mode="border", align_corners=False)
    return zoomed.to(images.dtype)
