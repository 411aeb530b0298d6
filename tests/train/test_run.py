"""Whole runs: what they leave behind, and what the options change in them."""

import json
import math
import re
import sys
from collections import Counter
from functools import partial
from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file

import cnndsl
from cnndsl.network import Network
from cnndsl.train import epochs, run
from cnndsl.train.data import digits
from cnndsl.train.data.dataset import split
from cnndsl.train.data.preprocessing import Preprocessing
from cnndsl.train.decide import recipe_file
from cnndsl.train.decide.options import Options
from cnndsl.train.decide.task import FitError, Task
from cnndsl.train.errors import TrainingError
from cnndsl.train.machine.distributed import World
from cnndsl.train.preparation import prepare
from cnndsl.train.run import train
from cnndsl.train.show import messages
from cnndsl.train.steps.batches import Batches
from cnndsl.train.steps.trainer import Epoch, NonFiniteLossError, Trainer

from .conftest import SMALL, Lines, assert_same_end, brief, contents, metrics, names, read_json

pytestmark = pytest.mark.usefixtures("undrawn")
Finished = tuple[Path, Lines]


def task(text: str = SMALL, **changes: object) -> Task:
    net = cnndsl.parse(text, path="small.cnn")
    return Task.of(net.source, {}, None, brief(**changes))


# ------------------------------------------------------------------------------------------------- the record


def test_the_folder_holds_the_whole_record(finished: Finished) -> None:
    expected = "best.safetensors curves.png curves.svg images.safetensors last.safetensors metrics.csv network network/small.cnn options.json recipe.toml results.json"
    assert names(finished[0]) == expected.split()
    assert (finished[0] / "network/small.cnn").read_text() == SMALL
    assert (finished[0] / "curves.png").read_bytes().startswith(b"\x89PNG")
    assert (finished[0] / "curves.svg").read_bytes().startswith(b"<?xml")


def test_results(finished: Finished) -> None:
    results, rows = read_json(finished[0] / "results.json"), metrics(finished[0])
    best = results["best_epoch"]
    assert results["model"] == "Small"
    assert results["data"] == "digits"
    assert results["status"] == "finished"
    assert results["epochs"] == len(rows) == 3
    assert (results["seed"], results["device"], results["threads"], results["processes"]) == (7, "cpu", 1, 1)
    assert results["params"] == cnndsl.parse(SMALL).params
    assert results["macs"] == cnndsl.parse(SMALL).macs
    assert results["test_images"] == 360
    assert 0.5 < results["test_accuracy"] <= 1
    assert 0 < results["test_loss"] < 2
    accuracies = [row["validation_accuracy"] for row in rows]
    assert results["validation_accuracy"] == accuracies[best - 1] == max(accuracies)
    assert max(accuracies) not in accuracies[best:]
    assert results["train_seconds"] > 0
    assert results["images_per_second"] > 0
    assert results["versions"]["torch"] == torch.__version__
    assert results["versions"]["cnndsl"] == cnndsl.__version__
    assert results["run"] == read_json(finished[0] / "options.json")["run"]


def test_options_are_resolved(finished: Finished) -> None:
    stored = read_json(finished[0] / "options.json")
    train_part, _ = split(digits.load().train, 0.1, seed=7)
    assert stored["set"] == {"classes": 10}
    assert stored["input"] is None
    assert all(value is not None for name, value in stored["options"].items() if name not in ("data_dir", "workers"))
    assert (stored["options"]["batch_size"], stored["options"]["augment"]) == (32, "none")
    assert stored["classes"] == list("0123456789")
    assert stored["images"] == {"train": 1293, "validation": 144, "test": 360}
    assert stored["preprocessing"]["size"] == [8, 8]
    assert stored["preprocessing"]["mean"] == [pytest.approx((train_part.images.double() / 255).mean().item())]


def test_the_recipe_of_a_run_gives_the_same_run(finished: Finished, tmp_path: Path) -> None:
    options = Options(**recipe_file.read(finished[0] / "recipe.toml"))
    net = cnndsl.parse(SMALL, path="small.cnn", classes=10)
    assert_same_end(finished[0], train(net, options, Lines(), tmp_path / "again"))


