"""Image files to pixels: what they hold, whether they are whole, and the pixels themselves. Pillow does the work.

A file of a few kilobytes may say that it has billions of pixels. So every image has a limit, ``max_pixels``, which is
held against its header before anything is decoded; and the threads of a process decode at the same time only what is no
more than one large image together.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from threading import Condition, Lock
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from PIL import Image, ImageOps, UnidentifiedImageError

from cnndsl.regular_files import read_regular
from cnndsl.train.data import fingerprints
from cnndsl.train.data.dataset import MAX_PIXELS, MOST_PIXELS

if TYPE_CHECKING:
    import torch

FORMATS = ("JPEG", "PNG", "PPM", "BMP", "GIF", "TIFF", "WEBP")
"""Formats that are opened, whatever a file is called: Pillow knows others that start further programs."""

GREY = ("1", "L", "LA", "La", "I", "I;16", "I;16L", "I;16B", "I;16N")
COLOUR = ("P", "PA", "RGB", "RGBA", "RGBa", "RGBX", "CMYK", "YCbCr")
_SCALED = ("JPEG", "MPO")
"""What Pillow calls the formats that libjpeg decodes."""
MOST_BYTES = 256 * 1024 * 1024
"""Of a JPEG; one of the most pixels has fewer."""
_TILE_WIDTH, _TILE_HEIGHT = 322, 323
_ORIENTATION, _SIDEWAYS = 0x0112, (5, 6, 7, 8)
_BAND = 2**20
"""Pixels that are converted at a time."""


class BadImage(Exception):
    """An image that cannot be used; ``str()`` says why."""


class Header(NamedTuple):
    """What a file says of its image before it is decoded."""

    channels: int
    """1 (grey) or 3."""
    size: tuple[int, int]
    """Height and width, turned as its EXIF data ask."""


def header(path: str | os.PathLike[str], max_pixels: int = MAX_PIXELS) -> Header:
    """What the header of a file says of its image; nothing is decoded. Raises BadImage."""
    try:
        with _opened(path, max_pixels) as image:
            width, height = image.size
            turned = image.format != "PNG" or "exif" in image.info  # else Pillow would decode it to look for EXIF data
            if turned and image.getexif().get(_ORIENTATION) in _SIDEWAYS:
                width, height = height, width
            return Header(1 if image.mode in GREY else 3, (height, width))
    except Exception as error:  # what a decoder raises on broken data is not documented
        raise _bad(error) from None


def verify(path: str | os.PathLike[str], max_pixels: int = MAX_PIXELS) -> None:
    """Decode a file and drop the pixels. Raises BadImage where ``pixels`` would."""
    try:
        with _opened(path, max_pixels) as image:
            _require_mode(image)
            image.draft(None, (1, 1))  # a JPEG is read to its end, and computed at an eighth of its size
            with _turns.of(image):
                image.load()
    except Exception as error:
        raise _bad(error) from None


def fingerprint(path: str | os.PathLike[str], channels: int, max_pixels: int = MAX_PIXELS) -> int:
    """Decode a file, drop the pixels, and keep what identifies the image. Raises BadImage where ``pixels`` would."""
    try:
        with _opened(path, max_pixels) as image:
            if image.format not in _SCALED:
                with _turns.of(image):
                    ImageOps.exif_transpose(image, in_place=True)
                    return fingerprints.of_pixels(as_tensor(image, channels))
    except Exception as error:
        raise _bad(error) from None
    verify(path, max_pixels)
    content = read_regular(path, MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise BadImage(f"is larger than {MOST_BYTES // 2**20} MiB")
    return fingerprints.of_bytes(content)


def pixels(file: str | os.PathLike[str] | BinaryIO, channels: int, max_pixels: int = MAX_PIXELS) -> torch.Tensor:
    """The image of a file, by its path or open, uint8 C x H x W with 1 or 3 channels.

    A JPEG of more than ``max_pixels`` is decoded at the half, quarter or eighth of its size that keeps to them (libjpeg
    computes it so); any other file of more is not decoded. Raises BadImage.
    """
    try:
        with _opened(file, max_pixels) as image, _turns.of(image):
            ImageOps.exif_transpose(image, in_place=True)
            return as_tensor(image, channels)
    except Exception as error:
        raise _bad(error) from None


def decoded(image: Image.Image, channels: int) -> torch.Tensor:
    """An image as Pillow has it, uint8 C x H x W with 1 or 3 channels. Raises BadImage."""
    try:
        with _quiet.entered():
            return as_tensor(image, channels)
    except Exception as error:
        raise _bad(error) from None


def as_tensor(image: Image.Image, channels: int) -> torch.Tensor:
    """An image of any mode as uint8 C x H x W: turned as its EXIF data ask, transparency dropped.

    It is converted in bands, so that it is never in memory in a third form.
    """
    import numpy as np
    import torch

    _require_mode(image)
    image.load()
    if image.getexif().get(_ORIENTATION, 1) != 1:
        image = ImageOps.exif_transpose(image)
    width, height = image.size
    tensor = torch.empty((height, width, channels), dtype=torch.uint8)
    rows = max(1, _BAND // width)
    for top in range(0, height, rows):
        bottom = min(height, top + rows)
        band = image if bottom - top == height else image.crop((0, top, width, bottom))
        converted = np.array(_eight_bits(band).convert("L" if channels == 1 else "RGB"))
        tensor[top:bottom] = torch.from_numpy(converted.reshape(bottom - top, width, channels))
    return tensor.permute(2, 0, 1)


@contextmanager
def held_to(max_pixels: int) -> Iterator[None]:
    """The same limit for images that somebody else opens with Pillow; it counts for the whole process meanwhile."""
    with _quiet.entered(), _limited.entered(max_pixels):
        yield


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


@contextmanager
def _opened(file: str | os.PathLike[str] | BinaryIO, max_pixels: int) -> Iterator[Image.Image]:
    """An image whose header has been read and keeps to the limit. Raises BadImage, and what Pillow raises."""
    if isinstance(file, str | os.PathLike):
        file = Path(file)
        if os.path.exists(file) and not os.path.isfile(file):
            raise BadImage("is no regular file")
    with _quiet.entered(), Image.open(file, formats=FORMATS) as image:
        width, height = image.size
        for part in (2, 4, 8):
            if image.format in _SCALED and -(-width // part) * -(-height // part) <= max_pixels < width * height:
                image.draft(None, (max(1, width // part), max(1, height // part)))
                break
        if image.width * image.height > max_pixels:
            raise BadImage(f"has {width * height:,} pixels ({width}x{height}), more than {_limit(max_pixels)}")
        if (tile := _tile(image)) > max_pixels:
            raise BadImage(f"has tiles of {tile:,} pixels, more than {_limit(max_pixels)}")
        if not width * height:
            raise BadImage("has no pixels")
        yield image


def _tile(image: Image.Image) -> int:
    """Pixels of a tile of a TIFF file; libtiff takes memory for one, however small the image is."""
    tags = getattr(image, "tag_v2", {})
    width, height = tags.get(_TILE_WIDTH), tags.get(_TILE_HEIGHT)
    return width * height if isinstance(width, int) and isinstance(height, int) else 0


class _Turns:
    """Threads decode at the same time as long as their images have no more pixels together than one may have."""

    def __init__(self, pixels: int) -> None:
        self._free, self._all = pixels, pixels
        self._change = Condition()

    @contextmanager
    def of(self, image: Image.Image) -> Iterator[None]:
        """Wait until there is room for an image; one that is larger than the whole has it alone."""
        pixels = min(image.width * image.height, self._all)
        with self._change:
            self._change.wait_for(lambda: self._free >= pixels)
            self._free -= pixels
        try:
            yield
        finally:
            with self._change:
                self._free += pixels
                self._change.notify_all()


class _ForAllThreads:
    """Something that is one for the whole process: set by the first thread that enters, put back by the last."""

    def __init__(self, change: Callable[..., AbstractContextManager[None]]) -> None:
        self._change, self._lock, self._inside, self._undo = change, Lock(), 0, ExitStack()

    @contextmanager
    def entered(self, *arguments: object) -> Iterator[None]:
        """``change`` with these arguments, unless another thread has made it already."""
        with self._lock:
            if not self._inside:
                self._undo.enter_context(self._change(*arguments))
            self._inside += 1
        try:
            yield
        finally:
            with self._lock:
                self._inside -= 1
                if not self._inside:
                    self._undo.close()


@contextmanager
def _without_warnings() -> Iterator[None]:
    """Pillow's warnings of odd files are not shown."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@contextmanager
def _pillow_limit(max_pixels: int) -> Iterator[None]:
    before = Image.MAX_IMAGE_PIXELS
    Image.MAX_IMAGE_PIXELS = max(1, max_pixels // 2)  # Pillow refuses what has more than twice as many
    try:
        yield
    finally:
        Image.MAX_IMAGE_PIXELS = before


_turns = _Turns(MAX_PIXELS)
_quiet, _limited = _ForAllThreads(_without_warnings), _ForAllThreads(_pillow_limit)


def _limit(pixels: int) -> str:
    return f"{pixels:,}, the limit; --max-pixels sets another"


def _bad(error: Exception) -> BadImage:
    if isinstance(error, BadImage):
        return error
    if isinstance(error, UnidentifiedImageError):
        return BadImage("is no image of a known format")
    if isinstance(error, Image.DecompressionBombError):
        return BadImage(f"has more than {MOST_PIXELS:,} pixels, the most that is read")
    if isinstance(error, MemoryError):
        return BadImage("needs more memory than there is")
    if isinstance(error, OSError) and error.strerror:
        return BadImage(error.strerror)
    return BadImage(" ".join(str(error).split()) or type(error).__name__)
