"""`cnndsl eval` as a user calls it."""

import csv
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
import torch
from click.testing import CliRunner, Result
from PIL import Image
from safetensors.torch import load_file
from sklearn.metrics import accuracy_score, f1_score

import cnndsl
from cnndsl.cli import cli
from cnndsl.evaluate import confusion_picture
from cnndsl.evaluate.evaluation import Evaluation
from cnndsl.evaluate.evaluation_text import text
from cnndsl.evaluate.run_conditions import RunConditions
from cnndsl.evaluate.scores import Outcomes, measure
from cnndsl.evaluate.weights import Trained, load
from cnndsl.train.data import digits
from cnndsl.train.data.preprocessing import Preprocessing
from cnndsl.train.decide.options import Options
from cnndsl.train.machine import devices
from cnndsl.train.run import train
from cnndsl.train.setup import digest
from cnndsl.train.show.progress import Silent

from .conftest import SMALL, Weights

Call = Callable[..., Result]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(cli, ["eval", *map(str, arguments)], catch_exceptions=False)


def folder_of_images(root: Path, classes: str, *, colour: bool = False) -> Path:
    """Ten images for each class, each of them with its own shade."""
    for at, name in enumerate(classes):
        (root / name).mkdir(parents=True)
        for i in range(10):
            shade = 25 * at + i
            Image.new("RGB" if colour else "L", (9, 7), (shade, 0, 9) if colour else shade).save(
                root / name / f"{i}.png"
            )
    return root


def test_the_figures_are_those_of_the_run(call: Call, finished: Path) -> None:
    found = json.loads(call(finished, "--format", "json").stdout)
    results = json.loads((finished / "results.json").read_text())
    assert found["accuracy"] == results["test_accuracy"]
    assert found["loss"] == pytest.approx(results["test_loss"], rel=1e-5)
    assert (found["images"], found["precision"]) == (360, results["precision"])


def test_the_held_out_images_are_those_of_the_run(call: Call, finished: Path) -> None:
    found = json.loads(call(finished, "--format", "json", "--part", "validation").stdout)
    with (finished / "metrics.csv").open() as file:
        rows = list(csv.DictReader(file))
    best = int(json.loads((finished / "results.json").read_text())["best_epoch"])
    assert found["accuracy"] == float(rows[best - 1]["validation_accuracy"])
    train = json.loads(call(finished, "--format", "json", "--part", "train").stdout)
    assert train["images"] + found["images"] == 1797 - 360


def test_the_figures_are_those_of_predictions_by_hand(call: Call, finished: Path) -> None:
    """Everything once more, one image at a time, in float32 and with plain torch."""
    stored = load(finished).metadata
    model = cnndsl.parse(SMALL).to_torch().eval()
    model.load_state_dict(load_file(finished / "best.safetensors"))
    preprocessing = Preprocessing.from_json(json.loads(stored["preprocessing"]))
    test = digits.load().test
    assert isinstance(test.images, torch.Tensor)
    with torch.inference_mode():
        predicted = [int(model(preprocessing(image.unsqueeze(0))).argmax()) for image in test.images]
    found = json.loads(call(finished, "--format", "json").stdout)
    assert found["accuracy"] == pytest.approx(accuracy_score(test.labels, predicted), abs=1e-2)  # bf16 rounds
    assert found["macro"]["f1"] == pytest.approx(f1_score(test.labels, predicted, average="macro"), abs=1e-2)


def test_the_run_folder_stays_as_it_is(call: Call, finished: Path) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in finished.iterdir()}
    assert call(finished).exit_code == 0
    assert {path.name: path.stat().st_mtime_ns for path in finished.iterdir()} == before
    assert not list(Path.cwd().iterdir())


