"""Whole runs: what they leave behind, and how they end when they do not finish."""

import csv
import json
from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file

import cnndsl
from cnndsl.network import Network
from cnndsl.train import digits, run
from cnndsl.train.batches import Batches
from cnndsl.train.dataset import split
from cnndsl.train.errors import OptionError, StoppedError, TrainingError
from cnndsl.train.loop import NonFiniteLossError, Trainer
from cnndsl.train.options import Options
from cnndsl.train.preprocessing import Preprocessing
from cnndsl.train.run import train

from .conftest import SMALL, Lines

Finished = tuple[Path, Lines]


def read_json(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def metrics(folder: Path) -> list[dict[str, float]]:
    with (folder / "metrics.csv").open(newline="") as file:
        return [{key: float(value) for key, value in row.items()} for row in csv.DictReader(file)]


def test_the_folder_holds_the_whole_record(finished: Finished) -> None:
    names = "best.safetensors last.safetensors metrics.csv options.json results.json small.cnn"
    assert sorted(path.name for path in finished[0].iterdir()) == names.split()
    assert (finished[0] / "small.cnn").read_text() == SMALL


def test_results(finished: Finished) -> None:
    results, rows = read_json(finished[0] / "results.json"), metrics(finished[0])
    best = results["best_epoch"]
    assert results["model"] == "Small"
    assert results["status"] == "finished"
    assert results["epochs"] == len(rows) == 3
    assert results["seed"] == 7
    assert results["device"] == "cpu"
    assert results["params"] == cnndsl.parse(SMALL).params
    assert results["test_images"] == 360
    assert 0.5 < results["test_accuracy"] <= 1
    assert (
        results["validation_accuracy"]
        == rows[best - 1]["validation_accuracy"]
        == max(r["validation_accuracy"] for r in rows)
    )
    assert results["train_seconds"] > 0
    assert results["images_per_second"] > 0
    assert results["versions"]["torch"] == torch.__version__
    assert results["versions"]["cnndsl"] == cnndsl.__version__


def test_options_are_resolved(finished: Finished) -> None:
    options = read_json(finished[0] / "options.json")
    train_part, _ = split(digits.load().train, 0.1, seed=7)
    assert options["set"] == {"classes": 10}
    assert options["input"] is None
    assert options["seed"] == 7
    assert options["device"] == "cpu"
    assert options["precision"] == "float32"
    assert options["batch_size"] == Options.batch_size
    assert options["classes"] == list("0123456789")
    assert options["preprocessing"]["resize"] == [8, 8]
    assert options["preprocessing"]["mean"] == [pytest.approx(train_part.images.mean().item(), rel=1e-5)]


def test_the_saved_weights_give_the_reported_accuracy(finished: Finished) -> None:
    """From nothing but the weight file: the network, the preprocessing and the parameters are in it."""
    path, results = finished[0] / "best.safetensors", read_json(finished[0] / "results.json")
    with safe_open(path, "pt") as file:
        metadata = file.metadata()
    stored = json.loads(metadata["preprocessing"])
    preprocessing = Preprocessing(
        tuple(stored["resize"]), stored["channels"], tuple(stored["mean"]), tuple(stored["std"])
    )
    model = cnndsl.parse(metadata["cnn"], **json.loads(metadata["set"])).to_torch().eval()
    model.load_state_dict(load_file(path))
    test = digits.load().test
    with torch.inference_mode():
        right = model(preprocessing(test.images)).argmax(1) == test.labels
    assert right.sum().item() / len(test) == results["test_accuracy"]
    assert json.loads(metadata["classes"]) == list("0123456789")
    assert int(metadata["epoch"]) == results["best_epoch"]


def test_what_a_run_says(finished: Finished) -> None:
    said = finished[1]
    text = "\n".join(said.lines)
    assert "model   Small: 1x8x8 -> 10, 2,986 parameters" in text
    assert "1,293 images to train, 144 to validate, 360 to test" in text
    assert [line.split()[1] for line in said.lines if line.startswith("epoch")] == ["1/3", "2/3", "3/3"]
    assert said.lines[-2].startswith("test accuracy ")
    assert str(finished[0]) in said.lines[-1]
    assert said.batches == said.total == 3 * (1293 // Options.batch_size)


def test_the_same_seed_gives_the_same_weights(small: Network, tmp_path: Path) -> None:
    folders = [train(small, Options(epochs=2, seed=5, device="cpu"), Lines(), tmp_path / name) for name in "ab"]
    for name in ("best.safetensors", "last.safetensors"):
        first, second = (load_file(folder / name) for folder in folders)
        assert all(torch.equal(tensor, second[key]) for key, tensor in first.items())


def test_the_test_set_is_used_once_with_the_best_weights(
    small: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []
    scored: list[tuple[int, dict[str, torch.Tensor]]] = []

    class Watched(Batches):
        def __init__(self, *arguments) -> None:
            super().__init__(*arguments)
            made.append(len(self))

    score = Trainer.score

    def watched_score(self: Trainer, batches: Batches):
        scored.append((len(batches), {key: value.clone() for key, value in self.model.state_dict().items()}))
        return score(self, batches)

    monkeypatch.setattr(run, "Batches", Watched)
    monkeypatch.setattr(Trainer, "score", watched_score)
    folder = train(small, Options(epochs=3, device="cpu"), Lines(), tmp_path / "run")
    assert made == [360]
    assert [size for size, _ in scored] == [144, 144, 144, 360]
    best = load_file(folder / "best.safetensors")
    assert all(torch.equal(value, best[key]) for key, value in scored[-1][1].items())


def test_set_and_input_are_recorded(tmp_path: Path) -> None:
    net = cnndsl.parse(SMALL, path="small.cnn", input=(3, 6, 10), classes=10)
    folder = train(net, Options(epochs=1, device="cpu"), said := Lines(), tmp_path / "run")
    options = read_json(folder / "options.json")
    assert options["input"] == "3x6x10"
    assert options["preprocessing"]["resize"] == [6, 10]
    assert options["preprocessing"]["channels"] == 3
    assert any("grey repeated to 3 channels" in line for line in said.lines)


def test_ctrl_c_keeps_what_was_learnt(small: Network, tmp_path: Path) -> None:
    class Impatient(Lines):
        def batch(self) -> None:
            super().batch()
            if self.batches == 100:
                raise KeyboardInterrupt

    with pytest.raises(StoppedError) as error:
        train(small, Options(epochs=9, device="cpu"), Impatient(), tmp_path / "run")
    assert error.value.message == "stopped after 2 of 9 epochs"
    assert "last.safetensors (epoch 2)" in error.value.help
    results = read_json(tmp_path / "run" / "results.json")
    assert (results["status"], results["epochs"], results["test_accuracy"]) == ("interrupted", 2, None)
    assert len(metrics(tmp_path / "run")) == 2
    assert not list((tmp_path / "run").glob(".*"))


def test_ctrl_c_in_the_first_epoch(small: Network, tmp_path: Path) -> None:
    class Hasty(Lines):
        def batch(self) -> None:
            raise KeyboardInterrupt

    with pytest.raises(StoppedError) as error:
        train(small, Options(epochs=9, device="cpu"), Hasty(), tmp_path / "run")
    assert "no weights were saved" in error.value.help
    assert read_json(tmp_path / "run" / "results.json")["best_epoch"] is None


def test_a_diverging_run_keeps_the_last_good_weights(
    small: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Poison(Lines):
        """Spoils the weights in the third epoch."""

        def batch(self) -> None:
            super().batch()
            if self.batches == 90:
                with torch.no_grad():
                    next(model.parameters()).fill_(float("nan"))

    original = Network.to_torch

    def to_torch(self: Network):
        nonlocal model
        model = original(self)
        return model

    model = torch.nn.Module()
    monkeypatch.setattr(Network, "to_torch", to_torch)
    with pytest.raises(NonFiniteLossError, match=r"the loss became nan in epoch 3; .* keeps best") as error:
        train(small, Options(epochs=9, device="cpu"), Poison(), tmp_path / "run")
    assert "--lr 0.006" in error.value.help
    assert all(tensor.isfinite().all() for tensor in load_file(tmp_path / "run" / "last.safetensors").values())
    assert read_json(tmp_path / "run" / "results.json")["status"] == "diverged"


def test_batch_norm_and_single_images(tmp_path: Path) -> None:
    net = cnndsl.parse("input 1x8x8\nflatten\nfc 8\nbatchnorm\nfc 10\n")
    with pytest.raises(TrainingError, match="batch norm") as error:
        train(net, Options(batch_size=1, device="cpu"), Lines(), tmp_path / "run")
    assert error.value.help == "use --batch-size 2 or more"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"epochs": 0}, "--epochs must be at least 1, not 0"),
        ({"batch_size": -3}, "--batch-size must be at least 1, not -3"),
        ({"lr": 0.0}, "--lr must be a finite number above 0, not 0"),
        ({"lr": float("nan")}, "--lr must be a finite number above 0, not nan"),
        ({"lr": float("inf")}, "--lr must be a finite number above 0, not inf"),
        ({"seed": -1}, "--seed must be between 0 and 4294967295, not -1"),
    ],
)
def test_options_out_of_range(wrong: dict[str, object], message: str) -> None:
    with pytest.raises(OptionError) as error:
        Options(**wrong)
    assert error.value.message == message
