"""Edits of the files of a run folder: each is a plain error or the unchanged result, never a traceback.

Every file is edited at every byte (changed, put in, taken out, cut off there), and every field of what is JSON, CSV,
TOML or the header of safetensors gets values that no run has written. The fields are edited once more with all
checksums corrected, so that what is behind them is reached; such a file may lead to another result, as a stranger may
have written it.

CNNDSL_EDITS says how many, CNNDSL_SEED which. All of it is one process with a limited address space, so that an edit that
asks for memory without bound is a fault with its name; the files are in memory where there is /dev/shm.
"""

from __future__ import annotations

import contextlib
import csv
import io
import itertools
import json
import os
import random
import resource
import struct
import tempfile
import tomllib
import traceback
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path
from time import perf_counter
from typing import Any
from unittest.mock import patch

import torch
from PIL import Image
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save

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
from cnndsl.weights.seal import SEAL, sealed

EDITS = 100_000
NETWORK = "model Net(classes=10)\ninput 1x8x8\nconv 2 3x3\nbatchnorm\nrelu\nmaxpool 2\nflatten\nfc classes\n"
OPTIONS = Options(epochs=2, batch_size=32, device="cpu", precision="float32", seed=5, augment="none", ema=0.5)
MEMORY = 6 * 2**30
"""Address space of the process, torch among it: what asks for more has an error."""
SEALED = ("best.safetensors", "last.safetensors", "checkpoint.safetensors")
ENDLESS = 20
"""Epochs that an edit may add; a run of more is stopped, as it would never end."""
VALUES: list[Any] = [
    None, True, False, 0, 1, -1, 2, 7, 10**6, 2**31, 2**63, 10**30, 10**400, 0.5, -0.5, 1e-300, 1e300, 1e999, -1e999,
    float("nan"), "", "0", "1", "nan", "x", "text\n", "../../outside", "/etc/passwd", "a\0b", "\ud800", "é" * 200, "9" * 5000,
    [], [[]], [0], [1, 8, 8], [1, 2**30, 2**30], {}, {"a": 1}, {"x": [None]}, [[[[[[[[]]]]]]]],
]  # fmt: skip
"""What takes the place of a field."""
TEXTS = [
    "",
    "0",
    "-1",
    "1e999",
    "nan",
    "x",
    "1",
    "2",
    "99999999999999999999",
    "[]",
    "{}",
    "null",
    '"',
    "[" * 5000,
    "é",
    "\0",
    "a\nb",
]


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


Files = dict[str, bytes]


@dataclass
class Base:
    """A folder with the files of a run, as they were, and what becomes of them."""

    path: Path
    files: dict[str, bytes]
    expected: dict[str, object] = field(default_factory=dict)

    @classmethod
    def of(cls, path: Path) -> Base:
        files = {str(each.relative_to(path)): each.read_bytes() for each in sorted(path.rglob("*")) if each.is_file()}
        return cls(path, files)

    def changed(self, edited: Files) -> list[str]:
        """The files that are neither as they were nor as they were edited."""
        there = [str(each.relative_to(self.path)) for each in self.path.rglob("*") if each.is_file()]
        now = {name: (self.path / name).read_bytes() for name in there}
        before = {**self.files, **edited}
        return [name for name in {*now, *before} if now.get(name) != before.get(name)]

    def restore(self, edited: Collection[str] | None = None) -> None:
        """Put back the files that were edited; without their names all that are not as they were."""
        for name in self.files if edited is None else edited:
            target = self.path / name
            if edited is not None or not target.is_file() or target.read_bytes() != self.files[name]:
                target.write_bytes(self.files[name])
        if edited is None:
            for each in self.path.rglob("*"):
                if each.is_file() and str(each.relative_to(self.path)) not in self.files:
                    each.unlink()


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
        for act in ACTS.values():
            if base.path.name in act.bases:
                base.expected[act.name] = act.do(base.path)
                base.restore()
    return half, done


# ---------------------------------------------------------------------------------------------------- what is done


@dataclass(frozen=True)
class Act:
    """Something that reads a run folder; ``do`` gives the result, to be compared."""

    name: str
    do: Callable[[Path], object]
    bases: tuple[str, ...] = ("half", "done")


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


ACTS = {
    act.name: act
    for act in (
        Act("resume", _resume),
        Act("eval", _eval),
        Act("predict", _predict),
        Act("runs", _runs),
        Act("recipe", _recipe),
    )
}
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


# ---------------------------------------------------------------------------------------------------- edits

