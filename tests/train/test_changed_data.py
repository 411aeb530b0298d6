"""A run that is resumed finds its data changed, and says what changed."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from PIL import Image

import cnndsl
from cnndsl.evaluate import weights
from cnndsl.evaluate.evaluation import evaluate
from cnndsl.train.data import digits
from cnndsl.train.data.dataset import Dataset, DataSource, Part
from cnndsl.train.data.fingerprints import of_all, of_pixels
from cnndsl.train.errors import StoppedError, TrainingError
from cnndsl.train.run import resume, train
from cnndsl.train.run_folder.folder import RunFolder
from cnndsl.train.run_folder.stored_options import StoredOptions

from .conftest import Lines, brief, contents
from .test_resume import interrupt

pytestmark = pytest.mark.usefixtures("undrawn")
NETWORK = "model Small(classes=2)\ninput 1x6x6\nconv 4 3x3\nbatchnorm\nrelu\nflatten\nfc classes\n"
COUNTS = {"train": 40, "val": 10, "test": 10}


@pytest.fixture(scope="module")
def _stopped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of images in three parts and a run on it that was stopped."""
    root = tmp_path_factory.mktemp("changed")
    generator = torch.Generator().manual_seed(0)
    for part, count in COUNTS.items():
        for kind in "ab":
            (root / "data" / part / kind).mkdir(parents=True)
            for number in range(count // 2):
                pixels = torch.randint(256, (6, 6), generator=generator, dtype=torch.uint8).numpy()
                Image.fromarray(pixels).save(root / "data" / part / kind / f"{number:02}.png")
    net = cnndsl.parse(NETWORK, path="small.cnn")
    options = brief(data=str(root / "data"), batch_size=8, epochs=4)
    with pytest.raises(StoppedError):
        train(net, options, Lines({12: interrupt}), root / "run")
    return root


@pytest.fixture
def stopped(_stopped: Path) -> Path:
    """The same, with a copy of the images to be put back afterwards: the run knows their path."""
    kept = _stopped / "kept"
    shutil.copytree(_stopped / "data", kept)
    run = Path(shutil.copytree(_stopped / "run", _stopped / "mine"))
    yield run
    shutil.rmtree(run)
    shutil.rmtree(_stopped / "data")
    kept.rename(_stopped / "data")


def files(data: Path, part: str) -> list[Path]:
    return sorted((data / part).glob("*/*.png"))


def classes_swapped(data: Path) -> None:
    for part in COUNTS:
        (data / part / "a").rename(data / part / "c")
        (data / part / "b").rename(data / part / "a")
        (data / part / "c").rename(data / part / "b")


def exchange(one: Path, other: Path) -> None:
    one.rename(one.with_suffix(".kept"))
    other.rename(one)
    one.with_suffix(".kept").rename(other)


def half_swapped(data: Path) -> None:
    """Every other training image lies with the other class."""
    for number in range(0, 20, 2):
        exchange(data / f"train/a/{number:02}.png", data / f"train/b/{number:02}.png")


def renamed_in_reverse(data: Path) -> None:
    for kind in "ab":
        for number in range(10):
            exchange(data / f"train/{kind}/{number:02}.png", data / f"train/{kind}/{19 - number:02}.png")


def turned(data: Path) -> None:
    for part in COUNTS:
        for path in files(data, part):
            with Image.open(path) as image:
                image.transpose(Image.Transpose.ROTATE_90).save(path)


def labels_rotated(data: Path) -> None:
    (data / "test/a").rename(data / "test/c")
    (data / "test/b").rename(data / "test/a")
    (data / "test/c").rename(data / "test/b")


def black(data: Path) -> None:
    for path in files(data, "val") + files(data, "test"):
        Image.new("L", (6, 6)).save(path)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (classes_swapped, "train: 40 of 40 images have another label; validation: 10 of 10 images have another label; test: 10 of 10 images have another label"),
        (half_swapped, "train: 20 of 40 images have another label"),
        (renamed_in_reverse, "train: the same images and labels are in another order"),
        (turned, "train: 40 of 40 images are others; validation: 10 of 10 images are others; test: 10 of 10 images are others"),
        (labels_rotated, "test: 10 of 10 images have another label"),
        (black, "validation: 10 of 10 images are others; test: 10 of 10 images are others"),
    ],
)  # fmt: skip
def test_what_changed_is_named_and_nothing_is_overwritten(
    stopped: Path, change: Callable[[Path], None], said: str
) -> None:
    data, before = stopped.parent / "data", contents(stopped)
    change(data)
    with pytest.raises(TrainingError) as error:
        resume(stopped, Lines())
    assert error.value.message == f"{stopped} cannot go on: {data} is not what it began with: {said}"
    assert error.value.help.startswith("put the data back as they were")
    assert contents(stopped) == before
    (stopped / "images.safetensors").write_bytes(b"damaged")  # what changed is not known then, but that it did
    with pytest.raises(TrainingError, match="is not what it began with: other images or labels in "):
        resume(stopped, Lines())


