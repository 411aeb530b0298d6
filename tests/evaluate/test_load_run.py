"""`cnndsl.load_run`: a finished run in Python, and that it predicts what `cnndsl predict` predicts."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from click.testing import CliRunner
from PIL import Image

import cnndsl
from cnndsl.cli import cli
from cnndsl.evaluate import weights as stored_weights
from cnndsl.train.data import digits
from tests.evaluate.conftest import CNN, PREPROCESSING, Weights

PAGE = Path("docs/python.md").read_text("utf-8")


@pytest.fixture
def run(finished: Path) -> cnndsl.Run:
    return cnndsl.load_run(finished, device="cpu")


@pytest.fixture
def colour(weights: Weights) -> cnndsl.Run:
    """An untrained network for RGB images of 6x5 pixels."""
    cnn = "model C(classes=3)\ninput 3x6x5\nconv 4 3x3\nrelu\nflatten\nfc classes\n"
    preprocessing = {**PREPROCESSING, "size": [6, 5], "channels": 3, "mean": [0.5, 0.4, 0.3], "std": [0.2, 0.3, 0.4]}
    path = weights(
        tensors=cnndsl.parse(cnn).to_torch().state_dict(),
        cnn=cnn,
        input="[3, 6, 5]",
        preprocessing=json.dumps(preprocessing),
    )
    return cnndsl.load_run(path, device="cpu")


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Seventy test images of the digits as files: more than two batches."""
    folder = tmp_path_factory.mktemp("pictures")
    images = digits.load().test.images
    paths = [folder / f"{i:02}.png" for i in range(70)]
    for path, image in zip(paths, images, strict=False):
        Image.fromarray(image[0].numpy()).save(path)
    return paths


def predicted(run: Path, *images: Path | str, top: int = 10) -> list[list[tuple[str, float]]]:
    """What `cnndsl predict` says."""
    command = ["predict", str(run), *map(str, images), "--format", "json", "--top", str(top), "--device", "cpu"]
    found = json.loads(CliRunner().invoke(cli, command, catch_exceptions=False).stdout)
    return [[(guess["class"], guess["probability"]) for guess in one["predictions"]] for one in found]


def likely(found: list[Any]) -> list[list[tuple[str, float]]]:
    return [list(prediction.likely) for prediction in found]


# ------------------------------------------------------------------------------------------------ what it has


def test_a_run_has_its_network_its_module_its_classes_and_its_preprocessing(run: cnndsl.Run, finished: Path) -> None:
    assert run.classes == tuple("0123456789")
    assert run.network.output == (10,)
    assert run.path == finished / "best.safetensors"
    assert run.notes == ()
    assert not run.module.training
    assert {parameter.device for parameter in run.module.parameters()} == {run.device}
    again = stored_weights.load(finished).model.state_dict()
    assert all(torch.equal(value, again[key]) for key, value in run.module.state_dict().items())
    assert repr(run).startswith("<Run Small: 1x8x8 -> 10")
    assert isinstance(run, cnndsl.Run)


def test_its_module_maps_what_its_preprocessing_makes(run: cnndsl.Run, finished: Path, pictures: list[Path]) -> None:
    image = torch.from_numpy(np.array(Image.open(pictures[0])))[None, None]
    with torch.inference_mode():
        shares = run.module(run.preprocessing(image)).softmax(1)[0]
    found = dict(run.predict(pictures[0], top=None)[0].likely)
    assert list(found) == [run.classes[i] for i in shares.argsort(descending=True, stable=True)]
    torch.testing.assert_close(torch.tensor([found[name] for name in run.classes]), shares)


# ------------------------------------------------------------------------------------------------ predictions