def test_json_has_all_there_is(call: Call, finished: Path) -> None:
    found = json.loads(call(finished, "--format", "json").stdout)
    assert list(found) == [
        *("model weights data part images trained_on correct accuracy top5_accuracy loss macro classes".split()),
        *("confusion confusion_matrix notes device precision".split()),
    ]
    assert list(found["classes"][0]) == ["name", "precision", "recall", "f1", "support"]
    assert [sum(row) for row in found["confusion_matrix"]] == [one["support"] for one in found["classes"]]
    assert 0.9 < found["top5_accuracy"] <= 1


def test_weights_without_their_folder(call: Call, finished: Path, tmp_path: Path) -> None:
    alone = shutil.copy(finished / "best.safetensors", tmp_path / "mine.safetensors")
    assert "on the test part of digits" in call(alone).stdout
    result = call(alone, "--part", "validation")
    assert result.exit_code == 2
    assert "no options.json beside the weights says what was held back" in result.stderr
    assert call(alone, "--part", "train").exit_code == 0


@pytest.mark.parametrize("content", ["{", "[]", '{"options": 3}', '{"run": 1, "options": {"seed": 7}}', "\xff"])
def test_a_damaged_record_is_not_used(call: Call, finished: Path, tmp_path: Path, content: str) -> None:
    shutil.copy(finished / "best.safetensors", tmp_path)
    (tmp_path / "options.json").write_text(content, "latin-1")
    assert call(tmp_path).exit_code == 0
    refused = call(tmp_path, "--part", "validation")
    assert refused.exit_code == 2
    assert "no options.json beside the weights says what was held back" in refused.stderr


def test_values_of_a_record_that_no_run_can_have_are_not_used(finished: Path, tmp_path: Path) -> None:
    shutil.copy(finished / "best.safetensors", tmp_path)
    stored = json.loads((finished / "options.json").read_text())
    options = {**stored["options"], "batch_size": 0, "seed": -1, "validation": 2, "data_dir": 3, "device": None}
    options["max_pixels"] = 10**12
    changed = {key: value for key, value in stored.items() if key != "run"} | {"threads": 10**6, "options": options}
    signed = {**changed, "run": digest(changed)}
    (tmp_path / "options.json").write_text(json.dumps(signed))
    trained = load(tmp_path)
    assert RunConditions.beside(trained) == RunConditions()
    own = replace(trained, metadata={**trained.metadata, "run": signed["run"]})
    assert RunConditions.beside(own) == RunConditions()
    assert RunConditions.beside(load(finished)) == RunConditions(
        stored["options"]["batch_size"], 7, 0.2, None, False, "cpu", stored["threads"], 67_108_864
    )


def test_a_record_that_was_changed_is_not_used(call: Call, finished: Path, tmp_path: Path) -> None:
    """Another seed is another validation part: images that were trained on would pass for held-out ones."""
    shutil.copy(finished / "best.safetensors", tmp_path)
    stored = json.loads((finished / "options.json").read_text())
    for changed in ({**stored, "processes": 10**6}, {**stored, "options": {**stored["options"], "seed": 8}}):
        (tmp_path / "options.json").write_text(json.dumps(changed))
        assert RunConditions.beside(load(tmp_path)) == RunConditions()
        assert call(tmp_path).exit_code == 0
        assert call(tmp_path, "--part", "validation").exit_code == 2


