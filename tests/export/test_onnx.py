"""`cnndsl export --to onnx`: what is in the file, what it gives for real images, how it is verified, what is refused."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from click.testing import CliRunner
from PIL import Image
from safetensors.torch import save_file

import cnndsl
from cnndsl import extras
from cnndsl.backends.onnx import model as onnx_model
from cnndsl.cli import cli
from cnndsl.export import onnx_verification
from cnndsl.export.subject import Subject
from cnndsl.train.data import digits
from tests.backends.onnx_runs import outputs, session
from tests.evaluate.conftest import Weights, finished, weights  # noqa: F401 - fixtures
from tests.export.conftest import SMALL, run
from tests.train.conftest import _one_thread  # noqa: F401 - the fixture holds here too


def metadata(path: Path) -> dict[str, str]:
    return {each.key: each.value for each in onnx.load(path).metadata_props}


def test_the_model_is_the_network_that_the_seed_draws(folder: Path) -> None:
    done = run("small.cnn", "-o", "small.onnx", "--seed", "7", "--verify", "--report", "json")
    assert done.exit_code == 0, done.output
    report = json.loads(done.stdout)
    assert (report["format"], report["opset"], report["batches"], report["seed"]) == ("onnx", 20, [1, 3], 7)
    assert report["difference"] < 1e-5
    torch.manual_seed(7)
    module = cnndsl.parse(SMALL).to_torch().eval()
    x = torch.randn(4, 3, 8, 8)
    torch.testing.assert_close(outputs(folder / "small.onnx", x)[0], module(x))
    assert metadata(folder / "small.onnx")["seed"] == "7"


def test_the_line_says_how_far_it_is_from_the_network(folder: Path) -> None:
    done = run("small.cnn", "-o", "small.onnx", "--fold-bn")
    assert (done.exit_code, "wrote small.onnx: Small as onnx, " in done.output) == (0, True), done.output
    assert "onnxruntime differs from PyTorch by " in done.output
    assert "not verified" in run("small.cnn", "-o", "again.onnx", "--no-verify").output


@pytest.mark.parametrize(("options", "size"), [([], None), (["--half"], None), (["--fold-bn"], None), ([], (21, 26))])
def test_images_in_probabilities_out_as_predict_gives_them(
    folder: Path,
    finished: Path,  # noqa: F811
    options: list[str],
    size: tuple[int, int] | None,
) -> None:
    """Real handwritten digits, as files for one and as arrays for the other."""
    done = run(str(finished), "-o", "digits.onnx", "--input-range", "uint8", "--softmax", *options)
    assert done.exit_code == 0, done.output
    images = [Image.fromarray(image[0].numpy()) for image in digits.load().test.images[:20]]
    if size is not None:
        images = [image.resize(size, Image.Resampling.BICUBIC) for image in images]
    for number, image in enumerate(images):
        image.save(folder / f"{number:02}.png")
    files = [f"{number:02}.png" for number in range(len(images))]
    predict = ["predict", str(finished), *files, "--top", "10", "--format", "json", "--device", "cpu"]
    expected = json.loads(CliRunner().invoke(cli, predict).stdout)
    batch = np.stack([np.asarray(image)[..., None] for image in images])
    (found,) = outputs(folder / "digits.onnx", torch.from_numpy(batch))
    classes = json.loads(metadata(folder / "digits.onnx")["classes"])
    tolerance = 1e-5 if options != ["--half"] and size is None else 0.01  # a step of 255 in some pixels, after scaling
    for row, verdict in zip(found, expected, strict=True):
        probabilities = {each["class"]: each["probability"] for each in verdict["predictions"]}
        assert (
            max(abs(probabilities[name] - float(value)) for name, value in zip(classes, row, strict=True)) < tolerance
        )


def test_the_model_says_what_weights_say(folder: Path, finished: Path) -> None:  # noqa: F811
    assert run(str(finished), "-o", "out.onnx").exit_code == 0
    said = metadata(folder / "out.onnx")
    assert json.loads(said["classes"]) == [str(digit) for digit in range(10)]
    assert json.loads(said["preprocessing"])["size"] == [8, 8]
    assert (said["data"], said["input_layout"], said["arithmetic"]) == (
        "digits",
        "float32 (N, channels, ...)",
        "float32",
    )
    assert cnndsl.parse(said["cnn"]).output == (10,)


def test_images_without_known_preprocessing_are_divided_by_255_and_that_is_said(folder: Path) -> None:
    done = run("small.cnn", "-o", "small.onnx", "--input-range", "uint8")
    assert (
        "note: nothing says how images are prepared: they have the network's size, and pixels are divided by 255"
        in done.output
    )
    (value,) = session(folder / "small.onnx").get_inputs()
    assert (value.type, value.shape) == ("tensor(uint8)", ["batch", 8, 8, 3])


def test_numbers_too_large_for_half_are_refused(folder: Path) -> None:
    state = cnndsl.parse(SMALL).to_torch().state_dict()
    state["body.0.bias"][0] = 1e6
    save_file(state, folder / "large.safetensors")
    for verify in ("--verify", "--no-verify"):
        done = run("small.cnn", "--weights", "large.safetensors", "--half", "-o", "out.onnx", verify)
        assert done.exit_code == 1
        assert done.output == (
            "error: `body.0.bias` has a number that is too large for float16\n  help: leave out --half\n"
        )
    assert not (folder / "out.onnx").exists()


def test_a_name_that_is_not_utf_8_is_refused(folder: Path) -> None:
    done = run("small.cnn", "-o", "b\udcff.onnx", "--no-verify")
    assert (done.exit_code, "is not UTF-8" in done.output) == (1, True), done.output


def test_a_model_that_is_not_the_network_is_never_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Subject.reader
    monkeypatch.setattr(Subject, "reader", lambda subject: lambda key: reader(subject)(key) * np.float32(1.1))
    done = run("small.cnn", "-o", "out.onnx")
    assert done.exit_code == 1
    assert "error: the model differs from the network by " in done.output
    assert [path.name for path in folder.iterdir()] == ["small.cnn"]


def test_a_network_that_takes_no_single_sample_is_compared_with_several(folder: Path) -> None:
    (folder / "net.cnn").write_text("input 8\nfc 4\nbatchnorm track_running_stats=false\n", "utf-8")
    assert "onnxruntime differs from PyTorch by" in run("net.cnn", "-o", "net.onnx").output


def test_a_network_that_amplifies_rounding_is_measured_by_pytorchs_own(folder: Path) -> None:
    """Small differences of large sums matter here: float32 cannot do better, and the order decides what it gives."""
    norm = "batchnorm track_running_stats=false"
    (folder / "net.cnn").write_text(f"input 3x8x8\nnormalize mean=-1000000\nconv 64 3x3\n{norm}\n", "utf-8")
    done = run("net.cnn", "-o", "net.onnx", "--report", "json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["difference"] > onnx_verification.FLOAT32


@pytest.mark.parametrize(("missing", "extra"), [("onnxruntime", "onnx"), ("torch", "train")])
def test_verification_needs_both_sides(
    folder: Path,
    weights: Weights,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    missing: str,
    extra: str,
) -> None:
    there, path = extras._there, str(weights())
    monkeypatch.setattr(extras, "_there", lambda module: module != missing and there(module))
    done = run(path, "-o", "out.onnx")
    assert (done.exit_code, "not verified" in done.output) == (0, True), done.output
    done = run(path, "-o", "again.onnx", "--verify")
    assert done.exit_code == 2
    assert f"needs {missing}, which is not installed: pip install 'cnndsl[{extra}]'" in done.output
    assert not (folder / "again.onnx").exists()


def test_without_weights_torch_draws_them_and_that_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = extras._there
    monkeypatch.setattr(extras, "_there", lambda module: module != "torch" and there(module))
    done = run("small.cnn", "-o", "out.onnx")
    assert (done.exit_code, "without weights needs torch" in done.output) == (2, True), done.output


def test_weights_are_enough_no_torch_is_imported(weights: Weights) -> None:  # noqa: F811
    path = weights()
    words = ["export", str(path), "-o", str(path.with_name("out.onnx")), "--no-verify", "--fold-bn", "--half"]
    probe = f"import sys\nfrom cnndsl.cli import cli\ncli({words!r}, standalone_mode=False)\nassert 'torch' not in sys.modules\n"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_large_model_is_two_files_and_standard_output_takes_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(onnx_model.Model.files, "__kwdefaults__", {"largest": 3000})
    done = run("small.cnn", "-o", "out.onnx", "--report", "json")
    assert done.exit_code == 0, done.output
    assert set(json.loads(done.stdout)["files"]) == {"out.onnx", "out.onnx.data"}
    onnx.checker.check_model(str(folder / "out.onnx"), full_check=True)
    assert "this takes several files" in run("small.cnn", "--to", "onnx", "-o", "-").output
    (folder / "out.onnx").unlink()
    assert "out.onnx.data exists" in run("small.cnn", "-o", "out.onnx").output