def test_it_predicts_what_the_command_predicts_bit_for_bit(
    run: cnndsl.Run, finished: Path, pictures: list[Path]
) -> None:
    expected = predicted(finished, *pictures)
    opened = [Image.open(path) for path in pictures]
    arrays = [np.array(image) for image in opened]
    batch = np.stack(arrays)
    ways = {
        "paths": pictures,
        "texts": tuple(map(str, pictures)),
        "a folder": pictures[0].parent,
        "Pillow": opened,
        "arrays": arrays,
        "arrays with a channel": [array[..., None] for array in arrays],
        "an array": batch[..., None],
        "tensors": [torch.from_numpy(array)[None] for array in arrays],
        "grey tensors": [torch.from_numpy(array) for array in arrays],
        "a tensor": torch.from_numpy(batch)[:, None],
        "fractions": torch.from_numpy(batch)[:, None] / 255,
        "fractions of 64 bits": batch[..., None] / 255.0,
        "wide whole numbers": batch[..., None].astype(np.int64),
        "of all kinds": [opened[0], *pictures[1:30], *arrays[30:]],
    }
    for name, images in ways.items():
        assert likely(run.predict(images, top=10)) == expected, name


def test_one_image_is_a_list_of_one(run: cnndsl.Run, finished: Path, pictures: list[Path]) -> None:
    expected = predicted(finished, pictures[3])
    array = np.array(Image.open(pictures[3]))
    for image in (pictures[3], str(pictures[3]), Image.open(pictures[3]), array, torch.from_numpy(array)[None]):
        assert likely(run.predict(image, top=10)) == expected


def test_a_prediction_has_its_label(run: cnndsl.Run, pictures: list[Path]) -> None:
    (found,) = run.predict(pictures[0], top=2)
    assert len(found.likely) == 2
    assert (found.label, found.probability) == found.likely[0]
    assert found.image == str(pictures[0])
    assert len(run.predict(pictures[0])[0].likely) == 5
    assert sum(share for _, share in run.predict(pictures[0], top=None)[0].likely) == pytest.approx(1, abs=1e-5)


def test_images_of_any_kind_take_the_way_of_files(colour: cnndsl.Run, tmp_path: Path) -> None:
    """Colour, grey, with transparency, of 16 bits, with a palette, of other sizes, turned by EXIF data."""
    draw = np.random.default_rng(0)
    rgb = Image.fromarray(draw.integers(0, 256, (9, 12, 3), dtype=np.uint8))
    exif = Image.Exif()
    exif[0x0112] = 6
    kinds = {
        "rgb": rgb,
        "rgba": Image.fromarray(draw.integers(0, 256, (9, 12, 4), dtype=np.uint8)),
        "grey": rgb.convert("L"),
        "deep": Image.fromarray(draw.integers(0, 65536, (9, 12), dtype=np.uint16)),
        "palette": rgb.convert("P"),
        "black and white": rgb.convert("1"),
    }
    for name, image in kinds.items():
        image.save(tmp_path / f"{name}.png")
        from_file = predicted(colour.path, tmp_path / f"{name}.png")
        assert likely(colour.predict(image)) == from_file, name
        if name in ("rgb", "rgba", "grey"):
            array = np.array(image)
            assert likely(colour.predict(array)) == from_file, name
            tensor = torch.from_numpy(array if array.ndim == 3 else array[..., None]).movedim(-1, 0)
            assert likely(colour.predict(tensor)) == from_file, name
    rgb.save(tmp_path / "turned.png", exif=exif)
    turned = predicted(colour.path, tmp_path / "turned.png")
    assert likely(colour.predict(Image.open(tmp_path / "turned.png"))) == turned
    assert turned != predicted(colour.path, tmp_path / "rgb.png")


def test_it_predicts_in_evaluation_mode(run: cnndsl.Run, pictures: list[Path]) -> None:
    expected = likely(run.predict(pictures))
    run.module.train()
    assert likely(run.predict(pictures)) == expected
    assert not run.module.training


# ------------------------------------------------------------------------------------------------ what cannot be used


def test_a_bad_image_is_named(run: cnndsl.Run, pictures: list[Path], tmp_path: Path) -> None:
    (tmp_path / "text.png").write_text("no image")
    mixed = [pictures[0], tmp_path / "text.png", tmp_path / "none.png", pictures[1]]
    with pytest.raises(cnndsl.TrainingError, match=re.escape(f"{mixed[1]} is no image of a known format")):
        run.predict(mixed)
    found = run.predict(mixed, strict=False)
    assert [prediction.problem for prediction in found] == [
        None,
        "is no image of a known format",
        "cannot be read: No such file or directory",
        None,
    ]
    assert (found[1].label, found[1].probability) == (None, None)
    assert likely([found[0], found[3]]) == likely(run.predict([pictures[0], pictures[1]]))


