"""Files that the tests of the data write."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write an image below the test's folder; its pixels are drawn from its name."""

    def image(name: str, size: tuple[int, int] = (6, 8), mode: str = "L", **options: object) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        shape = size if mode in ("L", "P") else (*size, len(mode))
        pixels = np.random.default_rng(len(name) + sum(map(ord, name))).integers(0, 256, shape, dtype=np.uint8)
        drawn = Image.fromarray(pixels, None if mode != "P" else "L")
        if mode == "P":
            drawn = drawn.convert("RGB").quantize(8)
        if mode == "CMYK":
            drawn = Image.fromarray(pixels[..., :3]).convert("CMYK")
        drawn.save(path, **options)
        return path

    return image


@pytest.fixture
def photos(write: Write, tmp_path: Path) -> Path:
    """A folder of two classes, ten grey images each."""
    for kind in ("cat", "dog"):
        for number in range(10):
            write(f"photos/{kind}/{number}.png")
    return tmp_path / "photos"
