"""`cnndsl predict` as a user calls it."""

import json
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
import torch
from click.testing import CliRunner, Result
from PIL import Image

import cnndsl
from cnndsl.cli import cli
from cnndsl.evaluate.inference import probabilities
from cnndsl.evaluate.prediction import predict
from cnndsl.evaluate.weights import load
from cnndsl.report import memory
from cnndsl.train.data import digits
from cnndsl.train.errors import TrainingError

from .conftest import Weights

Call = Callable[..., Result]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.chdir(tmp_path)
    return lambda *arguments, **more: CliRunner().invoke(
        cli, ["predict", *map(str, arguments)], catch_exceptions=False, **more
    )


@pytest.fixture
def pictures(tmp_path: Path) -> tuple[list[Path], list[int]]:
    """The first test images of the digits as PNG files, and what they show."""
    test = digits.load().test
    assert isinstance(test.images, torch.Tensor)
    paths = [tmp_path / f"{i:02}.png" for i in range(40)]
    for path, image in zip(paths, test.images, strict=False):
        Image.fromarray(image[0].numpy()).save(path)
    return paths, test.labels[:40].tolist()


def test_what_is_said_is_what_the_network_gives(
    call: Call, finished: Path, pictures: tuple[list[Path], list[int]]
) -> None:
    paths, labels = pictures
    found = json.loads(call(finished, *paths, "--format", "json", "--top", "10").stdout)
    assert [one["image"] for one in found] == list(map(str, paths))
    for one in found:
        shares = [guess["probability"] for guess in one["predictions"]]
        assert shares == sorted(shares, reverse=True)
        assert sum(shares) == pytest.approx(1, abs=1e-5)
        assert {guess["class"] for guess in one["predictions"]} == set("0123456789")
    right = sum(one["predictions"][0]["class"] == str(label) for one, label in zip(found, labels, strict=True))
    assert right > 30


def test_a_line_for_each_image(call: Call, finished: Path, pictures: tuple[list[Path], list[int]]) -> None:
    result = call(finished, pictures[0][0].name, pictures[0][1].name, "--top", "2")
    assert (result.exit_code, result.stderr) == (0, "")
    first, second = result.stdout.splitlines()
    assert first.startswith("00.png: ")
    assert first.count("%") == second.count("%") == 2


def test_more_than_there_are(call: Call, finished: Path, pictures: tuple[list[Path], list[int]]) -> None:
    assert call(finished, "00.png", "--top", "99").stdout.count("%") == 10


def test_bad_images_are_named_and_the_others_predicted(
    call: Call, finished: Path, pictures: tuple[list[Path], list[int]], tmp_path: Path
) -> None:
    Path("text.png").write_text("no image")
    Path("cut.png").write_bytes(pictures[0][0].read_bytes()[:50])
    Path("empty").mkdir()
    result = call(finished, "text.png", "00.png", "cut.png", "none.png", "empty", "01.png")
    assert result.exit_code == 1
    assert [line.split(":")[0] for line in result.stdout.splitlines()] == ["00.png", "01.png"]
    named = result.stderr.splitlines()
    assert [line.split()[1] for line in named] == ["text.png", "cut.png", "none.png", "empty"]
    assert named[0] == "error: text.png is no image of a known format"
    assert named[2] == "error: none.png cannot be read: No such file or directory"
    assert "is a folder without images" in named[3]
    found = json.loads(call(finished, "text.png", "00.png", "--format", "json").stdout)
    assert list(found[0]) == ["image", "error"]
    assert list(found[1]) == ["image", "predictions"]


def test_images_of_too_many_pixels_are_named(call: Call, weights: Weights) -> None:
    path = weights()
    for name in ("large.png", "large.jpg"):
        Image.new("L", (30, 10), 99).save(name)
    result = call(path, "large.png", "large.jpg", "-", "--max-pixels", "299", input=Path("large.png").read_bytes())
    assert result.exit_code == 1
    assert [line.split(":")[0] for line in result.stdout.splitlines()] == ["large.jpg"]
    why = "has 300 pixels (30x10), more than 299, the limit; --max-pixels sets another"
    assert result.stderr.splitlines() == [f"error: large.png {why}", f"error: <stdin> {why}"]
    assert call(path, "large.png").exit_code == 0
    assert "0 is not in the range" in call(path, "large.png", "--max-pixels", "0").stderr


