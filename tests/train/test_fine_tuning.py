"""Runs that begin with weights: what stays still, what is slowed down, and what a run that goes on takes over."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch
from click.testing import CliRunner
from PIL import Image
from safetensors import safe_open
from safetensors.torch import load_file, save_file

import cnndsl
from cnndsl.cli import cli
from cnndsl.train import going_on
from cnndsl.train.data.preprocessing import Preprocessing
from cnndsl.train.decide.options import Options
from cnndsl.train.decide.task import Task
from cnndsl.train.errors import OptionError, StoppedError, TrainingError
from cnndsl.train.machine.distributed import World
from cnndsl.train.preparation import prepare
from cnndsl.train.run import resume, start, train
from cnndsl.train.setup import Setup
from cnndsl.weights import load
from cnndsl.weights.stored import StatedPreprocessing

from .conftest import STEPS, Lines, assert_same_end, brief, contents, read_json
from .test_resume import interrupt

pytestmark = pytest.mark.usefixtures("undrawn")

TEXT = """\
model Small(classes=10)
input 1x8x8
stem:
    conv 8 3x3
    batchnorm
    relu
body:
    conv 8 3x3
    batchnorm
    relu
flatten
head: fc classes
"""


def net(text: str = TEXT, **settings: Any) -> cnndsl.Network:
    return cnndsl.parse(text, path="small.cnn", **settings)


@pytest.fixture(scope="session")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run to begin from. Not to be changed."""
    with pytest.MonkeyPatch.context() as patch:
        from cnndsl.train.show import curves

        from .conftest import draw_nothing

        patch.setattr(curves, "draw", draw_nothing)
        return train(net(), brief(), Lines(), tmp_path_factory.mktemp("first") / "run")


def prepared(text: str = TEXT, **changes: Any) -> Setup:
    task = Task.of(net(text).source, {}, None, brief(**changes))
    return prepare(task, World(), torch.device("cpu"), threads=1)


def ends(folder: Path) -> dict[str, torch.Tensor]:
    return load_file(folder / "last.safetensors")


# --------------------------------------------------------------------------------------------------- what stays still


@pytest.mark.parametrize("ema", [0.0, 0.9])
def test_what_is_frozen_stays_to_the_bit(ema: float, first: Path, tmp_path: Path) -> None:
    before = load_file(first / "best.safetensors")
    options = brief(weights=str(first), freeze="stem,body.1", ema=ema)
    after = ends(train(net(), options, Lines(), tmp_path / "run"))
    same = {key for key, tensor in before.items() if torch.equal(tensor, after[key])}
    assert {key for key in before if key.startswith(("stem.", "body.1."))} <= same
    assert "body.0.weight" not in same
    assert "head.weight" not in same


def test_only_the_head_learns(first: Path, tmp_path: Path) -> None:
    said = Lines()
    after = ends(train(net(), brief(weights=str(first), freeze="all-but-head"), said, tmp_path / "run"))
    before = load_file(first / "best.safetensors")
    assert {key for key, tensor in before.items() if not torch.equal(tensor, after[key])} == {
        "head.weight",
        "head.bias",
    }
    assert "frozen: all-but-head; 696 of 1,986 parameters stay as they are" in said.text


def test_frozen_norms_are_those_of_inference_while_others_train() -> None:
    setup = prepared(freeze="stem")
    seen = []

    def look() -> None:
        model = setup.trainer.model
        seen.append({name: model.get_submodule(name).training for name in ("", "stem", "stem.1", "body.1")})

    setup.trainer.run_epoch(look)
    setup.trainer.run_epoch(look)  # after a measurement, which is inference for all
    assert len(seen) == 2 * STEPS
    assert all(found == {"": True, "stem": True, "stem.1": False, "body.1": True} for found in seen)
    model = setup.trainer.model
    assert [name for name, parameter in model.named_parameters() if parameter.grad is None] == [
        "stem.0.weight", "stem.0.bias", "stem.1.weight", "stem.1.bias",
    ]  # fmt: skip
    assert int(model.get_buffer("stem.1.num_batches_tracked")) == 0
    assert int(model.get_buffer("body.1.num_batches_tracked")) == 2 * STEPS


def test_dropout_in_a_frozen_part_still_drops() -> None:
    text = TEXT.replace("    batchnorm\n    relu\nflatten", "    dropout 0.5\n    relu\nflatten")
    setup = prepared(text, freeze="body")
    dropout = setup.trainer.model.get_submodule("body.1")
    seen = set()
    setup.trainer.run_epoch(lambda: seen.add(dropout.training))
    assert seen == {True}


