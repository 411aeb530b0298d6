"""From the images of a data set to what the network takes; stored with the weights, to be repeated.

torch is imported where images are at hand, so that what is stored can be read without it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

from cnndsl import environment
from cnndsl.train.data.dataset import Images, Resize

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
        return fitted(images, self.size, self.resize)

    def fit_all(self, images: torch.Tensor | Images) -> torch.Tensor:
        """The same for all images of a part, uint8 N x C x H x W."""
        return fit_all(images, self.size, self.resize)

    def normalise(self, images: torch.Tensor) -> torch.Tensor:
        """uint8 N x C x H x W -> float32 N x channels x H x W; repeated channels share their memory."""
        import torch

        mean, std = (torch.tensor(x, device=images.device).view(-1, 1, 1) * 255 for x in (self.mean, self.std))
        return ((images - mean) / std).expand(-1, self.channels, -1, -1)

    def __call__(self, images: torch.Tensor) -> torch.Tensor:
        """uint8 N x C x H x W of any size -> what the network takes."""
        return self.normalise(self.fit(images))

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
            "interpolation": "bilinear",
            "mean": list(self.mean),
            "std": list(self.std),
            "channels": self.channels,
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
        return cls((int(height), int(width)), int(stored["channels"]), mean, std, stored["resize"])


def fitted(images: torch.Tensor, size: tuple[int, int], resize: Resize) -> torch.Tensor:
    """uint8 [N x] C x H x W -> the same with this height and width; bilinear, antialiased."""
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
        padded: torch.Tensor = transforms.center_crop(images if ratio == 1 else _scaled(images, inside), list(size))
        return padded
    return _scaled(images, size)


def fit_all(images: torch.Tensor | Images, size: tuple[int, int], resize: Resize) -> torch.Tensor:
    """``fitted`` for all images of a part: in chunks, or decoded by several threads."""
    import torch

    if isinstance(images, torch.Tensor):
        return torch.cat([fitted(chunk, size, resize) for chunk in torch.tensor_split(images, -(-len(images) // 4096))])
    with ThreadPoolExecutor(
        environment.usable_cores()
    ) as pool:  # decoding and resizing leave the interpreter to others
        return torch.stack(list(pool.map(lambda index: fitted(images[index], size, resize), range(len(images)))))


def _scaled(images: torch.Tensor, size: tuple[int, int]) -> torch.Tensor:
    from torchvision.transforms import InterpolationMode
    from torchvision.transforms.v2 import functional as transforms

    scaled: torch.Tensor = transforms.resize_image(images, list(size), InterpolationMode.BILINEAR, antialias=True)
    return scaled
