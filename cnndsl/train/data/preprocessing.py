"""From the images of a data set to what the network takes; stored with the weights, to be repeated.

torch is imported where images are at hand, so that what is stored can be read without it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, get_args

from cnndsl import environment
from cnndsl.train.data.dataset import Images, Resize
from cnndsl.weights.stored import Interpolation, StatedPreprocessing

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True)
class Preprocessing:
    """Resize, normalise, repeat grey to the network's channels; in this order.

    ``fit`` resizes whole numbers (uint8), so that images can be kept or sent in a quarter of the memory;
    ``normalise`` makes of them what the network takes, and runs in batches on the device.
    """

    size: tuple[int, int]
    """Height and width that the network takes."""
    channels: int
    """Channels that the network takes."""
    mean: tuple[float, ...]
    """One per channel of the data, in pixel values between 0 and 1."""
    std: tuple[float, ...]
    resize: Resize = "crop"
    interpolation: Interpolation = "bilinear"
    """Between pixels, where images are resized."""
    grey: bool = False
    """Whether the images are grey although there is a mean for each of three channels: each repetition gets its own."""

    @classmethod
    def stated(
        cls, stated: StatedPreprocessing, data_channels: int, input_shape: Sequence[int], resize: Resize = "crop"
    ) -> Preprocessing:
        """That of weights from elsewhere, for images with so many channels and this input (CxHxW)."""
        mean, std = (values * data_channels if len(values) == 1 else values for values in (stated.mean, stated.std))
        size = input_shape[1], input_shape[2]
        return cls(size, input_shape[0], mean, std, resize, stated.interpolation, grey=len(mean) > data_channels)

    @classmethod
    def measure(cls, images: torch.Tensor, input_shape: Sequence[int], resize: Resize = "crop") -> Preprocessing:
        """Take mean and standard deviation of training images (uint8 N x C x H x W) for this input (CxHxW)."""
        import torch

        count, total, squares = 0, torch.zeros(images.shape[1]).double(), torch.zeros(images.shape[1]).double()
        for chunk in torch.tensor_split(images, -(-len(images) // 4096)):
            values = chunk.double() / 255
            count += values.numel() // values.shape[1]
            total += values.sum((0, 2, 3))
            squares += values.square().sum((0, 2, 3))
        mean = total / count
        std = (squares / count - mean.square()).clamp(min=0).sqrt()
        std = std.where(std > 1e-6, 1.0)  # a constant channel stays as it is
        size = input_shape[1], input_shape[2]
        return cls(size, input_shape[0], tuple(mean.tolist()), tuple(std.tolist()), resize)

    def fit(self, images: torch.Tensor) -> torch.Tensor:
        """uint8 [N x] C x H x W -> the same with the network's height and width."""
        return fitted(images, self.size, self.resize, self.interpolation)

    def fit_all(self, images: torch.Tensor | Images) -> torch.Tensor:
        """The same for all images of a part, uint8 N x C x H x W."""
        return fit_all(images, self.size, self.resize, self.interpolation)

    def normalise(self, images: torch.Tensor) -> torch.Tensor:
        """uint8 N x C x H x W -> float32 N x channels x H x W; repeated channels share their memory."""
        import torch

        mean, std = (torch.tensor(x, device=images.device).view(-1, 1, 1) * 255 for x in (self.mean, self.std))
        return ((images - mean) / std).expand(-1, self.channels, -1, -1)

    def __call__(self, images: torch.Tensor) -> torch.Tensor:
        """uint8 N x C x H x W of any size -> what the network takes."""
        return self.normalise(self.fit(images))

    @property
    def data_channels(self) -> int:
        """Channels of the images before it: 1 (grey) or 3 (RGB)."""
        return 1 if self.grey else len(self.mean)

    @property
    def black(self) -> tuple[float, ...]:
        """What a pixel of value 0 becomes, for each channel of the network."""
        values = tuple(-mean / std for mean, std in zip(self.mean, self.std, strict=True))
        return values * (self.channels // len(values))

    def as_json(self) -> dict[str, object]:
        """What a weights file stores of it: sizes in pixels, mean and std of pixel values between 0 and 1."""
        return {
            "size": list(self.size),
            "resize": self.resize,
            "interpolation": self.interpolation,
            "mean": list(self.mean),
            "std": list(self.std),
            "channels": self.channels,
            **({"grey": True} if self.grey else {}),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Preprocessing:
        """The inverse of ``as_json``. Raises KeyError, TypeError or ValueError for anything else."""
        if stored["resize"] not in get_args(Resize):
            raise ValueError(f"unknown resize {stored['resize']!r}")
        height, width = stored["size"]
        mean, std = (tuple(map(float, stored[key])) for key in ("mean", "std"))
        if len(mean) != len(std) or not all(std) or int(stored["channels"]) % len(mean):
            raise ValueError("mean, std and channels do not go together")
        interpolation = stored.get("interpolation", "bilinear")
        if interpolation not in get_args(Interpolation):
            raise ValueError(f"unknown interpolation {interpolation!r}")
        grey = stored.get("grey", False)
        if type(grey) is not bool or (grey and len(mean) == 1):
            raise ValueError("grey is not what it says")
        size = int(height), int(width)
        return cls(size, int(stored["channels"]), mean, std, stored["resize"], interpolation, grey)


def fitted(
    images: torch.Tensor, size: tuple[int, int], resize: Resize, interpolation: Interpolation = "bilinear"
) -> torch.Tensor:
    """uint8 [N x] C x H x W -> the same with this height and width; antialiased."""
    from torchvision.transforms.v2 import functional as transforms

    height, width = images.shape[-2:]
    if (height, width) == size:
        return images
    if resize == "crop":  # cut before scaling: a long strip never becomes an enormous image
        kept = (
            min(height, max(1, round(width * size[0] / size[1]))),
            min(width, max(1, round(height * size[1] / size[0]))),
        )
        images = transforms.center_crop(images, list(kept))
    if resize == "pad":
        ratio = min(1.0, size[0] / height, size[1] / width)
        inside = max(1, round(height * ratio)), max(1, round(width * ratio))
        padded: torch.Tensor = transforms.center_crop(
            images if ratio == 1 else _scaled(images, inside, interpolation), list(size)
        )
        return padded
    return _scaled(images, size, interpolation)


def fit_all(
    images: torch.Tensor | Images, size: tuple[int, int], resize: Resize, interpolation: Interpolation = "bilinear"
) -> torch.Tensor:
    """``fitted`` for all images of a part: in chunks, or decoded by several threads."""
    import torch

    fit = partial(fitted, size=size, resize=resize, interpolation=interpolation)
    if isinstance(images, torch.Tensor):
        return torch.cat([fit(chunk) for chunk in torch.tensor_split(images, -(-len(images) // 4096))])
    with ThreadPoolExecutor(
        environment.usable_cores()
    ) as pool:  # decoding and resizing leave the interpreter to others
        return torch.stack(list(pool.map(lambda index: fit(images[index]), range(len(images)))))


def _scaled(images: torch.Tensor, size: tuple[int, int], interpolation: Interpolation) -> torch.Tensor:
    from torchvision.transforms import InterpolationMode
    from torchvision.transforms.v2 import functional as transforms

    mode = InterpolationMode(interpolation)
    scaled: torch.Tensor = transforms.resize_image(images, list(size), mode, antialias=True)
    return scaled
