"""Edits of the files of a run folder: each is a plain error or the unchanged result, never a traceback.

Every byte and every field of every file is edited (run_folder_edits.py), and what reads the file reads it. A file with
its checksums corrected may lead to another result, as a stranger may have written it.

CNNDSL_EDITS says how many, CNNDSL_SEED which. All of it is one process with a limited address space, so that an edit that
asks for memory without bound is a fault with its name; the files are in memory where there is /dev/shm.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import random
import resource
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from time import perf_counter
from typing import Any
from unittest.mock import patch

import torch
from PIL import Image
from safetensors import SafetensorError
from safetensors.torch import load_file

import cnndsl
from cnndsl.evaluate import evaluation, runs, runs_text, weights
from cnndsl.evaluate.prediction import predict
from cnndsl.train.data import digits
from cnndsl.train.data.dataset import Dataset, DataSource
from cnndsl.train.decide import recipe_file
from cnndsl.train.decide.options import Options
from cnndsl.train.errors import StoppedError, TrainingError
from cnndsl.train.machine import memory
from cnndsl.train.machine.signals import StopRequested
from cnndsl.train.run import resume, train
from cnndsl.train.show import curves
from cnndsl.train.show.progress import Plain, Silent
from tests.conformance.run_folder_edits import Base, Files, edits

EDITS = 100_000
NETWORK = "model Net(classes=10)\ninput 1x8x8\nconv 2 3x3\nbatchnorm\nrelu\nmaxpool 2\nflatten\nfc classes\n"
OPTIONS = Options(epochs=2, batch_size=32, device="cpu", precision="float32", seed=5, augment="none", ema=0.5)
MEMORY = 6 * 2**30
"""Address space of the process, torch among it: what asks for more has an error."""


class Impatient(Plain):
    """Stops a run that an edit has made a long one; that is no fault of it."""

    def __init__(self) -> None:
        self.batches = 0

    def line(self, text: str) -> None:
        text.encode("utf-8", "backslashreplace")

    def batch(self) -> None:
        self.batches += 1
        if self.batches > 60:
            raise StopRequested


# ---------------------------------------------------------------------------------------------------- the folder


def fewer() -> Dataset:
    whole = digits.load()
    return Dataset(whole.train[torch.arange(96)], whole.test[torch.arange(32)])


@contextlib.contextmanager
def quick() -> Iterator[Path]:
    """A place for the folders, and a world in which a run takes milliseconds."""
    data = fewer()
    place = Path("/dev/shm")
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    with (
        tempfile.TemporaryDirectory(dir=place if place.is_dir() else None) as name,
        patch.object(digits, "SOURCE", DataSource(digits.FACTS, lambda: data)),
        patch.object(curves, "draw", lambda rows, write, title: None),
        patch.object(os, "fsync", lambda handle: None),
        patch.dict(os.environ, {"OMP_NUM_THREADS": "1"}),
    ):
        try:
            yield Path(name)
        finally:
            torch.set_num_threads(threads)


def bases(folder: Path) -> tuple[Base, Base]:
    """A run that was stopped in its second epoch, and one that is finished."""

    class Stop(Plain):
        left = 4

        def line(self, text: str) -> None:
            pass

        def batch(self) -> None:
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), 2)

    net = cnndsl.parse(NETWORK, path="net.cnn", classes=10)
    with contextlib.suppress(StoppedError):
        train(net, OPTIONS, Stop(), folder / "half")
    train(net, OPTIONS, Silent(), folder / "done")
    Image.new("L", (8, 8), 200).save(folder / "image.png")
    half, done = Base.of(folder / "half"), Base.of(folder / "done")
    for base in (half, done):
        for name, act in ACTS.items():
            base.expected[name] = act(base.path)
            base.restore()
    return half, done


# ---------------------------------------------------------------------------------------------------- what is done


def _resume(path: Path) -> object:
    progress = Impatient()
    resume(path, progress)
    results = json.loads((path / "results.json").read_bytes())
    kept = {name: results.get(name) for name in ("status", "test_accuracy", "test_loss", "epochs", "best_epoch")}
    if path.name == "done" and _can_be(kept):  # it has no checksum: other figures that a run can have are the user's
        return "finished", {}
    tensors = {}
    for name in ("best.safetensors", "last.safetensors"):
        if (path / name).exists() and path.name == "half":
            tensors[name] = _fingerprint(load_file(path / name))
    return kept, tensors


def _can_be(results: dict[str, Any]) -> bool:
    """Whether a finished run can have these figures."""
    accuracy, loss, epochs, best = (results[name] for name in ("test_accuracy", "test_loss", "epochs", "best_epoch"))
    if type(epochs) is not int or type(best) is not int or not 1 <= best <= epochs:
        return False
    if accuracy is None or loss is None:
        return accuracy is loss
    numbers = type(accuracy) in (int, float) and type(loss) in (int, float)
    return numbers and 0 <= accuracy <= 1 and not loss < 0


def _fingerprint(tensors: dict[str, torch.Tensor]) -> str:
    found = sha256()
    for key, tensor in sorted(tensors.items()):
        found.update(f"{key} {tensor.dtype} {tuple(tensor.shape)}".encode())
        found.update(tensor.reshape(-1).view(torch.uint8).numpy().data)
    return found.hexdigest()


def _eval(path: Path) -> object:
    found = evaluation.evaluate(weights.load(path), "test", device="cpu").as_json()
    json.dumps(found, allow_nan=False)
    return {key: value for key, value in found.items() if key in ("accuracy", "loss", "classes", "confusion", "part")}


def _predict(path: Path) -> object:
    (found,) = predict(weights.load(path), [str(path.parent / "image.png")], 10, "cpu")
    return found.problem, found.likely


def _runs(path: Path) -> object:
    order = next(_orders)
    found = runs.find(path.parent, order)
    rows = json.loads(runs_text.json_text(found), parse_constant=_no_constant)
    {"name": runs_text.csv_text, "date": runs_text.markdown}.get(
        order, lambda rows: runs_text.table(rows, path.parent)
    )(found)
    if order == "time":
        runs.records_of(path)
    (other,) = (row for row in rows if row["name"] not in (path.name,))
    return {key: value for key, value in other.items() if key != "started"}


_orders = itertools.cycle(runs.ORDERS)


def _no_constant(name: str) -> None:
    raise AssertionError(f"{name} is no JSON")


def _recipe(path: Path) -> object:
    return recipe_file.read(path / "recipe.toml").keys() >= set() and None


ACTS: dict[str, Callable[[Path], object]] = {
    "resume": _resume,
    "eval": _eval,
    "predict": _predict,
    "runs": _runs,
    "recipe": _recipe,
}
"""What reads a run folder, and gives a result to be compared."""

READERS = {
    "options.json": ("resume", "eval", "runs"),
    "recipe.toml": ("recipe", "runs"),
    "checkpoint.safetensors": ("resume",),
    "best.safetensors": ("resume", "eval", "predict"),
    "last.safetensors": ("predict",),
    "images.safetensors": ("resume", "eval"),
    "metrics.csv": ("resume", "runs"),
    "results.json": ("resume", "runs"),
    "network/net.cnn": ("resume",),
}
"""What reads a file, by turns; ``last.safetensors`` is read by its path."""


# ---------------------------------------------------------------------------------------------------- the search


@dataclass
class Figures:
    edits: int = 0
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")


def run(count: int, seed: int, say: Callable[[str], None] = lambda line: None, share: float = 1.0) -> Figures:
    """So many edits, by turns of a run that was stopped and one that is finished; ``share`` is that of the edits of
    fields, after which those of bytes follow."""
    found = Figures()
    with quick() as folder:
        both = bases(folder)
        sources = [
            (base, edits(base, READERS, random.Random(seed + number), share)) for number, base in enumerate(both)
        ]
        while found.edits < count:
            for base, source in sources:
                name, what, files, corrected = next(source)
                _try(base, name, what, files, corrected, found)
                if found.edits and found.edits % 5000 == 0:
                    say(f"  {found.edits:,} edits, {len(found.faults)} faults {found.faults[-1:]}")
    return found


def _can_be_said(message: str) -> bool:
    """Whether a message is one, and can be written."""
    try:
        return bool(message.encode().strip()) and "Traceback" not in message
    except UnicodeEncodeError:
        return False


def _try(base: Base, name: str, what: str, make: Callable[[], Files], corrected: bool, found: Figures) -> None:
    try:
        files = make()
    except (ValueError, SafetensorError):  # no such file can be written
        return
    readers = READERS[name]
    act = readers[found.edits // 2 % len(readers)]
    for each, content in files.items():
        (base.path / each).write_bytes(content)
    start = perf_counter()
    story = f"{base.path.name}/{name}: {what}: {act}"
    try:
        result = ACTS[act](base.path / name if name == "last.safetensors" else base.path)
    except StoppedError:
        outcome = "another result" if corrected else "stopped"
    except TrainingError as error:
        outcome = "error"
        if not _can_be_said(error.render()):
            found.faults.append(f"{story}: no message")
        if isinstance(error.__context__, MemoryError | RuntimeError) and memory.ran_out(error.__context__):
            found.faults.append(f"{story}: it asked for more memory than there was")
    except Exception as error:
        outcome = "TRACEBACK"
        place = traceback.extract_tb(error.__traceback__)[-1]
        found.faults.append(f"{story}: {type(error).__name__}: {error!s:.200} ({place.filename}:{place.lineno})")
    else:
        same = name == "last.safetensors" or result == base.expected[act]
        outcome = "unchanged" if same else "another result"
        if not same and not (corrected and act != "runs"):  # what is listed of the other run never depends on this one
            found.faults.append(f"{story}: another result: {result!s:.200}")
    found.slowest = max(found.slowest, (perf_counter() - start, story))
    found.outcomes[act, outcome] += 1
    found.edits += 1
    untouched = outcome == "error" or base.path.name == "done"
    if act == "resume" and untouched and not corrected and base.changed(files):
        found.faults.append(f"{story}: {outcome}, and {', '.join(base.changed(files))} changed")
    base.restore(None if act == "resume" else files)


def main() -> bool:
    """Print the figures; whether no edit led to a traceback or, with its checksum wrong, to another result."""
    count, seed = int(os.environ.get("CNNDSL_EDITS", EDITS)), int(os.environ.get("CNNDSL_SEED", 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    start = perf_counter()
    found = run(count, seed, lambda line: print(line, flush=True))
    print(f"  seed {seed}: {found.edits:,} edits in {perf_counter() - start:.0f} s", end="")
    print(f", {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB at most")
    for act in ACTS:
        told = ", ".join(f"{outcome} {n:,}" for (name, outcome), n in sorted(found.outcomes.items()) if name == act)
        print(f"    {act:10}{told}")
    print(f"  slowest: {found.slowest[0]:.2f} s, {found.slowest[1]}")
    for line in found.faults[:30]:
        print(f"    FAULT: {line}")
    print(f"  faults: {len(found.faults)}")
    return not found.faults