def test_a_terminal_of_any_width(finished: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    for width in (40, 60, 80, 120):
        monkeypatch.setenv("COLUMNS", str(width))
        shown = call(finished).stdout
        assert max(map(len, shown.splitlines())) <= max(width, 60)
        assert "confusion matrix" in shown
    monkeypatch.setenv("COLUMNS", "40")
    assert max(map(len, call(finished).stdout.splitlines()[6:])) <= 43


def evaluation(trained: Trained, classes: int) -> Evaluation:
    generator = torch.Generator().manual_seed(0)
    labels = torch.arange(classes).repeat(20)
    logits = torch.randn(len(labels), classes, generator=generator)
    logits[torch.arange(len(labels)), labels] += 3
    names = [f"class {i} of $x_{{{i}}}$" for i in range(classes)]
    return Evaluation(
        trained, "some/data", "test", "cpu", "float32", measure(Outcomes.of([logits], labels), names), ("a note",)
    )


def test_a_matrix_that_is_too_wide_gives_way_to_the_most_confused_pairs(weights: Weights) -> None:
    found = evaluation(load(weights()), 100)
    shown = text(found)
    assert max(map(len, shown.splitlines())) <= 80
    assert "the confusion matrix (100x100) is too wide" in shown
    assert "the 20 most confused pairs" in shown
    assert "a note" in shown
    pairs = shown.split("Taken for")[1].splitlines()[2:]
    counts = [int(line.split()[-1]) for line in pairs]
    assert counts == sorted(counts, reverse=True)
    matrix = found.scores.confusion.dense()
    matrix[range(100), range(100)] = 0
    assert counts == sorted(matrix.flatten().tolist(), reverse=True)[:20]


def test_the_matrix_of_many_classes_is_written_on_request(weights: Weights) -> None:
    trained = load(weights())
    small, large = evaluation(trained, 100), evaluation(trained, 101)
    assert small.as_json()["confusion_matrix"] == small.scores.confusion.dense().tolist()
    assert large.as_json()["confusion_matrix"] is None
    assert large.as_json(full=True)["confusion_matrix"] == large.scores.confusion.dense().tolist()
    triples = large.as_json()["confusion"]
    assert isinstance(triples, list)
    assert sum(images for _, _, images in triples) == large.scores.images
    pairs = text(large, full=True).split("Taken for")[1].splitlines()[2:]
    assert len(pairs) == sum(true != predicted for true, predicted, _ in triples)


def test_nothing_confused(weights: Weights) -> None:
    names = [f"a class with a long name {i}" for i in range(30)]
    scores = measure(Outcomes.of([torch.eye(30)], torch.arange(30)), names)
    assert "no image was taken for another class" in text(
        Evaluation(load(weights()), "d", "test", "cpu", "float32", scores)
    )


@pytest.mark.parametrize("classes", [2, 10, 100, 200, 1200])
def test_the_picture_of_a_matrix(weights: Weights, classes: int) -> None:
    image = Image.open(BytesIO(confusion_picture.png(evaluation(load(weights()), classes))))
    image.load()
    assert 500 < image.width < 4000
    assert 0.8 < image.width / image.height < 1.4


def test_a_picture_replaces_nothing_unasked(call: Call, finished: Path) -> None:
    result = call(finished, "--png", "matrix.png")
    assert result.exit_code == 0
    assert result.stderr == "matrix.png: the confusion matrix\n"
    first = Path("matrix.png").read_bytes()
    assert first.startswith(b"\x89PNG")
    Path("matrix.png").write_bytes(b"mine")
    refused = call(finished, "--png", "matrix.png")
    assert refused.exit_code == 2
    assert "--png matrix.png exists already; name another file, or add --force" in refused.stderr
    assert refused.stdout == ""
    assert Path("matrix.png").read_bytes() == b"mine"
    assert call(finished, "--png", "matrix.png", "--force").exit_code == 0
    assert Path("matrix.png").read_bytes() == first


def test_a_picture_that_cannot_be_written(call: Call, finished: Path) -> None:
    file = finished / "results.json"
    assert file.is_file()
    result = call(finished, "--png", str(file / "matrix.png"))
    assert result.exit_code == 1
    assert result.stderr.startswith(f"error: cannot write {file}/matrix.png: File exists")


def test_what_was_held_back_of_a_folder_is_found_however_it_is_named(call: Call, tmp_path: Path) -> None:
    for name in ("mine", "other"):
        folder_of_images(tmp_path / name, "0123456789")
    options = Options(data=str(tmp_path / "mine"), epochs=1, device="cpu", validation=0.25)
    run = train(cnndsl.parse(SMALL, path="small.cnn"), options, Silent(), tmp_path / "run")
    for name in ("mine", "./mine/", "run/../mine"):
        assert "of 20 images)" in call(run, "--part", "validation", "--data", name).stdout
    result = call(run, "--part", "validation", "--data", "other")
    assert result.exit_code == 2
    assert f"other has no validation part, and Small held back images of {tmp_path / 'mine'} only" in result.stderr


@pytest.mark.parametrize(
    ("classes", "colour", "said"),
    [
        ("abc", False, "Small tells 10 classes apart, {} has 3"),
        ("abcdefghij", False, "class 0 of Small is '0', of {} 'a'"),
        ("0123456789", True, "Small was trained on images of 1 channel (grey), those of {} have 3 channels (RGB)"),
    ],
)
def test_data_that_do_not_fit(
    call: Call, finished: Path, tmp_path: Path, classes: str, colour: bool, said: str
) -> None:
    folder = folder_of_images(tmp_path / "images", classes, colour=colour)
    result = call(finished, "--data", folder)
    assert result.exit_code == 1
    assert said.format(folder) in result.stderr
    assert "help: evaluate it on data" in result.stderr


def test_a_folder_of_images(call: Call, finished: Path, tmp_path: Path) -> None:
    folder = folder_of_images(tmp_path / "images", "0123456789")
    found = json.loads(call(finished, "--data", folder, "--format", "json").stdout)
    assert (found["data"], found["images"]) == (str(folder), 20)


def test_bad_images(call: Call, finished: Path, tmp_path: Path) -> None:
    folder = folder_of_images(tmp_path / "images", "0123456789")
    (folder / "3" / "broken.png").write_bytes(b"\x89PNG nothing")
    result = call(finished, "--data", folder)
    assert result.exit_code == 1
    assert "broken.png" in result.stderr
    assert "--skip-bad" in result.stderr
    skipped = json.loads(call(finished, "--data", folder, "--skip-bad", "--format", "json").stdout)
    assert "broken.png" in "".join(skipped["notes"])


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["--data", "digit"], 2, "did you mean 'digits'?"),
        (["--part", "tests"], 2, "'tests' is not one of"),
        (["--batch-size", "0"], 2, "0 is not in the range"),
        (["--device", "tpu"], 2, "'tpu' is not one of"),
    ],
)
def test_wrong_options(call: Call, finished: Path, arguments: list[str], status: int, said: str) -> None:
    result = call(finished, *arguments)
    assert result.exit_code == status
    assert said in result.stderr