def test_a_frozen_norm_of_single_values_takes_batches_of_one_image() -> None:
    text = TEXT.replace("flatten\n", "global_avgpool\nnorm: batchnorm\nflatten\n")
    with pytest.raises(TrainingError, match="batch norm cannot learn from one image: `norm`"):
        prepared(text, batch_size=1)
    assert prepared(text, batch_size=1, freeze="norm").trainer.batch_size == 1


# ------------------------------------------------------------------------------------------------ what is slowed down


def test_half_the_rate_for_all_is_half_the_rate(tmp_path: Path) -> None:
    whole = train(net(), brief(lr=0.0625), Lines(), tmp_path / "whole")
    halved = brief(lr=0.125, lr_scale="all-but-head=0.5,head=0.5")
    scaled = train(net(), halved, Lines(), tmp_path / "scaled")
    first, second = ends(whole), ends(scaled)
    assert all(torch.equal(tensor, second[key]) for key, tensor in first.items())


def test_the_longest_name_counts() -> None:
    setup = prepared(lr=0.5, lr_scale="all-but-head=0.1,body=0.25,body.0=2")
    names = {parameter: name for name, parameter in setup.trainer.model.named_parameters()}
    scales = {
        names[parameter]: group["lr_scale"]
        for group in setup.trainer.optimizer.param_groups
        for parameter in group["params"]
    }
    expected = {"stem.0": 0.1, "stem.1": 0.1, "body.0": 2.0, "body.1": 0.25, "head": 1.0}
    assert scales == {f"{layer}.{kind}": scale for layer, scale in expected.items() for kind in ("weight", "bias")}
    decays = {names[p]: g["weight_decay"] for g in setup.trainer.optimizer.param_groups for p in g["params"]}
    assert {name for name, decay in decays.items() if decay} == {"stem.0.weight", "body.0.weight", "head.weight"}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"freeze": "stme"}, "--freeze names `stme`, which is no part of Small; did you mean `stem`?"),
        (
            {"freeze": "xyzzy"},
            "which is no part of Small; its parts are stem, body, 2, head, and all-but-head is known",
        ),
        ({"freeze": "stem.7"}, "--freeze names `stem.7`, which is no part of Small"),
        ({"freeze": "ste"}, "--freeze names `ste`, which is no part of Small; did you mean `stem`?"),
        ({"lr_scale": "had=0.1"}, "--lr-scale names `had`, which is no part of Small; did you mean `head`?"),
        ({"freeze": "stem,body,head"}, "--freeze stem,body,head leaves nothing to train"),
        ({"freeze": "all-but-head,head"}, "--freeze all-but-head,head leaves nothing to train"),
    ],
)
def test_names_that_are_no_parts(options: dict[str, str], said: str) -> None:
    with pytest.raises(OptionError) as caught:
        Task.of(net().source, {}, None, brief(**options))
    assert said in f"{caught.value.message}; {caught.value.help}"


def test_flags_may_be_given_as_often_as_there_are_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("small.cnn").write_text(TEXT)
    Path("recipe.toml").write_text('epochs = 1\nfreeze = "body"\nlr-scale = "body=0.5"\n')
    flags = "--device cpu --precision float32 --freeze stem --freeze body.1 --lr-scale head=2 --out run".split()
    done = CliRunner().invoke(cli, ["train", "small.cnn", "--recipe", "recipe.toml", *flags])
    assert done.exit_code == 0, done.output
    options = read_json(Path("run/options.json"))["options"]
    assert (options["freeze"], options["lr_scale"]) == ("stem,body.1", "head=2")
    assert 'freeze = "stem,body.1"\n' in Path("run/recipe.toml").read_text()
    wrong = CliRunner().invoke(cli, ["train", "small.cnn", "--freeze", "stme"])
    assert (wrong.exit_code, wrong.output.splitlines()[-1]) == (
        2, "Error: --freeze names `stme`, which is no part of Small; did you mean `stem`?"
    )  # fmt: skip


# ----------------------------------------------------------------------------------------------------- the first weights


