"""Images that say more than they should: what is held against the header, and what is decoded at a time."""

import io
import struct
import threading
import zlib
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from cnndsl.train.data import decode, sources
from cnndsl.train.data.dataset import MAX_PIXELS, MOST_PIXELS
from cnndsl.train.decide.options import Options
from cnndsl.train.errors import TrainingError

from .conftest import Write

REFUSED = r"has 200 pixels \(20x10\), more than 100, the limit; --max-pixels sets another"


def png(width: int, height: int, *chunks: tuple[bytes, bytes]) -> bytes:
    """A grey PNG that says so many pixels and has none of them."""
    header = (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    parts = [header, *chunks, (b"IDAT", b""), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )


def tiff_with_tile(side: int) -> bytes:
    """A grey TIFF of 16x16 pixels in one tile of this side."""
    data = zlib.compress(bytes(1000))
    tags = [(256, 16), (257, 16), (258, 8), (259, 8), (262, 1), (277, 1), (322, side), (323, side), (325, len(data))]
    tags.insert(8, (324, 8 + 2 + 12 * 10 + 4))
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    return b"II*\0" + struct.pack("<IH", 8, len(tags)) + entries + bytes(4) + data


@pytest.mark.parametrize("name", ["x.png", "x.webp", "x.gif", "x.bmp", "x.ppm", "x.tif"])
def test_an_image_of_more_pixels_than_the_limit_is_refused(write: Write, name: str) -> None:
    path = write(name, (10, 20), "RGB")
    for read in (decode.header, decode.verify):
        with pytest.raises(decode.BadImage, match=REFUSED):
            read(path, 100)
    with pytest.raises(decode.BadImage, match=REFUSED):
        decode.pixels(path, 3, 100)
    with pytest.raises(decode.BadImage, match=REFUSED):
        decode.pixels(io.BytesIO(path.read_bytes()), 3, 100)
    with pytest.raises(decode.BadImage, match="more than 199"):
        decode.pixels(path, 3, 199)
    assert decode.pixels(path, 3, 200).shape == (3, 10, 20)


def test_the_header_decides_before_anything_is_decoded(tmp_path: Path) -> None:
    """The file has no pixels at all, and that is not what is said."""
    (tmp_path / "x.png").write_bytes(png(8193, 8192))
    with pytest.raises(decode.BadImage, match=r"has 67,117,056 pixels \(8193x8192\), more than 67,108,864, the limit"):
        decode.pixels(tmp_path / "x.png", 1)
    (tmp_path / "x.png").write_bytes(png(20_000, 20_000))
    with pytest.raises(decode.BadImage, match="has more than 178,956,970 pixels, the most that is read"):
        decode.pixels(tmp_path / "x.png", 1)


@pytest.mark.parametrize(("limit", "part"), [(200, 1), (199, 2), (50, 2), (49, 4), (15, 4), (14, 8)])
def test_a_larger_jpeg_is_decoded_by_libjpeg_at_the_largest_part_of_its_size_that_fits(
    write: Write, limit: int, part: int
) -> None:
    path = write("x.jpg", (10, 20), "RGB", quality=95)
    with Image.open(path) as image:
        image.draft(None, (20 // part, 10 // part))
        expected = np.asarray(image).transpose(2, 0, 1).copy()
    assert expected.shape == (3, -(-10 // part), -(-20 // part))
    assert torch.equal(decode.pixels(path, 3, limit), torch.from_numpy(expected))
    assert decode.header(path, limit).size == expected.shape[1:]
    decode.verify(path, limit)


def test_a_jpeg_that_no_part_of_its_size_brings_below_the_limit(write: Write) -> None:
    with pytest.raises(decode.BadImage, match=r"has 200 pixels \(20x10\), more than 5, the limit"):
        decode.pixels(write("x.jpg", (10, 20), "RGB"), 3, 5)


def test_a_tile_counts_too(tmp_path: Path) -> None:
    path = tmp_path / "x.tif"
    path.write_bytes(tiff_with_tile(16))
    assert decode.pixels(path, 1).shape == (1, 16, 16)
    path.write_bytes(tiff_with_tile(32_768))
    with pytest.raises(decode.BadImage, match="has tiles of 1,073,741,824 pixels, more than 67,108,864, the limit"):
        decode.pixels(path, 1)


def test_text_that_unpacks_to_more_than_it_should(tmp_path: Path) -> None:
    (tmp_path / "x.png").write_bytes(png(8, 8, (b"zTXt", b"k\0\0" + zlib.compress(bytes(20_000_000)))))
    with pytest.raises(decode.BadImage, match="Decompressed data too large"):
        decode.pixels(tmp_path / "x.png", 1)


def test_what_is_no_picture_in_pixels(tmp_path: Path) -> None:
    (tmp_path / "x.png").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    with pytest.raises(decode.BadImage, match="is no image of a known format"):
        decode.pixels(tmp_path / "x.png", 1)
    (tmp_path / "x.ppm").write_bytes(b"P5 0 7 255\n")
    with pytest.raises(decode.BadImage):
        decode.pixels(tmp_path / "x.ppm", 1)


@pytest.mark.parametrize("name", ["x.gif", "x.webp", "x.png"])
def test_of_an_animation_the_first_picture_counts(tmp_path: Path, name: str) -> None:
    first, *others = [Image.new("RGB", (6, 4), (200, shade, 0)) for shade in (0, 100, 200)]
    first.save(tmp_path / name, save_all=True, append_images=others, lossless=True)
    assert decode.pixels(tmp_path / name, 3)[:, 2, 2].tolist() == [200, 0, 0]


@pytest.mark.parametrize(
    ("name", "mode"),
    [("x.png", "L"), ("x.png", "LA"), ("x.png", "P"), ("x.png", "RGBA"), ("x.jpg", "RGB"), ("x.jpg", "CMYK")],
)
def test_bands_change_nothing(write: Write, monkeypatch: pytest.MonkeyPatch, name: str, mode: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 8
    path = write(name, (50, 30), mode, exif=exif)
    whole = [decode.pixels(path, channels) for channels in (1, 3)]
    monkeypatch.setattr(decode, "_BAND", 70)
    banded = [decode.pixels(path, channels) for channels in (1, 3)]
    assert all(torch.equal(one, other) for one, other in zip(whole, banded, strict=True))
    assert [one.shape for one in whole] == [(1, 30, 50), (3, 30, 50)]


def test_bands_of_sixteen_bits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.random.default_rng(0).integers(0, 65_536, (40, 30), np.uint16)
    Image.fromarray(values).save(tmp_path / "x.png")
    monkeypatch.setattr(decode, "_BAND", 70)
    assert torch.equal(decode.pixels(tmp_path / "x.png", 1)[0], torch.from_numpy((values >> 8).astype(np.uint8)))


def test_large_images_are_decoded_one_after_the_other() -> None:
    turns, order = decode._Turns(100), []

    def take(name: str, side: int) -> None:
        with turns.of(Image.new("L", (side, side))):
            order.append(name)

    with turns.of(Image.new("L", (5, 5))), turns.of(Image.new("L", (7, 7))):  # 74 of 100
        waiting = threading.Thread(target=take, args=("large", 20))  # it has the whole for itself
        waiting.start()
        take("small", 5)
        order.append("both")
    waiting.join()
    assert order == ["small", "both", "large"]


def test_a_folder_with_images_beyond_the_limit(photos: Path) -> None:
    Image.new("L", (30, 10)).save(photos / "cat" / "large.png")
    Image.new("L", (30, 10)).save(photos / "cat" / "large.jpg")
    with pytest.raises(TrainingError, match=r"1 of 22 images cannot be decoded: .*large\.png \(has 300 pixels"):
        sources.find(str(photos), max_pixels=299).load()
    loaded = sources.find(str(photos), skip_bad=True, max_pixels=299).load()
    assert len(loaded.train) + len(loaded.test) == 21
    shapes = {tuple(part.images[place].shape) for part in (loaded.train, loaded.test) for place in range(len(part))}
    assert shapes == {(1, 6, 8), (1, 5, 15)}
    every = sources.find(str(photos)).load()
    assert len(every.train) + len(every.test) == 22


def test_the_limits_are_pillows_and_the_options() -> None:
    assert Options().max_pixels == MAX_PIXELS
    assert Image.MAX_IMAGE_PIXELS is not None
    assert 2 * Image.MAX_IMAGE_PIXELS == MOST_PIXELS


def test_a_limit_for_images_that_others_open(tmp_path: Path) -> None:
    Image.new("L", (30, 10)).save(tmp_path / "x.png")
    before = Image.MAX_IMAGE_PIXELS
    with decode.held_to(300), Image.open(tmp_path / "x.png") as image:
        image.load()
    with decode.held_to(298), pytest.raises(Image.DecompressionBombError):
        Image.open(tmp_path / "x.png")
    assert before == Image.MAX_IMAGE_PIXELS
