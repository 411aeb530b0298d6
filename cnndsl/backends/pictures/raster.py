"""SVG to pixels, by resvg (extra `draw`)."""

from __future__ import annotations

import struct
import zlib

from cnndsl.backends.pictures.svg import MARK
from cnndsl.extras import require


def png(svg: str, scale: float) -> bytes:
    """The pixels of an SVG, ``scale`` for one of its own. Raises MissingExtraError."""
    require("drawing a png", "resvg_py", extra="draw")
    import resvg_py

    return marked(bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=scale)))


def marked(data: bytes) -> bytes:
    """A PNG with the word of who drew it after its header (PNG, Third Edition, 11.3.3: tEXt)."""
    text = b"Software\0" + MARK.encode()
    chunk = b"tEXt" + text
    head = 8 + 25  # the signature and IHDR
    return data[:head] + struct.pack(">I", len(text)) + chunk + struct.pack(">I", zlib.crc32(chunk)) + data[head:]
