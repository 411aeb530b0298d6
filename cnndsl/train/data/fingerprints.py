"""What identifies images: eight bytes of BLAKE2b for each, made of its pixels, or of the file where that is a JPEG.

Two decoders make the same pixels of a PNG, and other last bits of a JPEG; so it is the bytes that stay the same there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b, sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

BYTES = 8


def of_bytes(content: bytes) -> int:
    """The fingerprint of a file, a signed number of 64 bits."""
    return int.from_bytes(blake2b(content, digest_size=BYTES).digest(), "little", signed=True)


def of_pixels(image: torch.Tensor) -> int:
    """The fingerprint of one image, uint8 C x H x W: of its shape and pixels."""
    shape = ",".join(map(str, image.shape)).encode()
    found = blake2b(shape, digest_size=BYTES)
    for plane in image:  # one after the other, so that a large image is not in memory twice
        found.update(plane.contiguous().numpy())
    return int.from_bytes(found.digest(), "little", signed=True)


def of_all(images: torch.Tensor) -> torch.Tensor:
    """Those of uint8 N x C x H x W, int64 N."""
    import torch

    rows = images.contiguous().flatten(1).numpy()
    start = blake2b(",".join(map(str, images.shape[1:])).encode(), digest_size=BYTES)
    found = bytearray()
    for row in rows:
        each = start.copy()
        each.update(row)
        found += each.digest()
    return torch.frombuffer(found, dtype=torch.int64) if found else torch.empty(0, dtype=torch.int64)


@dataclass(frozen=True, eq=False)
class Identity:
    """The images of a part in their order, by their fingerprints, and their labels; int64 N each."""

    images: torch.Tensor
    labels: torch.Tensor

    @property
    def digest(self) -> str:
        """One for all of it: it changes with any image, any label, and the order."""
        found = sha256()
        for numbers in (self.images, self.labels):
            found.update(numbers.contiguous().numpy())  # type: ignore[arg-type]
        return found.hexdigest()

    def difference(self, now: Identity) -> str:
        """What is no longer as it was, as words after the name of the part; empty where nothing has changed."""
        if self.digest == now.digest:
            return ""
        before, after = Counter(self.images.tolist()), Counter(now.images.tolist())
        others = (before - after).total()
        if others:
            return f"{others:,} of {len(self.images):,} images are others"
        labelled = [Counter(zip(each.images.tolist(), each.labels.tolist(), strict=True)) for each in (self, now)]
        wrong = (labelled[0] - labelled[1]).total()
        if wrong:
            return f"{wrong:,} of {len(self.images):,} images have another label"
        return "the same images and labels are in another order"

    def among(self, images: torch.Tensor) -> int:
        """How many of these fingerprints are those of images of the part."""
        import torch

        return int(torch.isin(images, self.images).sum())


def differences(before: Mapping[str, Identity], now: Mapping[str, Identity]) -> list[str]:
    """What changed in each part that is known from both times."""
    found = [(part, before[part].difference(now[part])) for part in before if part in now]
    return [f"{part}: {what}" for part, what in found if what]
