"""Folders of images: layouts, what is known from headers, pixels, images that are broken."""

import io
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from cnndsl.train.data import decode, folder, sources
from cnndsl.train.data.dataset import Dataset, Part
from cnndsl.train.errors import TrainingError

from .conftest import Write


def load(root: Path, *, skip_bad: bool = False) -> Dataset:
    return sources.find(str(root), skip_bad=skip_bad).load()


def names(part: Part) -> list[str]:
    images, places = part.images, list(range(len(part)))
    while not isinstance(images, folder.Files):
        places = [images.places[place] for place in places]
        images = images.images
    return [f"{images.paths[place].parent.name}/{images.paths[place].name}" for place in places]


# ------------------------------------------------------------------------------------------------- layouts


def test_classes_alone_are_split_stratified_and_the_same_each_time(photos: Path) -> None:
    source = sources.find(str(photos))
    assert source.facts.classes == ("cat", "dog")
    assert (source.facts.channels, source.facts.size, source.facts.flips) == (1, (6, 8), False)
    dataset = source.load()
    assert dataset.train.labels.bincount().tolist() == [8, 8]
    assert dataset.test.labels.bincount().tolist() == [2, 2]
    assert dataset.validation is None
    assert dataset.notes == ()
    assert len({*names(dataset.train), *names(dataset.test)}) == 20
    assert names(load(photos).test) == names(dataset.test)
    for part in (dataset.train, dataset.test):
        for name, label in zip(names(part), part.labels.tolist(), strict=True):
            assert name.startswith(source.facts.classes[label])


@pytest.mark.parametrize("validation", ["val", "valid", "validation"])
def test_parts_in_folders_of_their_own(write: Write, tmp_path: Path, validation: str) -> None:
    for part, count in (("train", 3), (validation, 2), ("test", 1)):
        for kind in ("b", "a"):
            for number in range(count):
                write(f"set/{part}/{kind}/{number}.png")
    dataset = load(tmp_path / "set")
    assert names(dataset.train) == ["a/0.png", "a/1.png", "a/2.png", "b/0.png", "b/1.png", "b/2.png"]
    assert dataset.validation is not None
    assert names(dataset.validation) == ["a/0.png", "a/1.png", "b/0.png", "b/1.png"]
    assert dataset.test.labels.tolist() == [0, 1]


def test_without_test_images_a_fifth_of_the_training_images_is_taken(photos: Path, tmp_path: Path) -> None:
    shutil.copytree(photos, tmp_path / "set" / "train")
    shutil.copytree(photos, tmp_path / "set" / "val")
    dataset = load(tmp_path / "set")
    assert dataset.validation is not None
    assert (len(dataset.train), len(dataset.validation), len(dataset.test)) == (16, 20, 4)


def test_a_class_may_be_called_train(photos: Path) -> None:
    (photos / "cat").rename(photos / "train")
    assert sources.find(str(photos)).facts.classes == ("dog", "train")


def test_hidden_files_are_passed_over_and_others_are_told(photos: Path, write: Write) -> None:
    write("photos/.cache/1.png")
    write("photos/cat/.1.png")
    write("photos/cat/deeper/1.png")
    (photos / "README.txt").touch()
    (photos / "dog" / "Thumbs.db").touch()
    dataset = load(photos)
    assert len(dataset.train) + len(dataset.test) == 20
    (note,) = dataset.notes
    assert note == "ignored, as no images of a class: " + ", ".join(
        str(photos / name) for name in ("README.txt", "cat/deeper", "dog/Thumbs.db")
    )


def test_links_are_followed(photos: Path, tmp_path: Path) -> None:
    (tmp_path / "linked").mkdir()
    (tmp_path / "linked" / "feline").symlink_to(photos / "cat")
    (tmp_path / "linked" / "canine").mkdir()
    for path in (photos / "dog").iterdir():
        (tmp_path / "linked" / "canine" / path.name).symlink_to(path)
    assert len(load(tmp_path / "linked").train) == 16


def test_a_layout_that_is_none(tmp_path: Path, write: Write) -> None:
    (tmp_path / "set").mkdir()
    with pytest.raises(TrainingError, match="holds no class folders") as error:
        load(tmp_path / "set")
    assert "CLASS/*.png" in error.value.help
    write("set/only/1.png")
    with pytest.raises(TrainingError, match="holds only one class folder, only"):
        load(tmp_path / "set")
    (tmp_path / "set" / "empty").mkdir()
    with pytest.raises(TrainingError, match="no images of empty"):
        load(tmp_path / "set")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names are text")