Edit = tuple[str, str, Callable[[], Files], bool]
"""Which file, what was done to it in words, what makes the files after it, and whether all checksums were corrected."""


def edits(base: Base, draw: random.Random, share: float = 1.0) -> Iterator[Edit]:
    """This share of all edits of fields in any order, by turns with edits of bytes; and then those of bytes without end."""
    chosen = [edit for edit in fields(base) if draw.random() < share]
    draw.shuffle(chosen)
    endless = bytes_of(base, draw)
    for edit in chosen:
        yield edit
        yield next(endless)
    yield from endless


def bytes_of(base: Base, draw: random.Random) -> Iterator[Edit]:
    """Edits at each byte of each file, in any order, again and again."""
    names = [name for name in base.files if name in READERS]
    while True:
        order = [(name, place) for name in names for place in range(len(base.files[name]))]
        draw.shuffle(order)
        for name, place in order:
            content = base.files[name]
            kind = draw.choice(["flip", "byte", "insert", "delete", "cut"] if draw.random() < 0.9 else ["splice"])
            rest = content[place + 1 :]
            if kind == "flip":
                changed = content[:place] + bytes([content[place] ^ 1 << draw.randrange(8)]) + rest
            elif kind == "byte":
                changed = content[:place] + bytes([draw.choice(b'\0\xff\n"{}[],:0-9eE.n')]) + rest
            elif kind == "insert":
                changed = content[:place] + bytes([draw.randrange(256)]) + content[place:]
            elif kind == "delete":
                changed = content[:place] + rest
            elif kind == "cut":
                changed = content[:place]
            else:
                other = draw.randrange(len(content))
                changed = content[:place] + content[other : other + draw.randrange(64)] + rest
            yield name, f"{kind} at {place}", partial(dict, {name: changed}), False


def fields(base: Base) -> Iterator[Edit]:
    """Every field with every value."""
    for name, content in base.files.items():
        if name.endswith(".json"):
            for where, value in changed_values(json.loads(content)):
                yield name, where, partial(_as_json, name, value), False
                if name == "options.json" and isinstance(value, dict):
                    yield name, f"{where}, corrected", partial(_signed, base, value), True
        elif name.endswith(".safetensors"):
            yield from _weights_fields(base, name)
        elif name == "metrics.csv":
            rows = list(csv.reader(io.StringIO(content.decode())))
            for row in range(len(rows)):
                for column in range(len(rows[row])):
                    for text in TEXTS:
                        copy = [list(each) for each in rows]
                        copy[row][column] = text
                        out = io.StringIO()
                        csv.writer(out).writerows(copy)
                        yield (
                            name,
                            f"{row},{column} = {text[:20]!r}",
                            partial(dict, {name: out.getvalue().encode()}),
                            False,
                        )
        elif name == "recipe.toml":
            for key in tomllib.loads(content.decode()):
                for value in VALUES:
                    with contextlib.suppress(ValueError, TypeError):
                        line = f"{key} = {json.dumps(value)}\n".encode("utf-8", "surrogatepass")
                        yield name, f"{key} = {value!r:.20}", partial(dict, {name: line}), False
        elif name == "network/net.cnn":
            for text in (
                b"",
                b"input 1x8x8\n",
                content.replace(b"2 3x3", b"3 3x3"),
                content + b"relu\n",
                b"\xff",
                b"x" * 10**6,
            ):
                yield name, f"{text[:20]!r}", partial(dict, {name: text}), False


