"""Images that ask for much memory with few bytes, or are damaged, and the most memory that the command took.

CNNDSL_MEBIBYTES is what a command may take with such an image: the libraries alone take some 700 MiB.
"""

from __future__ import annotations

import io
import json
import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import torch
from PIL import Image
from safetensors.torch import save_file

import cnndsl
from benchmarks.faults import Fault, Outcome, first_line
from benchmarks.faults import cnndsl as command
from benchmarks.measure import outcome

MEBIBYTES = float(os.environ.get("CNNDSL_MEBIBYTES", "2800"))
TINY = "model Tiny(classes=2)\ninput 3x8x8\nflatten\nfc classes\n"
SIDE = 8192
"""Of the largest image that is read."""


def png(width: int, height: int, *chunks: tuple[bytes, bytes], kind: int = 2, bits: int = 8) -> bytes:
    """A black PNG: RGB (2), RGBA (6) or grey (0), with more chunks before its pixels."""
    row = bytes(1 + width * bits // 8 * {0: 1, 2: 3, 6: 4}[kind])
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = (b"IHDR", struct.pack(">IIBBBBB", width, height, bits, kind, 0, 0, 0))
    parts = [header, *chunks, (b"IDAT", data), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    )


def _saved(form: str, width: int, height: int, mode: str = "RGB", **options: object) -> Callable[[], bytes]:
    def make() -> bytes:
        stream = io.BytesIO()
        Image.new(mode, (width, height)).save(stream, form, **options)
        return stream.getvalue()

    return make


def _cut(content: Callable[[], bytes]) -> Callable[[], bytes]:
    return lambda: content()[:-30]


def _several(form: str) -> Callable[[], bytes]:
    def make() -> bytes:
        stream = io.BytesIO()
        frames = [Image.new("RGB", (8, 8), (shade, 0, 0)) for shade in (0, 99, 200)]
        frames[0].save(stream, form, save_all=True, append_images=frames[1:])
        return stream.getvalue()

    return make


def _predicted(content: Callable[[], bytes], words: str, *more: object, status: int = 1) -> Fault:
    def happen(folder: Path) -> Outcome:
        (folder / "x.png").write_bytes(content())
        _weights(folder / "tiny.safetensors")
        return _measured(folder, words, status, "predict", folder / "tiny.safetensors", folder / "x.png", *more)

    return happen


def _thirty(content: Callable[[], bytes], words: str, status: int) -> Fault:
    def happen(folder: Path) -> Outcome:
        whole = content()
        for name in "ab":
            (folder / "data" / name).mkdir(parents=True)
            for number in range(15):
                (folder / "data" / name / f"{number}.webp").write_bytes(whole)
        (folder / "tiny.cnn").write_text(TINY, encoding="utf-8")
        return _measured(folder, words, status, "train", folder / "tiny.cnn", "--data", folder / "data", "--dry-run")

    return happen


def _measured(folder: Path, words: str, status: int, *arguments: object) -> Outcome:
    used, ended, said = outcome(["sh", "-c", 'exec "$@" 2>&1', "sh", *command(*arguments)])
    promised = ended == status and words in " ".join(said.split()) and used.mebibytes < MEBIBYTES
    told = first_line(said).replace(str(folder), "")
    return Outcome(promised, f"status {ended}, {used.mebibytes:,.0f} MiB, {used.cpu:.1f} s of CPU: {told[:110]}")


def _weights(path: Path) -> None:
    torch.manual_seed(0)
    preprocessing = {"size": [8, 8], "resize": "crop", "channels": 3, "mean": [0.5] * 3, "std": [0.2] * 3}
    metadata = {"cnn": TINY, "set": "{}", "input": "[3, 8, 8]", "classes": '["a", "b"]'}
    state = cnndsl.parse(TINY).to_torch().state_dict()
    save_file(state, path, {**metadata, "preprocessing": json.dumps(preprocessing)})


def _text_bomb() -> bytes:
    return png(8, 8, *[(b"zTXt", b"key\0\0" + zlib.compress(bytes(2**27), 9))] * 3)


FAULTS: dict[str, Fault] = {
    "a WebP of 88 million pixels": _predicted(_saved("WEBP", 8000, 11000, lossless=True), "has 88,000,000 pixels"),
    "thirty of them, a dry run": _thirty(_saved("WEBP", 8000, 11000, lossless=True), "has 88,000,000 pixels", 1),
    "the largest WebP that is read": _predicted(_saved("WEBP", SIDE, SIDE, lossless=True), "%", status=0),
    "thirty of them, a dry run, read": _thirty(_saved("WEBP", SIDE, SIDE, lossless=True), "dry run", 0),
    "the largest PNG that is read": _predicted(lambda: png(SIDE, SIDE), "%", status=0),
    "the largest PNG with transparency": _predicted(lambda: png(SIDE, SIDE, kind=6), "%", status=0),
    "the largest PNG of 16 bits": _predicted(lambda: png(SIDE, SIDE, kind=0, bits=16), "%", status=0),
    "a PNG of a billion pixels": _predicted(lambda: png(32_000, 32_000, kind=0), "has more than 178,956,970 pixels"),
    "a JPEG of 169 million pixels": _predicted(_saved("JPEG", 13_000, 13_000, "L", quality=1), "%", status=0),
    "a PNG with text of 400 MB": _predicted(_text_bomb, "Decompressed data too large"),
    "an image within a limit that is lower": _predicted(
        lambda: png(100, 100), "has 10,000 pixels (100x100), more than 9,999", "--max-pixels", 9_999
    ),
    "a PNG that is cut off": _predicted(_cut(_saved("PNG", 64, 64)), "cannot be read"),
    "a JPEG that is cut off": _predicted(_cut(_saved("JPEG", 64, 64)), "cannot be read"),
    "an SVG": _predicted(lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>', "is no image of a known format"),
    "an animated GIF": _predicted(_several("GIF"), "%", status=0),
    "an animated WebP": _predicted(_several("WEBP"), "%", status=0),
    "a palette": _predicted(_saved("PNG", 64, 64, "P"), "%", status=0),
    "CMYK": _predicted(_saved("JPEG", 64, 64, "CMYK"), "%", status=0),
}