def test_what_decodes_to_the_same_pixels_is_the_same(stopped: Path) -> None:
    """Files that were packed more tightly, or written as another lossless format under the same name."""
    for part in COUNTS:
        for number, path in enumerate(files(stopped.parent / "data", part)):
            with Image.open(path) as image:
                image.load()
                image.save(path, format="BMP" if number % 2 else "PNG", **({} if number % 2 else {"optimize": True}))
    assert resume(stopped, Lines()) == stopped


def test_a_run_from_before_there_were_fingerprints_goes_on(stopped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from cnndsl.train import run

    stored = run.stored_options

    def without_contents(folder: RunFolder) -> StoredOptions:
        options = stored(folder)
        return replace(options, known={**options.known, "contents": {}})

    monkeypatch.setattr(run, "stored_options", without_contents)
    (stopped / "images.safetensors").unlink()
    assert resume(stopped, Lines()) == stopped


def test_named_data_sets_are_compared_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from .conftest import SMALL

    with pytest.raises(StoppedError):
        train(cnndsl.parse(SMALL, path="small.cnn"), brief(), Lines({3: interrupt}), tmp_path / "run")

    def load() -> Dataset:
        whole = digits.load()
        labels = whole.test.labels.clone()
        labels[:2] = labels[:2].roll(1)
        return Dataset(whole.train, Part(whole.test.images, labels))

    monkeypatch.setattr(digits, "SOURCE", DataSource(digits.FACTS, load))
    with pytest.raises(
        TrainingError, match="digits is not what it began with: test: 2 of 360 images have another label"
    ):
        resume(tmp_path / "run", Lines())


def test_eval_counts_the_images_that_a_run_was_trained_on(stopped: Path) -> None:
    resume(stopped, Lines())
    trained = weights.load(stopped)
    data = stopped.parent / "data"
    for part, seen in (("train", 40), ("validation", 0), ("test", 0)):
        found = evaluate(trained, part)
        assert found.as_json()["trained_on"] == seen
        assert found.notes == ()
    for number in range(3):  # three training images slip into the test images
        shutil.copy(data / f"train/a/{number:02}.png", data / f"test/a/{number:02}.png")
    found = evaluate(trained, "test")
    assert found.as_json()["trained_on"] == 3
    assert found.notes == ("3 of the 10 images are among those that it was trained on",)
    (stopped / "images.safetensors").unlink()
    assert evaluate(trained, "test").as_json()["trained_on"] is None


def test_a_fingerprint_is_that_of_shape_and_pixels() -> None:
    images = torch.randint(256, (5, 3, 4, 6), dtype=torch.uint8)
    known = of_all(images)
    assert known.tolist() == [of_pixels(image) for image in images]
    assert len(set(known.tolist())) == 5
    assert of_pixels(images[0].reshape(3, 6, 4)) != of_pixels(images[0])
    assert of_all(images.permute(0, 1, 3, 2)).tolist() == [of_pixels(image.mT) for image in images]
    assert len(of_all(images[:0])) == 0