def test_a_network_whose_maps_are_huge_is_refused_before_torch_makes_any(
    weights: Weights, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Its layers have 8 numbers, its map 256,000,000."""
    cnn = "input 1x4x4\nconv 1 1x1\nupsample 4000\nglobal_avgpool\nflatten\nfc 3\n"
    sizes = {"0.weight": (1, 1, 1, 1), "0.bias": (1,), "4.weight": (3, 1), "4.bias": (3,)}
    path = weights(cnn=cnn, tensors={key: torch.zeros(size) for key, size in sizes.items()})
    assert path.stat().st_size < 2000
    Image.new("L", (4, 4)).save(tmp_path / "x.png")
    needed = memory.memory(cnndsl.parse(cnn), 1).inference
    monkeypatch.setenv("CNNDSL_MEMORY", str(needed - 1))
    for command in (
        ["predict", str(path), str(tmp_path / "x.png")],
        ["eval", str(path)],
        ["export", str(path), "-o", str(tmp_path / "x.onnx")],
    ):
        done = CliRunner().invoke(cli, command)
        assert done.exit_code == 1, command
        assert "one image takes 976.6 MiB in its network, and 19 multiply-accumulates; the limit is" in done.stderr
        assert "help: if that is meant, set the environment variable CNNDSL_MEMORY=1GiB" in done.stderr
    monkeypatch.delenv("CNNDSL_MEMORY")
    monkeypatch.setattr("cnndsl.train.machine.memory.STRANGER", needed - 1)
    with pytest.raises(TrainingError, match="one image takes"):
        load(path)


def test_a_folder_stands_for_its_images(
    call: Call, finished: Path, pictures: tuple[list[Path], list[int]], tmp_path: Path
) -> None:
    (tmp_path / "below" / ".hidden").mkdir(parents=True)
    for name in ("below/z.PNG", "below/.hidden/a.png", "below/.a.png"):
        (tmp_path / name).write_bytes(pictures[0][0].read_bytes())
    (tmp_path / "notes.txt").touch()
    shown = [line.split(":")[0] for line in call(finished, ".").stdout.splitlines()]
    assert shown == sorted(["./below/z.PNG", *(f"./{path.name}" for path in pictures[0])])


def test_standard_input(call: Call, finished: Path, pictures: tuple[list[Path], list[int]]) -> None:
    content = pictures[0][1].read_bytes()
    shown = call(finished, "00.png", "-", "01.png", input=content).stdout.splitlines()
    assert [line.split(":")[0] for line in shown] == ["00.png", "<stdin>", "01.png"]
    assert shown[1].removeprefix("<stdin>") == shown[2].removeprefix("01.png")
    bad = call(finished, "-", input=b"nothing")
    assert (bad.exit_code, bad.stderr) == (1, "error: <stdin> is no image of a known format\n")
    assert call(finished, "-", "-", input=content).exit_code == 2


def test_any_kind_of_image_is_made_to_fit(
    call: Call, finished: Path, pictures: tuple[list[Path], list[int]], tmp_path: Path
) -> None:
    """Colour, size and orientation differ, the verdict does not."""
    image = Image.open(pictures[0][0])
    image.convert("RGB").save("rgb.png")
    image.convert("RGBA").save("rgba.png")
    image.resize((80, 80), Image.Resampling.NEAREST).save("large.png")
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = image.rotate(90, expand=True)
    turned.save("turned.png", exif=exif)
    turned.save("unmarked.png")
    names = ["00.png", "rgb.png", "rgba.png", "turned.png", "unmarked.png", "large.png"]
    found = json.loads(call(finished, *names, "--format", "json").stdout)
    first, *same, other, large = [one["predictions"] for one in found]
    assert all(one == first for one in same)
    assert other != first
    assert large[0]["class"] == first[0]["class"]


def test_a_network_for_colour_takes_grey_images(weights: Weights, tmp_path: Path) -> None:
    cnn = "model C(classes=3)\ninput 3x4x4\nflatten\nfc classes\n"
    preprocessing = {"size": [4, 4], "resize": "crop", "channels": 3, "mean": [0.5] * 3, "std": [0.2] * 3}
    path = weights(
        tensors=cnndsl.parse(cnn).to_torch().state_dict(),
        cnn=cnn,
        input="[3, 4, 4]",
        preprocessing=json.dumps(preprocessing),
    )
    Image.new("L", (20, 10), 99).save(tmp_path / "grey.png")
    Image.new("RGB", (20, 10), (99, 99, 99)).save(tmp_path / "rgb.png")
    grey, rgb = predict(load(path), [str(tmp_path / "grey.png"), str(tmp_path / "rgb.png")])
    assert grey.likely == rgb.likely
    assert len(grey.likely) == 3


def test_a_network_that_ends_in_softmax_gives_probabilities_itself(weights: Weights) -> None:
    cnn = "model C(classes=3)\ninput 1x4x4\nflatten\nfc classes\nsoftmax\n"
    trained = load(weights(tensors=cnndsl.parse(cnn).to_torch().state_dict(), cnn=cnn))
    given = torch.tensor([[0.2, 0.3, 0.5]])
    assert torch.equal(probabilities(trained, given), given)
    assert not torch.equal(probabilities(load(weights()), given), given)


def test_names_cannot_steer_the_terminal(call: Call, weights: Weights) -> None:
    path = weights(classes='["\\u001b[2J", "b\\nc", "d"]')
    Image.new("L", (4, 4)).save("x.png")
    shown = call(path, "x.png").stdout
    assert "\x1b" not in shown
    assert len(shown.splitlines()) == 1


def test_many_images_come_in_their_order(finished: Path, pictures: tuple[list[Path], list[int]]) -> None:
    trained = load(finished)
    paths = [str(path) for path in pictures[0]]
    together = list(predict(trained, [*paths, *reversed(paths)]))
    assert [one.image for one in together] == [*paths, *reversed(paths)]
    alone = [next(predict(trained, [path])) for path in paths]
    assert [one.likely[0][0] for one in together[:40]] == [one.likely[0][0] for one in alone]


def test_no_run(call: Call) -> None:
    result = call("runs/none", "x.png")
    assert result.exit_code == 1
    assert "there is no run or weights file runs/none" in result.stderr


def test_in_a_pipe(finished: Path, pictures: tuple[list[Path], list[int]]) -> None:
    command = [sys.executable, "-m", "cnndsl", "predict", str(finished), "-"]
    image = BytesIO(pictures[0][0].read_bytes())
    done = subprocess.run(command, input=image.getvalue(), capture_output=True, check=True)
    assert done.stderr == b""
    assert done.stdout.startswith(b"<stdin>: ")