@pytest.mark.parametrize(
    ("image", "message"),
    [
        (np.zeros((1, 28, 28), np.uint8), "shape 1x28x28, which is none of an image"),
        (torch.zeros(28, 28, 3, dtype=torch.uint8), "shape 28x28x3, which is none"),
        (np.zeros(5, np.uint8), "shape 5, which is none"),
        (torch.zeros(1, 1, 1, 8, 8), "shape 1x1x1x8x8, which is none"),
        (np.array(3.0), "the image has the shape"),
        (torch.full((1, 8, 8), 2.0), "fractions that are not between 0 and 1"),
        (torch.full((1, 8, 8), torch.nan), "fractions that are not between 0 and 1"),
        (np.full((8, 8), 256), "whole numbers that are not between 0 and 255"),
        (np.full((8, 8), -1), "whole numbers that are not between 0 and 255"),
        (np.full((8, 8), True), "values of the kind bool"),
        (np.full((8, 8), 1j), "values of the kind complex128"),
        (np.zeros((0, 8), np.uint8), "has no pixels"),
        ([torch.zeros(1, 8, 8), torch.full((1, 8, 8), 9.0)], "image 1 has fractions"),
        (Image.new("F", (8, 8)), "has pixels of the kind F"),
    ],
)
def test_what_is_no_image_is_said(run: cnndsl.Run, image: Any, message: str) -> None:
    with pytest.raises(cnndsl.TrainingError, match=message):
        run.predict(image)


@pytest.mark.parametrize("images", [5, None, [None], [[torch.zeros(1, 8, 8)]], [torch.zeros(2, 1, 8, 8)], b"png"])
def test_what_is_of_another_kind_altogether(run: cnndsl.Run, images: Any) -> None:
    with pytest.raises(TypeError, match=r"image"):
        run.predict(images)


def test_nothing_is_predicted_of_nothing(run: cnndsl.Run) -> None:
    assert run.predict([]) == []
    assert run.predict(torch.zeros(0, 1, 8, 8, dtype=torch.uint8)) == []
    with pytest.raises(ValueError, match="top is a number of classes"):
        run.predict([], top=0)


def test_a_folder_that_is_no_run_says_what_would_help(tmp_path: Path, finished: Path) -> None:
    with pytest.raises(cnndsl.TrainingError, match="is no run folder") as caught:
        cnndsl.load_run(tmp_path)
    assert caught.value.__notes__ == ["help: `cnndsl runs` lists the runs"]
    with pytest.raises(cnndsl.TrainingError, match="there is no run or weights file"):
        cnndsl.load_run(tmp_path / "none")
    copy = tmp_path / "copy"
    shutil.copytree(finished, copy)
    content = (copy / "best.safetensors").read_bytes()
    (copy / "best.safetensors").write_bytes(content[:-5])
    with pytest.raises(cnndsl.TrainingError, match="is truncated"):
        cnndsl.load_run(copy)
    with pytest.raises(cnndsl.TrainingError, match="the device 'none' is not available"):
        cnndsl.load_run(finished, device="none")


def test_a_strangers_run_gives_no_code_a_chance(weights: Weights, tmp_path: Path) -> None:
    (tmp_path / "other.cnn").write_text("block b():\n    relu\n")
    with pytest.raises(cnndsl.TrainingError, match="the network stored with the weights is faulty"):
        cnndsl.load_run(weights(cnn=f'use "{tmp_path}/other.cnn"\n{CNN}'))


# ------------------------------------------------------------------------------------------------ documentation


def test_the_page_does_what_it_says(finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every block of Python of docs/python.md, one after the other, beside a run and an image."""
    shutil.copytree(Path("architectures"), tmp_path / "architectures")
    shutil.copytree(finished, tmp_path / "runs" / "LeNet5-1")
    Image.fromarray(np.full((28, 28), 99, np.uint8)).save(tmp_path / "boot.png")
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert len(blocks) > 3
    namespace: dict[str, Any] = {}
    for block in blocks:
        exec(compile(block, "docs/python.md", "exec"), namespace)
