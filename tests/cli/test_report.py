"""`cnndsl report`: one page of a file, or of a run."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
import torch
from click.testing import CliRunner, Result
from PIL import Image

from cnndsl.cli import cli
from cnndsl.evaluate import examination, weights
from cnndsl.evaluate.evaluation import measured

NETWORK = """model Tiny(classes=10)
input 1x8x8
features:
    conv 8 3x3 padding=1
    relu
    maxpool 2
    conv 16 3x3 padding=1
    relu
global_avgpool
flatten
fc classes
"""


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words))


@pytest.fixture(scope="module")
def trained_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    (folder / "tiny.cnn").write_text(NETWORK, "utf-8")
    out = folder / "run"
    done = run(
        "train", str(folder / "tiny.cnn"), "--data", "digits", "--epochs", "1", "--device", "cpu", "--out", str(out)
    )
    assert done.exit_code == 0, done.output
    return out


def test_a_file_gives_figure_layers_and_findings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.cnn").write_text(NETWORK.replace("relu\n    maxpool", "batchnorm\n    relu\n    maxpool"), "utf-8")
    assert run("report", "a.cnn").output == "drew a.html\n"
    page = Path("a.html").read_text("utf-8")
    assert "<svg" in page
    assert "<b>W0502</b>" in page
    assert "8 layers" not in page
    assert "Training" not in page
    assert not re.search(r'(src|href)="(?!data:)', page)


def test_a_run_gives_all_of_it(trained_run: Path, tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    done = run("report", str(trained_run), "--device", "cpu", "-o", str(target))
    assert done.exit_code == 0, done.output
    page = target.read_text("utf-8")
    for heading in ("The network", "Training", "How well", "Mistakes", "Inside"):
        assert f"<h2>{heading}</h2>" in page
    for heading in ("Results", "Recipe", "Confusion matrix", "Classes", "Calibration"):
        assert f"<h3>{heading}</h3>" in page
    assert "Grad-CAM at <code>features.3</code>" in page
    assert page.count("data:image/png;base64,") > 10
    assert not re.search(r'(src|href)="(?!data:)', page)
    evaluated = run("eval", str(trained_run), "--device", "cpu", "--format", "json")
    correct = re.search(r'"correct": (\d+)', evaluated.output)
    assert correct
    assert f"({int(correct[1]):,} right)" in page


def test_a_faulty_run_and_wrong_usage(tmp_path: Path) -> None:
    assert run("report", str(tmp_path)).exit_code == 1
    (tmp_path / "a.cnn").write_text(NETWORK, "utf-8")
    assert run("report", str(tmp_path), "--input", "1x8x8").exit_code == 2
    (tmp_path / "mine.html").write_text("mine", "utf-8")
    assert run("report", str(tmp_path / "a.cnn"), "-o", str(tmp_path / "mine.html")).exit_code == 1


def test_the_bins_hold_every_verdict_and_their_error_is_the_expected_one(trained_run: Path) -> None:
    trained = weights.load(trained_run)
    part = measured(trained, device="cpu")
    found = examination.examine(part)
    images, labels = part.images.images, part.images.labels
    assert sum(one.count for one in found.bins) == len(labels)
    with torch.inference_mode():
        logits = trained.model(trained.preprocessing(trained.preprocessing.fit_all(images)))
    shares = logits.double().softmax(1)
    sure, verdict = shares.max(1)
    right = (verdict == labels).double()
    places = (sure * 10).long()
    expected = sum(
        float((sure[places == n].mean() - right[places == n].mean()).abs() * (places == n).sum())
        for n in places.unique().tolist()
    )
    assert found.calibration_error == pytest.approx(expected / len(right))
    assert len(found.mistakes) == min(12, int((right == 0).sum()))
    wrong = torch.nn.functional.cross_entropy(logits.double(), labels, reduction="none")
    wrong[right == 1] = -1
    assert found.mistakes[0].truth == str(int(labels[wrong.argmax()]))


def test_the_heat_is_grad_cam(trained_run: Path) -> None:
    """Where only the left half of an image speaks for a class, the heat is on the left."""
    trained = weights.load(trained_run)
    node = next(node for node in trained.network.graph.layers() if node.name == "features.3")
    with torch.no_grad():
        for parameter in trained.model.parameters():
            parameter.zero_()
        for name in ("features.0", "features.3"):
            trained.model.get_parameter(f"{name}.weight")[0, 0, 1, 1] = 1
        trained.model.get_parameter("3.weight")[3, 0] = 1
    pixels = torch.zeros(1, 8, 8, dtype=torch.uint8)
    pixels[:, :, :3] = 255
    png = examination._heat(trained.model.float(), trained, node, pixels, 3)
    image = Image.open(BytesIO(png)).convert("L")
    left = sum(image.crop((0, 0, image.width // 4, image.height)).tobytes())
    right = sum(image.crop((image.width * 3 // 4, 0, image.width, image.height)).tobytes())
    assert left > 3 * right


def test_a_network_without_convolutions_has_no_heat(tmp_path: Path) -> None:
    (tmp_path / "mlp.cnn").write_text("input 1x8x8\nflatten\nfc 10\n", "utf-8")
    out = tmp_path / "run"
    done = run(
        "train", str(tmp_path / "mlp.cnn"), "--data", "digits", "--epochs", "1", "--device", "cpu", "--out", str(out)
    )
    assert done.exit_code == 0, done.output
    part = measured(weights.load(out), device="cpu")
    found = examination.examine(part)
    assert found.heat_layer is None
    assert found.filters is None
    assert found.maps == ()
    assert all(one.heat is None for one in found.mistakes)


def test_what_cannot_be_drawn_has_its_layers_and_findings(tmp_path: Path) -> None:
    many = "input 1x8x8\n" + "".join(f"output o{i}: relu\n" for i in range(2001)) + "relu\n"
    (tmp_path / "many.cnn").write_text(many, "utf-8")
    done = run("report", str(tmp_path / "many.cnn"), "-o", "-")
    assert done.exit_code == 0
    assert "No figure: the picture would have 2,002 boxes and more, and the limit is 2,000." in done.output
    assert "--limit" not in done.output
    assert "2,002 layers" in done.output
