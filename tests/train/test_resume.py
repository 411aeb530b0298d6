"""Runs that are stopped or killed, and go on to the same end; files that are not what they were."""

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

import cnndsl
from cnndsl.evaluate import weights
from cnndsl.network import Network
from cnndsl.train import epochs
from cnndsl.train.errors import OptionError, StoppedError, TrainingError
from cnndsl.train.run import resume, train
from cnndsl.train.run_folder.folder import RunFolder

from .conftest import SMALL, STEPS, Lines, assert_same_end, brief, contents, figures, metrics, read_json

pytestmark = pytest.mark.usefixtures("undrawn")


def interrupt() -> None:
    signal.raise_signal(signal.SIGINT)


def terminate() -> None:
    signal.raise_signal(signal.SIGTERM)


def stopped(folder: Path, at: int, how: Callable[[], None] = interrupt) -> StoppedError:
    """Begin a run of ``brief`` options and stop it after a batch."""
    with pytest.raises(StoppedError) as error:
        train(cnndsl.parse(SMALL, path="small.cnn"), brief(), Lines({at: how}), folder)
    return error.value


@pytest.fixture(scope="session")
def _half(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("half") / "run"
    stopped(folder, STEPS + 5)
    return folder


@pytest.fixture
def half(_half: Path, tmp_path: Path) -> Path:
    """A run that was stopped in its second epoch."""
    return Path(shutil.copytree(_half, tmp_path / "half"))


# ------------------------------------------------------------------------------------------------- signals


@pytest.mark.parametrize(
    ("at", "how"),
    [(1, interrupt), (STEPS - 1, interrupt), (STEPS, interrupt), (STEPS + 1, terminate), (2 * STEPS, terminate)],
)
def test_a_run_that_was_stopped_comes_to_the_same_end(
    uninterrupted: Path, tmp_path: Path, at: int, how: Callable[[], None]
) -> None:
    folder = tmp_path / "run"
    error = stopped(folder, at, how)
    finished, begun = divmod(at - 1, STEPS)
    assert error.message == f"stopped after {finished} of 2 epochs and {begun + 1} batches"
    assert error.help.endswith(f"go on with: cnndsl train --resume {folder}")
    results = read_json(folder / "results.json")
    assert (results["status"], results["epochs"], results["test_accuracy"]) == ("interrupted", finished, None)
    assert not list(folder.glob(".*"))
    assert resume(folder, said := Lines()) == folder
    assert (said.done, said.batches) == (at, 2 * STEPS - at)
    assert f"goes on with epoch {finished + 1}/2" in said.text
    assert_same_end(uninterrupted, folder)


def test_a_run_may_be_stopped_again_and_again(uninterrupted: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    stopped(folder, 7)
    for _ in range(3):
        with pytest.raises(StoppedError):
            resume(folder, Lines({9: interrupt}))
    resume(folder, Lines())
    assert_same_end(uninterrupted, folder)


def test_a_second_ctrl_c_does_not_wait_and_loses_the_epoch(uninterrupted: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    error = stopped(folder, STEPS + 5, lambda: (interrupt(), interrupt()))
    assert "keeps best.safetensors (epoch 1)" in error.help
    assert resume(folder, said := Lines()) == folder
    assert said.done == STEPS
    assert_same_end(uninterrupted, folder)


def test_signals_act_as_before_when_the_run_is_over(finished: tuple[Path, Lines]) -> None:
    assert finished
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    with pytest.raises(KeyboardInterrupt):
        interrupt()


def test_a_run_goes_on_after_ctrl_c_during_the_test(
    uninterrupted: Path, small: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "run"
    with monkeypatch.context() as patch:
        patch.setattr(epochs.Setup, "batches", lambda *_: interrupt())
        with pytest.raises(StoppedError, match="stopped after 2 of 2 epochs"):
            train(small, brief(), Lines(), folder)
    resume(folder, said := Lines())
    assert "goes on with the test" in said.text
    assert_same_end(uninterrupted, folder)


def test_checkpoints_are_written_within_an_epoch_too(
    uninterrupted: Path, small: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def kill() -> None:
        raise Killed

    folder = tmp_path / "run"
    with monkeypatch.context() as patch:
        patch.setattr(epochs, "SAVE_EVERY", 0.0)
        with pytest.raises(Killed):
            train(small, brief(), Lines({STEPS + 7: kill}), folder)
    resume(folder, said := Lines())
    assert said.done == STEPS + 6
    assert_same_end(uninterrupted, folder)


@pytest.mark.parametrize(
    "changes", [{"ema": 0.9, "opt": "adamw"}, {"patience": 1, "epochs": 8}, {"precision": "bf16"}], ids=str
)
def test_other_recipes_go_on_as_exactly(small: Network, tmp_path: Path, changes: dict[str, object]) -> None:
    options = brief(**changes)
    whole = train(small, options, Lines(), tmp_path / "whole")
    with pytest.raises(StoppedError):
        train(small, options, Lines({STEPS + 3: interrupt}), tmp_path / "parts")
    resume(tmp_path / "parts", Lines())
    assert_same_end(whole, tmp_path / "parts")


def test_what_was_chosen_by_measuring_is_kept(small: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The threads and the precision of a resumed run are those of its beginning, whatever would be measured now."""
    with pytest.raises(StoppedError):
        train(small, brief(precision=None), Lines({3: interrupt}), tmp_path / "run")
    stored = read_json(tmp_path / "run/options.json")
    monkeypatch.setattr(
        "cnndsl.train.machine.threads_and_precision.choose", lambda *_: pytest.fail("it was measured again")
    )
    resume(tmp_path / "run", Lines())
    results = read_json(tmp_path / "run/results.json")
    assert (results["threads"], results["precision"]) == (stored["threads"], stored["options"]["precision"])


def test_event_files_have_every_epoch_once(small: Network, tmp_path: Path) -> None:
    accumulators = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator", exc_type=ImportError)
    with pytest.raises(StoppedError):
        train(small, brief(epochs=3, log="tensorboard"), Lines({STEPS + 3: interrupt}), tmp_path / "run")
    resume(tmp_path / "run", Lines())
    events = accumulators.EventAccumulator(str(tmp_path / "run/tensorboard"))
    events.Reload()
    assert [event.step for event in events.Scalars("loss/train")] == [1, 2, 3]


# ------------------------------------------------------------------------------------------------- kill -9


KILLS = """
import json, os, signal, sys
from pathlib import Path
import sklearn.model_selection, torch
import cnndsl
from cnndsl.train.show import curves
from cnndsl.train.errors import TrainingError
from cnndsl.train.run_folder.folder import RunFolder
from cnndsl.train.run import resume, train
from tests.train.conftest import SMALL, Lines, brief, draw_nothing

torch.set_num_threads(1)
curves.draw = draw_nothing
root, write, count = Path(sys.argv[1]), RunFolder.write, 0

def killing(at, behind):
    def counted(self, name, data):
        global count
        count += 1
        if count != at:
            return write(self, name, data)
        if behind:
            write(self, name, data)
        else:
            os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)
            write(self, name, data)
        os.kill(os.getpid(), signal.SIGKILL)
    return counted

def in_a_child(act):
    child = os.fork()
    if child == 0:
        try:
            act()
        except TrainingError as error:
            print(error.render(), file=sys.stderr)
            os._exit(3)
        except BaseException as error:
            print(repr(error), file=sys.stderr)
            os._exit(4)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

def begin(folder):
    train(cnndsl.parse(SMALL, path="small.cnn"), brief(), Lines(), folder)

for number, (at, behind) in enumerate(json.loads(sys.argv[2])):
    folder = root / f"{at}-{behind}"
    RunFolder.write = killing(at, behind)
    first = in_a_child(lambda: begin(folder))
    RunFolder.write = killing(2, False)  # and once more, early in what is left
    second = in_a_child(lambda: resume(folder, Lines())) if number % 2 else None
    RunFolder.write = write
    print(json.dumps([at, behind, first, second, in_a_child(lambda: resume(folder, Lines()))]))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_run_that_is_killed_at_any_write_comes_to_the_same_end(uninterrupted: Path, tmp_path: Path) -> None:
    """Writes of a run: network, recipe, images, options, checkpoint; best, metrics, checkpoint of each epoch; the rest."""
    moments = [[15, True], [4, True], [5, False], [6, True], [8, False], [9, True], [11, False], [13, True]]
    done = subprocess.run(
        [sys.executable, "-c", KILLS, str(tmp_path), json.dumps(moments)],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    outcomes = [json.loads(line) for line in done.stdout.splitlines()]
    assert [outcome[:2] for outcome in outcomes] == moments
    for at, behind, first, second, last in outcomes:
        assert first == -signal.SIGKILL, (at, behind, done.stderr)
        assert second in (None, -signal.SIGKILL), (at, behind, done.stderr)
        assert last == 0, (at, behind, done.stderr)
        assert_same_end(uninterrupted, tmp_path / f"{at}-{behind}")


def test_a_run_that_was_killed_before_it_began_says_so(tmp_path: Path) -> None:
    RunFolder.create("Small", tmp_path / "run")
    with pytest.raises(
        TrainingError, match=r"has no options\.json: it is no run folder, or the run was stopped before"
    ):
        resume(tmp_path / "run", Lines())


# ------------------------------------------------------------------------------------------------- files


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def flip(path: Path) -> None:
    """One bit of the last number."""
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


def edit(path: Path) -> None:
    path.write_text(path.read_text().replace("8", "9", 1))


def swap(path: Path) -> None:
    """For the file of another run of the same network."""
    other = path.parents[1] / "other"
    with pytest.raises(StoppedError):
        train(cnndsl.parse(SMALL, path="small.cnn"), brief(seed=99), Lines({STEPS + 1: interrupt}), other)
    shutil.copy(other / path.name, path)
    shutil.rmtree(other)


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("checkpoint.safetensors", cut, "checkpoint.safetensors cannot be read: it is damaged or cut off"),
        (
            "checkpoint.safetensors",
            flip,
            "checkpoint.safetensors cannot be read: it is damaged or cut off (its checksum",
        ),
        ("checkpoint.safetensors", Path.unlink, "has no checkpoint.safetensors, so there is nothing to go on from"),
        ("checkpoint.safetensors", swap, "checkpoint.safetensors is the checkpoint of another run"),
        ("best.safetensors", cut, "best.safetensors cannot be read"),
        ("best.safetensors", Path.unlink, "best.safetensors cannot be read"),
        ("best.safetensors", swap, "best.safetensors has the weights of another run"),
        ("options.json", edit, "options.json was changed since the run began"),
        ("options.json", swap, "checkpoint.safetensors is the checkpoint of another run"),
        ("options.json", cut, "options.json cannot be read"),
        ("options.json", Path.unlink, "has no options.json"),
        ("network/small.cnn", edit, "network/small.cnn was changed since the run began"),
        ("network/small.cnn", Path.unlink, "small.cnn"),
    ],
)
def test_a_file_that_is_not_what_it_was_is_named_and_nothing_is_changed(
    half: Path, name: str, change: Callable[[Path], None], message: str
) -> None:
    change(half / name)
    before = contents(half)
    with pytest.raises(TrainingError) as error:
        resume(half, Lines())
    assert message in error.value.message
    assert error.value.help
    assert contents(half) == before


def test_data_that_are_not_what_they_were_are_refused(half: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from cnndsl.train.data import digits
    from cnndsl.train.data.dataset import Dataset, DataSource

    def fewer() -> Dataset:
        whole = digits.load()
        return Dataset(whole.train[torch.arange(1000)], whole.test)

    monkeypatch.setattr(digits, "SOURCE", DataSource(digits.FACTS, fewer))
    before = contents(half)
    with pytest.raises(TrainingError, match="cannot go on: the numbers of images of digits are not those"):
        resume(half, Lines())
    assert contents(half) == before


def test_other_versions_are_told(half: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cnndsl.train.show.messages.versions", lambda: {"torch": "99.0"})
    resume(half, said := Lines())
    assert f"warning: torch {torch.__version__} -> 99.0: the end may differ in the last bits" in said.lines


def test_a_run_of_another_device_is_told(half: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str, local_rank: int = 0) -> torch.device:
        raise OptionError("the device 'cuda' is not available here", "use --device cpu")

    monkeypatch.setattr("cnndsl.train.machine.devices.resolve", absent)
    with pytest.raises(TrainingError, match="the device 'cuda' is not available here") as error:
        resume(half, Lines())
    assert error.value.help == "go on where it was trained, or train a new run"


def test_a_second_process_is_refused(half: Path) -> None:
    before = contents(half)
    with RunFolder(half).claimed(), pytest.raises(TrainingError, match="another process is training in"):
        resume(half, Lines())
    assert contents(half) == before


SLOW = """
import sys, time
from pathlib import Path
import cnndsl.train.run as run
from tests.train.conftest import Lines, draw_nothing
from cnndsl.train.show import curves

curves.draw = draw_nothing
folder, prepare = Path(sys.argv[1]), run.prepare

def slowly(*arguments, **named):
    print("has read its files", flush=True)
    sys.stdin.readline()
    return prepare(*arguments, **named)

run.prepare = slowly
run.resume(folder, Lines())
"""


def test_of_two_resumes_at_once_the_second_is_refused(half: Path, uninterrupted: Path) -> None:
    """A process that is slow to begin must not go on from what another has gone on from meanwhile."""
    with subprocess.Popen(
        [sys.executable, "-c", SLOW, str(half)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2],
    ) as slow:  # fmt: skip
        assert slow.stdout is not None
        assert slow.stdout.readline() == "has read its files\n"
        before = contents(half)
        with pytest.raises(TrainingError, match="another process is training in"):
            resume(half, Lines())
        assert contents(half) == before
        slow.communicate("go on\n")
    assert slow.returncode == 0
    assert_same_end(uninterrupted, half)


def test_a_run_begins_with_a_claim(small: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody can resume a run whose first files are just being written."""
    write = RunFolder.write_json

    def watched(self: RunFolder, name: str, value: dict[str, object]) -> None:
        write(self, name, value)
        if name == "options.json":
            with pytest.raises(TrainingError, match="another process is training in"):
                resume(self.path, Lines())
            (tmp_path / "looked").touch()

    monkeypatch.setattr(RunFolder, "write_json", watched)
    train(small, brief(epochs=1), Lines(), tmp_path / "run")
    assert (tmp_path / "looked").exists()


# ------------------------------------------------------------------------------------------------- the folder goes away


@pytest.mark.parametrize("at", [3, STEPS - 1, STEPS + 2])
def test_a_folder_that_was_renamed_is_found_and_the_run_stops(
    small: Network, uninterrupted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    monkeypatch.setattr(epochs, "LOOK_EVERY", 0.0)
    folder, elsewhere = tmp_path / "run", tmp_path / "else" / "where"
    elsewhere.parent.mkdir()
    with pytest.raises(TrainingError, match=r"was moved to .*else/where while its run was going on") as error:
        train(small, brief(), Lines({at: lambda: folder.rename(elsewhere)}), folder)
    assert error.value.message.startswith(str(folder))
    assert error.value.help.endswith(f"go on with: cnndsl train --resume {elsewhere}")
    assert not folder.exists()
    resume(elsewhere, said := Lines())
    assert said.done == at  # no step was lost
    assert_same_end(uninterrupted, elsewhere)


def test_a_folder_that_was_renamed_during_the_test_gets_its_results(
    small: Network, uninterrupted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, elsewhere, batches = tmp_path / "run", tmp_path / "elsewhere", epochs.Setup.batches
    monkeypatch.setattr(epochs.Setup, "batches", lambda *given: folder.rename(elsewhere) and batches(*given))
    assert train(small, brief(), said := Lines(), folder) == elsewhere
    assert str(elsewhere) in said.lines[-1]
    assert not folder.exists()
    assert_same_end(uninterrupted, elsewhere)


@pytest.mark.parametrize("at", [3, STEPS + 2, 2 * STEPS])
@pytest.mark.parametrize("again", [False, True], ids=["deleted", "replaced"])
def test_a_folder_that_was_deleted_is_not_made_again_and_the_weights_are_kept(
    small: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int, again: bool
) -> None:
    monkeypatch.setattr(epochs, "LOOK_EVERY", 0.0)
    folder = tmp_path / "run"

    def delete() -> None:
        shutil.rmtree(folder)
        if again:
            folder.mkdir()

    with pytest.raises(TrainingError, match="run was deleted while its run was going on") as error:
        train(small, brief(), Lines({at: delete}), folder)
    assert [*folder.iterdir()] == [] if again else not folder.exists()
    kept = tmp_path / "run-rescued.safetensors"
    if at < STEPS:
        assert error.value.help == "no epoch was finished, so there were no weights to keep"
        assert not kept.exists()
    else:
        assert f"are kept in {kept}" in error.value.help
        assert weights.load(kept).metadata["epoch"] == str((at - 1) // STEPS)


def test_a_folder_that_is_gone_with_all_around_it(
    small: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(epochs, "LOOK_EVERY", 0.0)
    folder = tmp_path / "runs" / "run"
    with pytest.raises(TrainingError, match="was deleted") as error:
        train(small, brief(), Lines({STEPS + 2: lambda: shutil.rmtree(folder.parent)}), folder)
    assert error.value.help == f"its weights cannot be kept in {folder.parent} either: No such file or directory"
    assert not folder.parent.exists()


def test_a_finished_run_stays_as_it_is(finished: tuple[Path, Lines]) -> None:
    before = contents(finished[0])
    assert resume(finished[0], said := Lines()) == finished[0]
    assert said.lines == [f"{finished[0]} is finished; results.json has its figures"]
    assert contents(finished[0]) == before


# ------------------------------------------------------------------------------------------------- a full disk


@pytest.mark.parametrize("call", ["fsync", "replace"])
@pytest.mark.parametrize("name", ["checkpoint.safetensors", "best.safetensors", "metrics.csv"])
def test_a_full_disk_keeps_the_former_checkpoint(
    half: Path, uninterrupted: Path, monkeypatch: pytest.MonkeyPatch, name: str, call: str
) -> None:
    before = contents(half)
    with monkeypatch.context() as patch:
        write = RunFolder.write

        def full(*_: object) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        def watched(self: RunFolder, written: str, data: bytes) -> None:
            with pytest.MonkeyPatch.context() as inner:
                if written == name:
                    inner.setattr(*((os, "fsync", full) if call == "fsync" else (Path, "replace", full)))
                write(self, written, data)

        patch.setattr(RunFolder, "write", watched)
        if name == "best.safetensors":  # written where the epoch is the best one, as the second is
            assert metrics(uninterrupted)[1]["validation_accuracy"] >= metrics(uninterrupted)[0]["validation_accuracy"]
        with pytest.raises(TrainingError, match=rf"cannot write .*{name}: No space left on device") as error:
            resume(half, Lines())
    assert error.value.help
    now = contents(half)
    assert now["checkpoint.safetensors"] == before["checkpoint.safetensors"]
    assert now.keys() == before.keys()
    resume(half, Lines())
    assert_same_end(uninterrupted, half)


def test_a_full_disk_at_the_start_is_told_before_training(
    small: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = RunFolder.write

    def watched(self: RunFolder, name: str, data: bytes) -> None:
        if name == "checkpoint.safetensors":
            monkeypatch.setattr(os, "fsync", full)
        write(self, name, data)

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(RunFolder, "write", watched)
    with pytest.raises(TrainingError, match="No space left on device"):
        train(small, brief(), said := Lines(), tmp_path / "run")
    assert said.batches == 0


def test_figures_of_both_parts_are_in_one_table(half: Path, uninterrupted: Path) -> None:
    resume(half, Lines())
    assert figures(half) == figures(uninterrupted)
    assert [row["epoch"] for row in metrics(half)] == [1, 2]