def test_no_run(call: Call) -> None:
    result = call("runs/none")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "error: there is no run or weights file runs/none\n  help: `cnndsl runs` lists the runs\n"


def test_weights_that_do_not_say_what_data(call: Call, weights: Weights) -> None:
    result = call(weights(data=None))
    assert result.exit_code == 2
    assert "does not say what data it was trained on; name it: --data" in result.stderr


def test_weights_of_no_use(call: Call, weights: Weights) -> None:
    """Not finite: a run that diverged keeps such weights nowhere, but a file may."""
    text = "model Ten(classes=10)\ninput 1x4x4\nflatten\nfc classes\n"
    state = {key: value.fill_(float("nan")) for key, value in cnndsl.parse(text).to_torch().state_dict().items()}
    path = weights(tensors=state, cnn=text, classes=json.dumps(list("0123456789")))
    result = call(path)
    assert result.exit_code == 1
    assert "the network's output is not finite for 360 of 360 images" in result.stderr


def test_in_a_pipe(finished: Path) -> None:
    command = [sys.executable, "-m", "cnndsl", "eval", str(finished)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env={"COLUMNS": "80"})
    assert done.stderr == ""
    assert "\x1b" not in done.stdout
    assert done.stdout.startswith("Small on the test part of digits\n\naccuracy  ")


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
def test_on_a_gpu(call: Call, finished: Path) -> None:
    found = json.loads(call(finished, "--format", "json", "--device", "cuda").stdout)
    here = json.loads(call(finished, "--format", "json", "--device", "cpu").stdout)
    assert found["device"] == devices.describe(torch.device("cuda"))
    assert found["accuracy"] == pytest.approx(here["accuracy"], abs=0.02)