def test_the_saved_weights_give_the_reported_accuracy(finished: Finished) -> None:
    """From nothing but the weight file: the network, the preprocessing and the parameters are in it."""
    path, results = finished[0] / "best.safetensors", read_json(finished[0] / "results.json")
    with safe_open(path, "pt") as file:
        metadata = file.metadata()
    preprocessing = Preprocessing.from_json(json.loads(metadata["preprocessing"]))
    model = cnndsl.parse(metadata["cnn"], **json.loads(metadata["set"])).to_torch().eval()
    model.load_state_dict(load_file(path))
    test = digits.load().test
    with torch.inference_mode():
        right = model(preprocessing(test.images)).argmax(1) == test.labels
    assert right.sum().item() / len(test) == results["test_accuracy"]
    assert json.loads(metadata["classes"]) == list("0123456789")
    assert int(metadata["epoch"]) == results["best_epoch"]
    assert metadata["run"] == results["run"]
    assert json.loads(metadata["input"]) == [1, 8, 8]


def test_what_a_run_says(finished: Finished) -> None:
    folder, said = finished
    assert "model   Small: 1x8x8 -> 10, 2,986 parameters" in said.text
    assert (
        "data    digits: 10 classes, 1x8x8\n        1,293 images to train, 144 to validate, 360 to test\n" in said.text
    )
    assert "device  cpu, float32, 1 thread (OMP_NUM_THREADS)" in said.text
    assert "recipe  3 epochs of 40 batches of 32\n" in said.text
    assert "SGD with Nesterov momentum, onecycle, peak lr 0.025, warm-up 30%\n" in said.text
    assert all(len(line) <= 80 for line in said.lines if str(folder) not in line)
    assert [line.split()[1] for line in said.lines if line.startswith("epoch")] == ["1/3", "2/3", "3/3"]
    assert re.match(r"test accuracy \d\d\.\d\d% \(\d+ of 360 images\) with the weights of epoch \d", said.lines[-2])
    assert str(folder) in said.lines[-1]
    assert (said.done, said.batches, said.total) == (0, 120, 120)


