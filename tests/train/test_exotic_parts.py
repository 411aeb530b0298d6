"""Data and networks that are odd but may be: each trains, or gets a clear error before the first epoch."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from cnndsl.cli import cli

NETWORK = "model N(classes=2)\ninput 1x8x8\nconv 4 3x3\nbatchnorm\nrelu\nflatten\nfc classes\n"
ONE_VALUE = "model N(classes=2)\ninput 1x8x8\nconv 4 8x8\n{}\nflatten\nfc classes\n"
NOISE = None
Train = Callable[..., Result]


def folder(root: Path, counts: dict[str, int], shade: int | None = NOISE) -> Path:
    """So many images for each folder of a class: noise, or of one shade."""
    draw = np.random.default_rng(0)
    for name, count in counts.items():
        (root / name).mkdir(parents=True)
        for number in range(count):
            pixels = draw.integers(0, 256, (8, 8), np.uint8) if shade is None else np.full((8, 8), shade, np.uint8)
            Image.fromarray(pixels).save(root / name / f"{number}.png")
    return root


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Train:
    """Train two epochs on ``data`` with a network, into ``run``."""
    monkeypatch.chdir(tmp_path)

    def trained(*more: object, network: str = NETWORK) -> Result:
        Path("net.cnn").write_text(network, "utf-8")
        options = ["--data", "data", "--epochs", 2, "--device", "cpu", "--precision", "float32", "--out", "run"]
        arguments = map(str, ["train", "net.cnn", *options, *more])
        return CliRunner().invoke(cli, list(arguments), catch_exceptions=False)

    return trained


def refused(result: Result) -> str:
    """What was said to a run that did not begin."""
    assert result.exit_code == 1
    assert "epoch" not in result.stdout
    assert not Path("run").exists()
    return " ".join(result.stderr.split())


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"a": 20}, "holds only one class folder, a"),
        ({"a": 20, "b": 0}, "no images of b"),
        ({"a": 20, "b": 1}, "the class b has one image"),
        ({"a": 2, "b": 2}, "that is 1 of 4 images, and there are 2 classes"),
        ({f"c{number:02}": 1 for number in range(30)}, "c09 and 20 more have one image each"),
        ({"train/a": 9, "train/b": 9, "val/a": 3}, "validation lacks b"),
        ({"train/a": 9, "train/b": 9, "val/a": 0, "val/b": 0}, "no images of a, b in validation"),
        ({"train/a": 9, "train/b": 9, "test/a": 3, "test/b": 0}, "no images of b in test"),
        ({"train/a": 9, "train/b": 9, "test/a": 3, "test/b": 3, "test/c": 1}, "test has c, which train has not"),
        ({"train/a": 9, "train/b": 1, "test/a": 3, "test/b": 3}, "the class b has one image"),
    ],
)
def test_parts_that_cannot_be_trained_on(call: Train, counts: dict[str, int], said: str) -> None:
    folder(Path("data"), counts)
    assert said in refused(call())


def test_a_validation_folder_without_classes(call: Train) -> None:
    folder(Path("data"), {"train/a": 9, "train/b": 9})
    Path("data/val").mkdir()
    assert "validation lacks a, b" in refused(call())


def test_one_image_of_a_class_in_each_part(call: Train) -> None:
    folder(Path("data"), {"train/a": 9, "train/b": 1, "val/a": 1, "val/b": 1, "test/a": 1, "test/b": 1})
    result = call("--class-weights", "balanced")
    assert result.exit_code == 0
    assert "10 images to train, 2 to validate, 2 to test" in " ".join(result.stdout.split())


@pytest.mark.parametrize("shade", [0, 77])
def test_images_that_are_all_the_same_train_and_it_is_said(call: Train, shade: int) -> None:
    folder(Path("data"), {"a": 15, "b": 15}, shade)
    result = call()
    assert result.exit_code == 0
    assert "all 21 training images are the same, so no network can tell their classes apart" in " ".join(
        result.stdout.split()
    )
    assert "nan" not in result.stdout


def test_images_that_differ_are_not_said_to_be_the_same(call: Train) -> None:
    folder(Path("data"), {"a": 15, "b": 15})
    assert "are the same" not in call().stdout


@pytest.mark.parametrize("count", [22])
def test_a_last_batch_of_one_image_is_left_out_in_training_and_measured_in_evaluation(call: Train, count: int) -> None:
    folder(Path("data"), {"train/a": count, "train/b": 20, "val/a": 3, "val/b": 2, "test/a": 3, "test/b": 2})
    batches = call("--batch-size", count + 19, network=ONE_VALUE.format("batchnorm"))
    assert batches.exit_code == 0
    assert f"1 batch of {count + 19}" in batches.stdout


@pytest.mark.parametrize("more", [[], ["--deterministic"], ["--dry-run"]])
def test_batch_norm_of_one_value_is_refused_before_the_first_step(call: Train, more: list[str]) -> None:
    folder(Path("data"), {"a": 15, "b": 15})
    said = refused(call("--batch-size", 1, *more, network=ONE_VALUE.format("batchnorm")))
    assert "batch norm cannot learn from one image: `1` gets one value for each channel of it" in said
    assert "use --batch-size 2 or more" in said


def test_batch_norm_over_the_places_of_one_image_learns(call: Train) -> None:
    folder(Path("data"), {"a": 15, "b": 15})
    assert call("--batch-size", 1, network=NETWORK).exit_code == 0


def test_batch_norm_without_running_estimates_at_a_lone_image(call: Train) -> None:
    folder(Path("data"), {"train/a": 9, "train/b": 9, "test/a": 1, "test/b": 1, "val/a": 2, "val/b": 1})
    said = refused(call(network=ONE_VALUE.format("batchnorm track_running_stats=false")))
    assert "error[E0605]" in said
    assert "of a single image there is no variance" in said
    places = NETWORK.replace("batchnorm", "batchnorm track_running_stats=false")
    assert call("--batch-size", 2, network=places).exit_code == 0
    measured = CliRunner().invoke(cli, ["eval", "run", "--batch-size", "1", "--device", "cpu"])
    assert measured.exit_code == 0
    assert "nan" not in measured.stdout


def test_more_batches_to_learn_by_heart_than_there_are(call: Train) -> None:
    folder(Path("data"), {"a": 15, "b": 15})
    assert call("--overfit-batches", 1000).exit_code == 0