def test_a_class_whose_name_is_no_text(photos: Path) -> None:
    (photos / "cat").rename(photos / "cat\udcff")
    with pytest.raises(TrainingError, match=r"the class folder 'cat\\udcff' is not UTF-8"):
        load(photos)


@pytest.mark.parametrize("extension", ["gif", "GIF", "jpeg", "tif"])
def test_every_format_that_is_documented_is_found(photos: Path, write: Write, extension: str) -> None:
    write(f"photos/cat/x.{extension}")
    assert load(photos).notes == ()


def test_classes_that_differ_between_the_parts_are_named(photos: Path, tmp_path: Path) -> None:
    for part in ("train", "test"):
        shutil.copytree(photos, tmp_path / "set" / part)
    (tmp_path / "set" / "test" / "dog").rename(tmp_path / "set" / "test" / "dogs")
    with pytest.raises(TrainingError, match="test lacks dog and has dogs, which train has not"):
        load(tmp_path / "set")


def test_two_validation_folders_are_one_too_many(photos: Path, tmp_path: Path) -> None:
    for part in ("train", "val", "valid"):
        shutil.copytree(photos, tmp_path / "set" / part)
    with pytest.raises(TrainingError, match="holds val and valid"):
        load(tmp_path / "set")


def test_too_few_images_for_a_test_part(write: Write, tmp_path: Path) -> None:
    for name in ("a/1", "a/2", "a/3", "b/1"):
        write(f"set/{name}.png")
    with pytest.raises(TrainingError, match="the class b has one image"):
        load(tmp_path / "set")


@pytest.mark.skipif(sys.platform == "win32", reason="permissions")
def test_a_folder_that_may_not_be_read(photos: Path) -> None:
    (photos / "cat").chmod(0)
    try:
        list((photos / "cat").iterdir())
    except PermissionError:
        with pytest.raises(TrainingError, match="cat: cannot be read: Permission denied"):
            load(photos)
    finally:
        (photos / "cat").chmod(0o755)


# ------------------------------------------------------------------------------------------------- headers and pixels


def test_facts_are_read_from_all_headers(photos: Path, write: Write) -> None:
    write("photos/dog/colour.jpg", mode="RGB")
    facts = sources.find(str(photos)).facts
    assert (facts.channels, facts.size, facts.shape) == (3, (6, 8), "3x6x8")
    write("photos/dog/larger.png", (9, 8))
    facts = sources.find(str(photos)).facts
    assert (facts.size, facts.shape) == (None, "3 channels, any size")


@pytest.mark.parametrize(
    ("name", "mode", "channels"),
    [
        ("x.png", "L", 1),
        ("x.jpg", "L", 1),
        ("x.tif", "L", 1),
        ("x.pgm", "L", 1),
        ("x.png", "LA", 1),
        ("x.png", "P", 3),
        ("x.png", "RGB", 3),
        ("x.jpeg", "RGB", 3),
        ("x.webp", "RGB", 3),
        ("x.gif", "RGB", 3),
        ("x.bmp", "RGB", 3),
        ("x.ppm", "RGB", 3),
        ("x.png", "RGBA", 3),
        ("x.jpg", "CMYK", 3),
    ],
)
def test_images_of_all_kinds_come_out_as_bytes(write: Write, name: str, mode: str, channels: int) -> None:
    path = write(name, (6, 8), mode)
    assert decode.header(path) == (channels, (6, 8))
    decode.verify(path)
    for wanted in (1, 3):
        pixels = decode.pixels(path, wanted)
        assert pixels.dtype == torch.uint8
        assert pixels.shape == (wanted, 6, 8)
    with Image.open(path) as image:
        expected = np.asarray(image.convert("L" if channels == 1 else "RGB"))
    expected = expected[None] if channels == 1 else expected.transpose(2, 0, 1)
    assert torch.equal(decode.pixels(path, channels), torch.from_numpy(expected.copy()))


def test_sixteen_bits_keep_their_upper_eight(tmp_path: Path) -> None:
    values = np.array([[0, 255, 256, 32_768, 65_535]], np.uint16)
    for name in ("deep.png", "deep.tif"):
        Image.fromarray(values).save(tmp_path / name)
        assert decode.header(tmp_path / name) == (1, (1, 5))
        assert decode.pixels(tmp_path / name, 1).flatten().tolist() == [0, 0, 1, 128, 255]
        assert decode.pixels(tmp_path / name, 3).shape == (3, 1, 5)


def test_a_palette_with_transparency(tmp_path: Path) -> None:
    drawn = Image.new("P", (3, 2), 1)
    drawn.putpalette([0, 0, 0, 10, 20, 30])
    drawn.save(tmp_path / "x.png", transparency=b"\xff\x00")
    assert decode.pixels(tmp_path / "x.png", 3)[:, 0, 0].tolist() == [10, 20, 30]