def test_the_test_set_is_used_once_with_the_best_weights(
    small: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scored: list[tuple[int, dict[str, torch.Tensor]]] = []
    made: list[int] = []
    score, serve = Trainer.score, epochs.Setup.batches

    def watched_score(self: Trainer, batches: Batches):
        scored.append((len(batches), {key: value.clone() for key, value in self.measured.state_dict().items()}))
        return score(self, batches)

    def watched_serve(self, part):
        made.append(len(part))
        return serve(self, part)

    monkeypatch.setattr(Trainer, "score", watched_score)
    monkeypatch.setattr(epochs.Setup, "batches", watched_serve)
    folder = train(small, brief(epochs=3, lr=2.0, ema=0.5), Lines(), tmp_path / "run")
    assert made == [360]
    assert [size for size, _ in scored] == [144, 144, 144, 360]
    best, epoch = load_file(folder / "best.safetensors"), read_json(folder / "results.json")["best_epoch"]
    for tested in (scored[-1][1], scored[epoch - 1][1]):
        assert all(torch.equal(value, best[key]) for key, value in tested.items())


def test_set_and_input_are_recorded(tmp_path: Path) -> None:
    net = cnndsl.parse(SMALL, path="small.cnn", input=(3, 6, 10), classes=10)
    folder = train(net, brief(epochs=1), said := Lines(), tmp_path / "run")
    stored = read_json(folder / "options.json")
    assert stored["input"] == [3, 6, 10]
    assert (stored["preprocessing"]["size"], stored["preprocessing"]["channels"]) == ([6, 10], 3)
    assert "grey is repeated to 3 channels" in said.text
    assert "images of 8x8 are scaled and cropped to 6x10" in said.text


def test_classes_are_those_of_the_data(tmp_path: Path) -> None:
    net = cnndsl.parse(SMALL.replace("classes=10", "classes=4"), path="small.cnn")
    folder = train(net, brief(epochs=1), said := Lines(), tmp_path / "run")
    assert "classes set to 10, as in digits" in said.text
    assert read_json(folder / "options.json")["set"] == {"classes": 10}
    with safe_open(folder / "best.safetensors", "pt") as file:
        metadata = file.metadata()
        assert file.get_tensor("fc1.weight" if "fc1.weight" in file.keys() else [*file.keys()][-1]).shape[0] == 10  # noqa: SIM118
    assert cnndsl.parse(metadata["cnn"], **json.loads(metadata["set"])).output == (10,)


def test_a_network_of_several_files_is_kept_whole(tmp_path: Path) -> None:
    source = tmp_path / "source"
    (source / "blocks").mkdir(parents=True)
    (source / "blocks/base.cnn").write_text("block Unit(k):\n    conv k 3x3\n    batchnorm\n    relu\n")
    (source / "blocks/more.cnn").write_text('use Unit from "base.cnn"\nblock Twice(k):\n    Unit(k)\n    Unit(k)\n')
    (source / "main.cnn").write_text(
        'use Twice from "blocks/more.cnn"\nmodel Main(classes=4)\ninput 1x8x8\nTwice(4)\nflatten\nfc classes\n'
    )
    net = cnndsl.load(source / "main.cnn")
    stopping = Lines({25: stop})
    with pytest.raises(TrainingError):
        train(net, brief(), stopping, tmp_path / "run")
    folder = tmp_path / "run"
    kept = {name: text.decode() for name, text in contents(folder / "network").items()}
    assert kept == {name: text.decode() for name, text in contents(source).items()}
    for path in (source / "main.cnn", source / "blocks/base.cnn"):
        path.write_text("input 1x1x1\n")  # what happens to the originals does not matter any more
    run.resume(folder, Lines())
    assert read_json(folder / "results.json")["status"] == "finished"
    with safe_open(folder / "best.safetensors", "pt") as file:
        metadata = file.metadata()
    assert "use" not in metadata["cnn"].split()
    model = cnndsl.parse(metadata["cnn"], **json.loads(metadata["set"])).to_torch()
    model.load_state_dict(load_file(folder / "best.safetensors"))


def stop() -> None:
    import signal

    signal.raise_signal(signal.SIGINT)


def test_a_text_without_a_file_gets_a_name(tmp_path: Path) -> None:
    folder = train(cnndsl.parse(SMALL), brief(epochs=1), Lines(), tmp_path / "run")
    assert names(folder / "network") == ["Small.cnn"]


# ------------------------------------------------------------------------------------------------- options


def test_the_same_seed_gives_the_same_weights(uninterrupted: Path, small: Network, tmp_path: Path) -> None:
    assert_same_end(uninterrupted, train(small, brief(), Lines(), tmp_path / "again"))
    other = train(small, brief(seed=6), Lines(), tmp_path / "other")
    first, second = (load_file(folder / "last.safetensors") for folder in (uninterrupted, other))
    assert not any(torch.equal(tensor, second[key]) for key, tensor in first.items() if tensor.is_floating_point())


def test_deterministic_runs_do_not_depend_on_measured_times(
    small: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS")
    monkeypatch.setattr("cnndsl.train.machine.threads_and_precision.choose", lambda *_: pytest.fail("it was measured"))
    try:
        folders = [
            train(small, brief(deterministic=True, precision=None), Lines(), tmp_path / name) for name in ("a", "b")
        ]
        assert_same_end(*folders)
        assert read_json(folders[0] / "results.json")["threads"] == 1
    finally:
        torch.use_deterministic_algorithms(False)


def test_a_few_batches_are_learnt_by_heart_and_nothing_is_tested(small: Network, tmp_path: Path) -> None:
    said = Lines()
    options = brief(overfit_batches=2, epochs=20, batch_size=16, augment="crop", label_smoothing=0.3)
    folder = train(small, options, said, tmp_path / "run")
    assert "32 images to learn by heart" in said.text
    assert said.lines[-2].startswith("learnt by heart: 100.00% of the images")
    results = read_json(folder / "results.json")
    assert [results[f"test_{key}"] for key in ("accuracy", "loss", "images")] == [None, None, None]
    assert results["status"] == "finished"
    known = [row["validation_accuracy"] == 1 for row in metrics(folder)]
    assert known == [False] * (len(known) - 1) + [True]
    stored = read_json(folder / "options.json")["options"]
    assert (stored["augment"], stored["label_smoothing"], stored["weight_decay"]) == ("none", 0, 0)


def test_what_was_not_learnt_by_heart_is_said(small: Network, tmp_path: Path) -> None:
    train(small, brief(overfit_batches=2, epochs=1, lr=1e-9), said := Lines(), tmp_path / "run")
    assert "recipe  1 epoch of 2 batches of 64" in said.text
    assert said.lines[-3].startswith("not learnt by heart: ")
    assert "more --epochs" in said.lines[-2]


@pytest.mark.parametrize(("count", "epochs"), [(2, 150), (40, 30)])
def test_a_few_batches_are_seen_often_unless_epochs_are_chosen(count: int, epochs: int) -> None:
    for chosen, expected in ((None, epochs), (7, 7)):
        options = {"overfit_batches": count, "epochs": chosen, "batch_size": 16}
        setup = prepare(task(**options), World(), torch.device("cpu"))
        assert setup.recipe.epochs == setup.size.epochs == expected
        assert setup.size.batches == count


def test_patience_ends_a_run_that_gets_no_better(small: Network, tmp_path: Path) -> None:
    folder = train(small, brief(epochs=40, patience=2, lr=1e-9, warmup=0.0), Lines(), tmp_path / "run")
    results = read_json(folder / "results.json")
    assert results["status"] == "finished"
    accuracies = [row["validation_accuracy"] for row in metrics(folder)]
    assert results["epochs"] == accuracies.index(max(accuracies)) + 3 < 40  # as good is no better
    assert results["test_accuracy"] is not None


@pytest.mark.parametrize(
    ("words", "crop", "flip", "resized"),
    [("none", (0, 0), False, False), ("flip", (0, 0), True, False), ("resized-crop,crop", (1, 1), False, True)],
)
def test_augmentations_reach_the_trainer(words: str, crop: tuple[int, int], flip: bool, resized: bool) -> None:
    setup = prepare(task(augment=words), World(), torch.device("cpu"))
    found = setup.trainer.augmentation
    assert (found.crop, found.flip, found.resized_crop) == (crop, flip, resized)
    assert found.fill == setup.preprocessing.black
    assert setup.trainer.run_epoch().train_accuracy > 0.2


def test_balanced_classes_weigh_as_much_as_each_other() -> None:
    trainer = prepare(task(class_weights="balanced"), World(), torch.device("cpu")).trainer
    train_part, _ = split(digits.load().train, 0.1, seed=5)
    counts = Counter(train_part.labels.tolist())
    shares = [counts[label] * trainer.class_weights[label].item() for label in range(10)]
    assert shares == pytest.approx([129.3] * 10)
    assert prepare(task(), World(), torch.device("cpu")).trainer.class_weights is None


def test_auxiliary_heads_take_part(tmp_path: Path) -> None:
    text = SMALL.replace("flatten\n", "aux weight=0.25:\n    flatten\n    fc classes\nflatten\n", 1)
    net = cnndsl.parse(text, path="small.cnn")
    assert net.aux_weights == (0.25,)
    trainer = prepare(Task.of(net.source, {}, None, brief()), World(), torch.device("cpu")).trainer
    before = {key: value.clone() for key, value in trainer.model.state_dict().items()}
    trainer.run_epoch()
    assert all(not torch.equal(value, before[key]) for key, value in trainer.model.named_parameters())
    assert trainer.aux_weights == (0.25,)


def test_tensorboard_gets_every_epoch(small: Network, tmp_path: Path) -> None:
    accumulators = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator", exc_type=ImportError)
    folder = train(small, brief(log="tensorboard"), Lines(), tmp_path / "run")
    events = accumulators.EventAccumulator(str(folder / "tensorboard"))
    events.Reload()
    rows = metrics(folder)
    for tag, key in (("accuracy/validation", "validation_accuracy"), ("loss/train", "train_loss")):
        found = events.Scalars(tag)
        assert [event.step for event in found] == [1, 2]
        assert [event.value for event in found] == pytest.approx([row[key] for row in rows], rel=1e-6)


@pytest.mark.filterwarnings("ignore")
def test_a_compiled_network_learns_and_its_weights_fit_the_plain_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The graph is taken as it is: generating code for it takes longer than all of these tests."""
    monkeypatch.setattr(torch, "compile", partial(torch.compile, backend="eager"))
    net = cnndsl.parse("input 1x8x8\nflatten\nfc 10\n", path="line.cnn")
    folder = train(net, brief(epochs=1, compile=True), Lines(), tmp_path / "run")
    assert read_json(folder / "results.json")["test_accuracy"] > 0.5
    net.to_torch().load_state_dict(load_file(folder / "best.safetensors"))


def test_a_dry_run_does_everything_and_leaves_nothing(
    small: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    done: list[str] = []
    write = epochs.RunFolder.write
    monkeypatch.setattr(
        epochs.RunFolder, "write", lambda self, name, data: (done.append(name), write(self, name, data))
    )
    run.dry_run(task(epochs=9), said := Lines())
    assert {
        "best.safetensors",
        "last.safetensors",
        "checkpoint.safetensors",
        "metrics.csv",
        "results.json",
        "curves.png",
    } <= set(done)
    assert said.lines[-1].startswith("dry run: a batch was trained on, validated and tested")
    assert "1,293 images to train, 144 to validate, 360 to test" in said.text  # what the run would do
    assert "recipe  9 epochs of 20 batches of 64" in said.text
    assert names(tmp_path) == ["scratch"]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names are text")
def test_a_file_whose_name_is_no_text_is_kept_under_that_of_its_model(tmp_path: Path) -> None:
    folder = train(cnndsl.parse(SMALL, path="small\udcff.cnn"), brief(epochs=1), Lines(), tmp_path / "run")
    assert (folder / "network/Small.cnn").read_text() == SMALL


@pytest.mark.parametrize(("epochs", "speed"), [(9, 12.3), (30, 4321.0), (200, 54321.0)])
def test_a_line_of_an_epoch_fits_80_columns(epochs: int, speed: float) -> None:
    line = messages.epoch(Epoch(epochs, 0.1, 2.3026, 0.1, 2.3026, 1.0, 1.0, speed), epochs)
    assert len(line) <= 80
    assert "validation 2.3026  accuracy 100.00%" in line


# ------------------------------------------------------------------------------------------------- what goes wrong


def test_a_diverging_run_keeps_the_last_good_weights(
    small: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = torch.nn.Module()
    original = Network.to_torch

    def to_torch(self: Network):
        nonlocal model
        model = original(self)
        return model

    def poison() -> None:
        with torch.no_grad():
            next(model.parameters()).fill_(math.nan)

    monkeypatch.setattr(Network, "to_torch", to_torch)
    with pytest.raises(
        NonFiniteLossError, match=r"the loss became nan in epoch 3; .*run keeps best.* \(epoch \d\)(\nhelp: .*)?$"
    ) as error:
        train(small, brief(epochs=9), Lines({45: poison}), tmp_path / "run")
    assert "try a lower learning rate, such as --lr 0.01" in error.value.help
    for name in ("best.safetensors", "checkpoint.safetensors"):
        tensors = load_file(tmp_path / "run" / name)
        assert all(tensor.isfinite().all() for tensor in tensors.values()), name
    results = read_json(tmp_path / "run/results.json")
    assert (results["status"], results["epochs"], results["test_accuracy"]) == ("diverged", 2, None)
    assert len(metrics(tmp_path / "run")) == 2


def test_ctrl_c_does_not_save_what_has_diverged(
    small: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The loop looks at the loss now and then; a stop in between must not take the place of the last good state."""
    original, models = Network.to_torch, []

    def to_torch(self: Network):
        models.append(original(self))
        return models[-1]

    def poison() -> None:
        with torch.no_grad():
            next(models[-1].parameters()).fill_(math.nan)

    monkeypatch.setattr(Network, "to_torch", to_torch)
    with pytest.raises(NonFiniteLossError):
        train(small, brief(epochs=9), Lines({25: poison, 27: stop}), tmp_path / "run")
    assert all(t.isfinite().all() for t in load_file(tmp_path / "run/checkpoint.safetensors").values())
    assert read_json(tmp_path / "run/results.json")["status"] == "diverged"


def test_batch_norm_and_single_images(tmp_path: Path) -> None:
    net = cnndsl.parse("input 1x8x8\nflatten\nfc 8\nbatchnorm\nfc 10\n")
    with pytest.raises(TrainingError, match="batch norm") as error:
        train(net, brief(batch_size=1), Lines(), tmp_path / "run")
    assert error.value.help == "use --batch-size 2 or more"


def test_a_library_is_no_network() -> None:
    net = cnndsl.parse("input 1x8x8\nflatten\nfc 10\n")
    source = type(net.source)("blocks.cnn", "block Unit(k):\n    conv k 3x3\n")
    with pytest.raises(TrainingError, match=r"blocks\.cnn is a library of blocks, not a network"):
        Task.of(source, {}, None, brief())


def test_all_that_does_not_fit_is_told_at_once() -> None:
    net = cnndsl.parse(SMALL.replace("1x8x8", "2x8x8").replace("fc classes", "fc 7"), path="small.cnn")
    with pytest.raises(FitError) as error:
        Task.of(net.source, {}, None, brief())
    assert len(error.value.diagnostics) == 2
    assert "small.cnn:2" in error.value.render()