def changed_values(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """A JSON value with each of its parts changed, taken away, or doubled, one at a time."""
    for other in VALUES:
        yield f"{path or 'all'} = {other!r:.30}", other
    if isinstance(value, dict):
        for key, inner in value.items():
            yield f"{path}/{key} gone", {name: each for name, each in value.items() if name != key}
            yield f"{path}/{key} renamed", {f"{name}x" if name == key else name: each for name, each in value.items()}
            for where, changed in changed_values(inner, f"{path}/{key}"):
                yield where, {**value, key: changed}
    elif isinstance(value, list):
        for place, inner in enumerate(value[:3]):
            yield f"{path}/{place} gone", value[:place] + value[place + 1 :]
            yield f"{path}/{place} twice", [*value[:place], inner, *value[place:]]
            for where, changed in changed_values(inner, f"{path}/{place}"):
                yield where, [*value[:place], changed, *value[place + 1 :]]
    elif isinstance(value, str):
        with contextlib.suppress(ValueError):  # JSON within JSON
            inner = json.loads(value)
            if isinstance(inner, dict | list):
                for where, changed in changed_values(inner, f"{path}(json)"):
                    yield where, json.dumps(changed)


def _signed(base: Base, options: dict[str, Any]) -> dict[str, bytes]:
    """All files of a run with these options, each with the digest that belongs to them."""
    rest = {key: value for key, value in options.items() if key != "run"}
    text = json.dumps(rest, sort_keys=True)
    run = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    found = {"options.json": json.dumps({**rest, "run": run}).encode()}
    for name in (*SEALED, "images.safetensors"):
        if name in base.files:
            found |= _rewritten(base, name, {"run": run})
    return found


def _parts(base: Base, name: str) -> tuple[dict[str, torch.Tensor], dict[str, str]]:
    path = base.path / name
    with safe_open(path, "pt") as file:
        return {key: file.get_tensor(key) for key in file.keys()}, file.metadata()  # noqa: SIM118


def _rewritten(base: Base, name: str, changes: dict[str, str]) -> Files:
    tensors, metadata = _parts(base, name)
    return _saved(name, tensors, {**{key: value for key, value in metadata.items() if key != SEAL}, **changes})


def _weights_fields(base: Base, name: str) -> Iterator[Edit]:
    content = base.files[name]
    length = struct.unpack("<Q", content[:8])[0]
    header = json.loads(content[8 : 8 + length])
    for where, value in changed_values(header):
        yield name, f"header {where}", partial(_with_header, name, value, content[8 + length :]), False
    tensors, metadata = _parts(base, name)
    for key in metadata:
        if key == SEAL:
            continue
        for where, value in changed_values(metadata[key]):
            if isinstance(value, str):
                with contextlib.suppress(UnicodeEncodeError):
                    value.encode()
                    fields = {**metadata, key: value}
                    fields.pop(SEAL, None)
                    yield name, f"{key} {where}, corrected", partial(_saved, name, tensors, fields), True
        without = {each: value for each, value in metadata.items() if each not in (key, SEAL)}
        yield name, f"{key} gone, corrected", partial(_saved, name, tensors, without), True
    plain = {each: value for each, value in metadata.items() if each != SEAL}
    for key, tensor in tensors.items():
        flat = tensor.reshape(-1)
        others: dict[str, torch.Tensor | None] = {
            "gone": None,
            "emptied": flat[:0].clone(),
            "flattened": flat.clone(),
            "longer": torch.cat([flat, flat]),
            "a number": flat[0].clone() if len(flat) else torch.zeros(()),
            "float64": tensor.double(),
            "float16": tensor.half(),
            "int64": tensor.long(),
            "bool": tensor.bool(),
            "nan": torch.full_like(tensor.float(), torch.nan).to(tensor.dtype),
            "inf": torch.full_like(tensor.float(), torch.inf).to(tensor.dtype),
            "huge": torch.full_like(tensor.float(), 1e30).to(tensor.dtype),
            "zero": torch.zeros_like(tensor),
            "negative": -tensor.float().abs().add(1).to(tensor.dtype),
        }
        for where, other in others.items():
            changed = {each: value for each, value in tensors.items() if each != key}
            if other is not None:
                changed[key] = other.contiguous()
            yield name, f"{key} {where}, corrected", partial(_saved, name, changed, plain), True
        yield (
            name,
            f"{key} renamed, corrected",
            partial(_saved, name, {**{k: v for k, v in tensors.items() if k != key}, f"{key}x": tensor}, plain),
            True,
        )


def _saved(name: str, tensors: dict[str, torch.Tensor], metadata: dict[str, str]) -> Files:
    return {name: save(tensors, sealed(tensors, metadata) if name in SEALED else metadata)}


def _as_json(name: str, value: Any) -> Files:
    return {name: json.dumps(value).encode()}


def _with_header(name: str, value: Any, rest: bytes) -> Files:
    text = json.dumps(value).encode()
    return {name: struct.pack("<Q", len(text)) + text + rest}


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
        sources = [(base, edits(base, random.Random(seed + number), share)) for number, base in enumerate(both)]
        while found.edits < count:
            for base, source in sources:
                name, what, files, corrected = next(source)
                _try(base, name, what, files, corrected, found)
                if found.edits and found.edits % 5000 == 0:
                    say(f"  {found.edits:,} edits, {len(found.faults)} faults {found.faults[-1:]}")
    return found


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
        result = ACTS[act].do(base.path / name if name == "last.safetensors" else base.path)
    except StoppedError:
        outcome = "another result" if corrected else "stopped"
    except TrainingError as error:
        outcome = "error"
        if not error.render().strip() or "Traceback" in error.render():
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
