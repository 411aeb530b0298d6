"""Image files to pixels: what they hold, whether they are whole, and the pixels themselves. Pillow does the work."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from PIL import Image, ImageOps, UnidentifiedImageError

if TYPE_CHECKING:
    import torch

FORMATS = ("JPEG", "PNG", "PPM", "BMP", "GIF", "TIFF", "WEBP")
"""Formats that are opened, whatever a file is called: Pillow knows others that start further programs."""

GREY = ("1", "L", "LA", "La", "I", "I;16", "I;16L", "I;16B", "I;16N")
COLOUR = ("P", "PA", "RGB", "RGBA", "RGBa", "RGBX", "CMYK", "YCbCr")
_ORIENTATION, _SIDEWAYS = 0x0112, (5, 6, 7, 8)


class BadImage(Exception):
    """An image that cannot be used; ``str()`` says why."""


class Header(NamedTuple):
    """What a file says of its image before it is decoded."""

    channels: int
    """1 (grey) or 3."""
    size: tuple[int, int]
    """Height and width, turned as its EXIF data ask."""


@contextmanager
def quiet() -> Iterator[None]:
    """Pillow's warnings of odd files are not shown; an image of absurd size is an error at once."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        yield


def header(path: str | os.PathLike[str]) -> Header:
    """What the header of a file says of its image; nothing is decoded. Raises BadImage."""
    try:
        with _open(path) as image:
            width, height = image.size
            turned = image.format != "PNG" or "exif" in image.info  # else Pillow would decode it to look for EXIF data
            if turned and image.getexif().get(_ORIENTATION) in _SIDEWAYS:
                width, height = height, width
            return Header(1 if image.mode in GREY else 3, (height, width))
    except Exception as error:  # what a decoder raises on broken data is not documented
        raise _bad(error) from None


def verify(path: str | os.PathLike[str]) -> None:
    """Decode a file and drop the pixels. Raises BadImage where ``pixels`` would."""
    try:
        with _open(path) as image:
            _require_mode(image)
            image.draft(None, (1, 1))  # a JPEG is read to its end, and computed at an eighth of its size
            image.load()
    except Exception as error:
        raise _bad(error) from None


def pixels(file: str | os.PathLike[str] | BinaryIO, channels: int) -> torch.Tensor:
    """The image of a file, by its path or open, uint8 C x H x W with 1 or 3 channels. Raises BadImage."""
    try:
        with _open(file) as image:
            return as_tensor(image, channels)
    except Exception as error:
        raise _bad(error) from None


def decoded(image: Image.Image, channels: int) -> torch.Tensor:
    """An image as Pillow has it, uint8 C x H x W with 1 or 3 channels. Raises BadImage."""
    try:
        return as_tensor(image, channels)
    except Exception as error:
        raise _bad(error) from None


def as_tensor(image: Image.Image, channels: int) -> torch.Tensor:
    """An image of any mode as uint8 C x H x W: turned as its EXIF data ask, transparency dropped."""
    from torchvision.transforms.functional import pil_to_tensor

    image = ImageOps.exif_transpose(image)
    tensor: torch.Tensor = pil_to_tensor(_eight_bits(image).convert("L" if channels == 1 else "RGB"))
    return tensor


def _eight_bits(image: Image.Image) -> Image.Image:
    """The image with 8 bits a channel and without a palette."""
    _require_mode(image)
    if image.mode.startswith("I"):  # 16 bits; Pillow's own conversion would clip them at 255
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in ("P", "PA"):
        return image.convert("RGBA")
    return image.convert(image.mode.upper()) if image.mode in ("La", "RGBa") else image


def _require_mode(image: Image.Image) -> None:
    if image.mode not in GREY + COLOUR:
        raise BadImage(f"has pixels of the kind {image.mode}, which are neither grey nor RGB")


def _open(file: str | os.PathLike[str] | BinaryIO) -> Image.Image:
    if not isinstance(file, str | os.PathLike):
        return Image.open(file, formats=FORMATS)
    path = Path(file)
    if path.exists() and not path.is_file():
        raise BadImage("is no regular file")
    return Image.open(path, formats=FORMATS)


def _bad(error: Exception) -> BadImage:
    if isinstance(error, BadImage):
        return error
    if isinstance(error, UnidentifiedImageError):
        return BadImage("is no image of a known format")
    if isinstance(error, Image.DecompressionBombError | Image.DecompressionBombWarning):
        return BadImage(f"has more than {Image.MAX_IMAGE_PIXELS or 0:,} pixels")
    if isinstance(error, OSError) and error.strerror:
        return BadImage(error.strerror)
    return BadImage(" ".join(str(error).split()) or type(error).__name__)