@pytest.mark.parametrize("name", ["x.jpg", "x.png"])
def test_images_are_turned_as_their_exif_data_ask(tmp_path: Path, name: str) -> None:
    drawn = Image.new("L", (8, 6))
    drawn.paste(255, (0, 0, 8, 3))  # the upper half is white
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90 degrees clockwise
    drawn.save(tmp_path / name, exif=exif)
    assert decode.header(tmp_path / name).size == (8, 6)
    pixels = decode.pixels(tmp_path / name, 1)
    assert pixels.shape == (1, 8, 6)
    assert pixels[0, :, -1].min() > 200
    assert pixels[0, :, 0].max() < 50


def test_a_network_for_grey_images_would_get_all_of_a_grey_folder(photos: Path) -> None:
    train = load(photos).train
    assert train.images[0].shape == (1, 6, 8)


# ------------------------------------------------------------------------------------------------- broken images


def broken(photos: Path) -> dict[str, bytes]:
    """Files of every kind of damage, by the names of images."""
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8))
    png, jpeg, fractions = io.BytesIO(), io.BytesIO(), io.BytesIO()
    noise.save(png, "PNG")
    noise.save(jpeg, "JPEG")
    Image.fromarray(np.zeros((4, 4), np.float32)).save(fractions, "TIFF")
    flipped = bytearray(png.getvalue())
    flipped[2000] ^= 0xFF
    return {
        "cut.png": png.getvalue()[:-2000],
        "cut.jpg": jpeg.getvalue()[:-2000],
        "flipped.png": bytes(flipped),
        "empty.png": b"",
        "text.jpg": b"<html>404</html>",
        "program.png": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 8 8\nshowpage\n",
        "fractions.tif": fractions.getvalue(),
    }


def test_broken_images_are_named_and_counted(photos: Path) -> None:
    files = broken(photos)
    for name, data in files.items():
        (photos / "cat" / name).write_bytes(data)
    with pytest.raises(TrainingError) as error:
        load(photos)
    assert f"{len(files)} of {20 + len(files)} images cannot be decoded" in error.value.message
    for name in files:
        assert str(photos / "cat" / name) in error.value.message
    assert "cat/text.jpg (is no image of a known format)" in error.value.message
    assert "--skip-bad" in error.value.help


def test_broken_images_are_left_out_where_that_is_asked_for(photos: Path) -> None:
    files = broken(photos)
    for name, data in files.items():
        (photos / "cat" / name).write_bytes(data)
    dataset = load(photos, skip_bad=True)
    assert (len(dataset.train), len(dataset.test)) == (16, 4)
    assert not {name.split("/")[1] for name in names(dataset.train) + names(dataset.test)} & files.keys()
    (note,) = dataset.notes
    assert note.startswith(f"{len(files)} of {20 + len(files)} images cannot be decoded and are left out: ")
    # the headers of broken colour images were read too: what is left is given as RGB
    for part in (dataset.train, dataset.test):
        assert all(part.images[place].shape == (3, 6, 8) for place in range(len(part)))


def test_many_broken_images_are_not_all_named(photos: Path) -> None:
    for number in range(15):
        (photos / "cat" / f"bad{number:02}.png").touch()
    with pytest.raises(TrainingError, match=r"bad09\.png \(.*\) and 5 more\nhelp: "):
        load(photos)


def test_a_class_that_is_all_broken(photos: Path) -> None:
    for path in (photos / "cat").iterdir():
        path.write_bytes(b"")
    with pytest.raises(TrainingError, match="no image of cat in train can be decoded"):
        load(photos, skip_bad=True)
    for path in (photos / "dog").iterdir():
        path.write_bytes(b"")
    with pytest.raises(
        TrainingError, match=r"none of its 20 images can be read: .*cat/0\.png \(is no image of a known format\)"
    ):
        sources.find(str(photos))


def test_an_image_that_goes_bad_after_it_was_checked(photos: Path) -> None:
    train = load(photos).train
    (photos / names(train)[0]).write_bytes(b"")
    with pytest.raises(TrainingError, match="is no image of a known format"):
        train.images[0]


def test_facts_of_a_folder_need_neither_torch_nor_numpy(photos: Path) -> None:
    code = (
        "import sys; from cnndsl.train.data import sources\n"
        f"assert sources.find({str(photos)!r}).facts.shape == '1x6x8'\n"
        "sys.exit(any(name in sys.modules for name in ('torch', 'torchvision', 'numpy', 'sklearn')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