def test_the_record_says_where_the_weights_come_from(first: Path, tmp_path: Path) -> None:
    said = Lines()
    folder = train(net(), brief(epochs=1, weights=str(first)), said, tmp_path / "run")
    record = read_json(folder / "options.json")
    best = first / "best.safetensors"
    assert record["weights"] == {
        "source": str(best),
        "digest": load(str(best), net()).digest,
        "fresh": [],
        "run": read_json(first / "options.json")["run"],
        "preprocessing": {key: record["preprocessing"][key] for key in ("mean", "std", "size", "interpolation")},
    }
    assert f"weights {best}" in said.text
    assert record["options"]["weights"] == str(first)
    assert record["options"]["lr"] == pytest.approx(read_json(first / "options.json")["options"]["lr"] / 10)


def test_nothing_changes_for_runs_without_weights(first: Path) -> None:
    record = read_json(first / "options.json")
    assert "weights" not in record
    assert [record["options"][name] for name in ("weights", "freeze", "lr_scale")] == ["none"] * 3


def test_weights_that_do_not_fit_stop_the_run_before_it_begins(first: Path, tmp_path: Path) -> None:
    other = net(TEXT.replace("conv 8 3x3", "conv 4 3x3"))
    with pytest.raises(
        TrainingError, match=r"does not fit Small: 12 keys differ\n(.|\n)* stem\.0\.weight +4x1x3x3 +8x1x3x3 +4\n"
    ):
        train(other, brief(weights=str(first)), Lines(), tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_a_flipped_bit_in_the_weights_of_a_run_is_seen(first: Path, tmp_path: Path) -> None:
    damaged = bytearray((first / "best.safetensors").read_bytes())
    damaged[-3] ^= 1
    (tmp_path / "w.safetensors").write_bytes(damaged)
    with pytest.raises(TrainingError, match=r"w\.safetensors: its checksum is wrong"):
        train(net(), brief(weights=str(tmp_path / "w.safetensors")), Lines(), tmp_path / "run")


def test_preprocessing_comes_with_the_weights(first: Path, tmp_path: Path) -> None:
    stated = {
        "size": [16, 16],
        "resize": "crop",
        "interpolation": "bicubic",
        "mean": [0.25],
        "std": [0.5],
        "channels": 1,
    }
    changed = tmp_path / "w.safetensors"
    save_file(load_file(first / "best.safetensors"), changed, {"preprocessing": json.dumps(stated)})
    said = Lines()
    folder = train(net(), brief(epochs=1, weights=str(changed)), said, tmp_path / "run")
    found = read_json(folder / "options.json")["preprocessing"]
    assert found == {**stated, "size": [8, 8], "resize": found["resize"]}
    assert "they were trained on images of 16x16, here they get 8x8" in said.text
    with safe_open(folder / "best.safetensors", "pt") as file:
        assert json.loads(file.metadata()["preprocessing"]) == found


def test_grey_images_get_the_mean_of_each_channel() -> None:
    stated = StatedPreprocessing((0.1, 0.2, 0.3), (0.5, 1.0, 2.0))
    made = Preprocessing.stated(stated, 1, (3, 4, 4))
    assert (made.data_channels, made.channels) == (1, 3)
    images = torch.randint(0, 256, (2, 1, 4, 4), dtype=torch.uint8)
    by_hand = (images / 255 - torch.tensor(stated.mean).view(3, 1, 1)) / torch.tensor(stated.std).view(3, 1, 1)
    torch.testing.assert_close(made(images), by_hand)
    assert Preprocessing.from_json(made.as_json()) == made
    assert len(made.black) == 3
    colour = Preprocessing.stated(StatedPreprocessing((0.5,), (0.25,)), 3, (3, 4, 4))
    assert (colour.mean, colour.data_channels, colour.grey) == ((0.5,) * 3, 3, False)


@pytest.mark.parametrize("interpolation", ["nearest", "bilinear", "bicubic"])
def test_images_are_resized_as_the_weights_say(interpolation: Any) -> None:
    from torchvision.transforms import InterpolationMode
    from torchvision.transforms.v2.functional import resize

    made = Preprocessing((6, 6), 3, (0.5,) * 3, (0.5,) * 3, "stretch", interpolation)
    image = torch.randint(0, 256, (3, 17, 11), dtype=torch.uint8)
    assert torch.equal(made.fit(image), resize(image, [6, 6], InterpolationMode(interpolation), antialias=True))


# ------------------------------------------------------------------------------------------------------------- resume


def test_a_fine_tuning_that_was_stopped_goes_on_to_the_same_end(first: Path, tmp_path: Path) -> None:
    """Without the weights that it began with: the checkpoint has all."""
    source = shutil.copytree(first, tmp_path / "source")
    options = brief(weights=str(source), freeze="stem", lr_scale="body=0.5")
    whole = train(net(), options, Lines(), tmp_path / "whole")
    half = tmp_path / "half"
    with pytest.raises(StoppedError):
        train(net(), options, Lines({STEPS + 3: interrupt}), half)
    shutil.rmtree(source)
    resume(half, Lines())
    assert_same_end(whole, half)


def test_a_run_that_was_killed_at_once_begins_with_the_same_weights(first: Path, tmp_path: Path) -> None:
    source = shutil.copytree(first, tmp_path / "source")
    options = brief(weights=str(source))
    whole = train(net(), options, Lines(), tmp_path / "whole")
    half = tmp_path / "half"
    with pytest.raises(StoppedError):
        train(net(), options, Lines({1: interrupt}), half)
    (half / "checkpoint.safetensors").unlink()
    again = shutil.copytree(half, tmp_path / "again")
    resume(half, Lines())
    assert_same_end(whole, half)
    changed = load_file(source / "best.safetensors")
    save_file({key: tensor + 1 for key, tensor in changed.items()}, source / "best.safetensors")
    with pytest.raises(TrainingError, match=r"cannot go on: the weights in .*source/best\.safetensors are not those"):
        resume(again, Lines())


# -------------------------------------------------------------------------------------------------------- going on


def test_a_finished_run_goes_on_in_a_folder_of_its_own(
    first: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    old = Path(shutil.copytree(first, "runs/Small-1"))
    before = contents(old)
    done = CliRunner().invoke(cli, ["train", str(old), "--epochs", "1", "--precision", "float32"])
    assert done.exit_code == 0, done.output
    assert contents(old) == before
    record, was = read_json(Path("runs/Small-2/options.json")), read_json(old / "options.json")
    assert record["weights"]["run"] == was["run"]
    assert record["weights"]["source"] == str((old / "best.safetensors").absolute())
    assert record["preprocessing"] == was["preprocessing"]
    kept = ("data", "validation", "batch_size", "seed", "opt", "schedule", "augment")
    assert {key: record["options"][key] for key in kept} == {key: was["options"][key] for key in kept}
    assert record["options"]["epochs"] == 1
    assert record["options"]["lr"] == pytest.approx(was["options"]["lr"] / 10)
    assert Path("runs/Small-2/network/small.cnn").read_text() == TEXT


def test_on_other_data_the_classes_are_those_of_the_data(first: Path, tmp_path: Path) -> None:
    for name in ("train", "test"):
        for at, label in enumerate("abc"):
            (tmp_path / "data" / name / label).mkdir(parents=True)
            for number in range(8):
                image = Image.new("L", (8, 8), 80 * at + number)
                image.save(tmp_path / "data" / name / label / f"{number}.png")
    given = {"data": str(tmp_path / "data"), "freeze": "all-but-head", "epochs": 1, "device": "cpu"}
    task = going_on.task(first, {}, None, given)
    assert (task.net.output, task.weights) == ((3,), str(first))
    folder = start(task, Lines(), tmp_path / "run")
    record = read_json(folder / "options.json")
    assert record["weights"]["fresh"] == ["head.weight", "head.bias"]
    assert record["classes"] == ["a", "b", "c"]


def test_a_run_that_is_not_finished_does_not_go_on(first: Path, tmp_path: Path) -> None:
    half = tmp_path / "half"
    with pytest.raises(StoppedError):
        train(net(), brief(), Lines({3: interrupt}), half)
    with pytest.raises(TrainingError) as caught:
        going_on.task(half, {}, None, {"epochs": 3})
    assert caught.value.render() == (
        f"error: {half} is not finished\n  help: go on with it: cnndsl train --resume {half}"
    )
    with pytest.raises(TrainingError, match=r"it is no run folder"):
        going_on.task(tmp_path, {}, None, {})
    with pytest.raises(OptionError, match=r"--epochs must be at least 1"):
        going_on.task(first, {}, None, {"epochs": 0})


def test_weights_of_a_network_are_those_that_its_run_begins_with(first: Path, tmp_path: Path) -> None:
    path = tmp_path / "small.cnn"
    path.write_text(TEXT)
    given = cnndsl.load(path, weights=first)
    folder = train(given, brief(epochs=1), Lines(), tmp_path / "run")
    assert read_json(folder / "options.json")["weights"]["run"] == read_json(first / "options.json")["run"]
    assert Options().weights == "none"
