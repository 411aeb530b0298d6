"""`cnndsl export --to pt2`: a program that torch alone runs, equal to the last bit."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

import cnndsl
from cnndsl.export import load
from cnndsl.export.product import ExportError
from cnndsl.export.subject import of_network, of_run
from cnndsl.network import Network
from tests.backends import behaviours
from tests.evaluate.conftest import CNN, METADATA, finished, weights  # noqa: F401 - fixtures
from tests.export.conftest import run
from tests.graph.test_branches import HEADS
from tests.train.conftest import _one_thread  # noqa: F401 - the fixture holds here too

FORMAT = load("pt2")
PLAIN = {"half": False, "softmax": False, "input_range": None}
ALONE = """
import json, sys, torch
extra = {"metadata.json": ""}
module = torch.export.load("net.pt2", extra_files=extra).module()
with torch.no_grad():
    torch.save(module(torch.load("x.pt")), "y.pt")
assert "cnndsl" not in sys.modules
print(json.loads(extra["metadata.json"])["model"])
"""


def program(path: Path) -> torch.nn.Module:
    return torch.export.load(path).module()


def test_torch_alone_runs_it_at_any_batch(folder: Path) -> None:
    """In a process without cnndsl: the outputs, the keys, and what the file says of itself."""
    done = run("small.cnn", "-o", "net.pt2", "--seed", "7", "--verify")
    assert done.exit_code == 0
    assert "equal to the last bit at batches 1 and 3" in done.output
    torch.manual_seed(7)
    module = cnndsl.load("small.cnn").to_torch().eval()
    assert {key: tuple(value.shape) for key, value in torch.export.load("net.pt2").state_dict.items()} == {
        key: tuple(value.shape) for key, value in module.state_dict().items()
    }
    x = torch.randn(5, 3, 8, 8)
    torch.save(x, "x.pt")
    said = subprocess.run([sys.executable, "-c", ALONE], capture_output=True, text=True, check=True).stdout
    assert said == "Small\n"
    with torch.no_grad():
        assert torch.equal(torch.load("y.pt"), module(x))


def network(name: str) -> Network:
    if name == "heads":
        return cnndsl.parse(HEADS)
    if name == "sequence":
        return cnndsl.parse("input 4x30\nconv 6 5\nbatchnorm\nrelu\nmaxpool 2\nglobal_avgpool\nflatten\nfc 3\n")
    return behaviours.family(name)


@pytest.mark.parametrize("name", ["heads", "sequence", "lenet5_1998", "mobilenet_v3_small", "shufflenet_v2_x0_5"])
def test_families_are_verified(name: str) -> None:
    """`python -m tests.conformance modules` does it for all."""
    product = FORMAT.make(of_network(network(name), None, 0), None, True, **PLAIN)
    assert product.verified == "read again, equal to the last bit at batches 1 and 3"


def test_a_shipped_program_says_of_images_what_predict_says(finished: Path, folder: Path) -> None:  # noqa: F811
    """uint8 images in, probabilities out: those of the run, without its preprocessing beside it."""
    assert run(str(finished), "-o", "net.pt2", "--input-range", "uint8", "--softmax").exit_code == 0
    images = torch.from_numpy(np.random.default_rng(0).integers(0, 256, (3, 8, 8, 1), dtype=np.uint8))
    trained = cnndsl.load_run(finished, device="cpu")
    found = program(Path("net.pt2"))(images)
    for row, predicted in zip(found, trained.predict(images.numpy(), top=None), strict=True):
        shares = dict(predicted.likely)
        torch.testing.assert_close(row, torch.tensor([shares[name] for name in trained.classes]), rtol=1e-4, atol=1e-5)
    extra = {"metadata.json": ""}
    torch.export.load("net.pt2", extra_files=extra)
    said = json.loads(extra["metadata.json"])
    assert json.loads(said["classes"]) == list(trained.classes)
    assert said["input_layout"] == "uint8 NHWC, 0 to 255, normalised in the graph"
    Image.fromarray(images[0, ..., 0].numpy()).save("x.png")
    assert trained.predict("x.png")[0].label == trained.classes[int(found[0].argmax())]


def test_half_stores_half_and_takes_and_gives_floats(folder: Path) -> None:
    whole, half = folder / "whole.pt2", folder / "half.pt2"
    (folder / "wide.cnn").write_text("input 3x8x8\nconv 512 3x3\nrelu\nglobal_avgpool\nflatten\nfc 512\n")
    assert run("wide.cnn", "-o", str(whole)).exit_code == 0
    assert run("wide.cnn", "-o", str(half), "--half").exit_code == 0
    assert half.stat().st_size < 0.6 * whole.stat().st_size
    x = torch.randn(3, 3, 8, 8)
    ours, theirs = program(whole)(x), program(half)(x)
    assert theirs.dtype == torch.float32
    assert 0 < (ours - theirs).abs().max() < 0.01 * ours.abs().max()


@pytest.mark.parametrize("line", ["relative_attention heads=2", "involution 3 group_channels=2"])
def test_the_size_of_the_batch_is_free(line: str) -> None:
    subject = of_network(cnndsl.parse(f"input 4x5x5\n{line}\n"), None, 0)
    assert FORMAT.make(subject, None, None, **PLAIN).verified == "read again, equal to the last bit at batches 1 and 3"


def test_what_pytorch_has_no_kernel_for_cannot_be_compared() -> None:
    """An average over volumes in float16, on a CPU."""
    with pytest.raises(ExportError, match=r"PyTorch cannot compute the network here.*not implemented for 'Half'"):
        FORMAT.make(
            of_network(cnndsl.parse("input 2x4x6x6\navgpool 2\n"), None, 0), None, None, **{**PLAIN, "half": True}
        )


def test_a_network_that_ends_in_softmax_gets_no_second_one() -> None:
    net = cnndsl.parse("input 3x8x8\nflatten\nfc 5\nsoftmax\n")
    product = FORMAT.make(of_network(net, None, 0), None, True, **{**PLAIN, "softmax": True})
    assert product.facts["operators"] == FORMAT.make(of_network(net, None, 0), None, True, **PLAIN).facts["operators"]


def test_pixels_without_preprocessing_are_divided_by_255(folder: Path) -> None:
    done = run("small.cnn", "-o", "net.pt2", "--input-range", "uint8")
    assert (done.exit_code, "pixels are divided by 255, and no more" in done.stderr) == (0, True)
    torch.manual_seed(0)
    module = cnndsl.load("small.cnn").to_torch().eval()
    images = torch.randint(256, (2, 8, 8, 3), dtype=torch.uint8)
    torch.testing.assert_close(program(Path("net.pt2"))(images), module(images.movedim(-1, 1) / 255))


def test_a_run_is_exported_with_its_weights(finished: Path) -> None:  # noqa: F811
    subject = of_run(finished)
    product = FORMAT.make(subject, None, None, **PLAIN)
    assert product.verified
    assert isinstance(product.content, bytes)


def test_what_torch_export_cannot_take_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("first line\nsecond line")

    monkeypatch.setattr(torch.export, "export", broken)
    with pytest.raises(ExportError, match=r"torch\.export does not take the network: first line$"):
        FORMAT.make(of_network(cnndsl.parse("input 3x8x8\nrelu\n"), None, 0), None, None, **PLAIN)


def test_a_program_that_computes_something_else_is_never_written(monkeypatch: pytest.MonkeyPatch) -> None:
    other = cnndsl.parse("input 3x8x8\nsigmoid\n").to_torch()
    whole = torch.export.export

    def swapped(module: torch.nn.Module, example: tuple[torch.Tensor, ...], **options: object) -> object:
        return whole(other, example, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(torch.export, "export", swapped)
    with pytest.raises(ExportError, match="does not compute what the network does"):
        FORMAT.make(of_network(cnndsl.parse("input 3x8x8\nrelu\n"), None, 0), None, None, **PLAIN)
