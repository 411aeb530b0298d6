"""Edited weights files: each is a plain error, or a network that predicts; never a traceback, never much memory.

A small file is edited byte by byte (header, metadata, numbers) and field by field (each value of its metadata, and what
stands inside of it, replaced by values of other kinds and sizes), then read, and asked for one image. CNNDSL_EDITS says how
many edits, CNNDSL_SEED which.
"""

from __future__ import annotations

import json
import os
import resource
import struct
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

import torch
from PIL import Image
from safetensors.torch import save

import cnndsl
from cnndsl.evaluate import weights
from cnndsl.evaluate.prediction import predict
from cnndsl.train.errors import TrainingError

EDITS = int(os.environ.get("CNNDSL_EDITS", "70000"))
BYTES = 4 * 2**30
"""Address space of the process: what asks for more has an error."""
SHOWN = 10

CNN = "model Tiny(classes=3)\ninput 1x6x6\nconv 2 3x3\nbatchnorm\nrelu\nmaxpool 2\nflatten\nfc classes\n"
PREPROCESSING = {"size": [6, 6], "resize": "crop", "interpolation": "bilinear", "mean": [0.5], "std": [0.25]}
METADATA: dict[str, Any] = {
    "format": "pt",
    "model": "Tiny",
    "cnn": CNN,
    "set": {"classes": 3},
    "input": [1, 6, 6],
    "classes": ["dark", "grey", "light"],
    "preprocessing": {**PREPROCESSING, "channels": 1},
    "data": "digits",
    "precision": "float32",
    "epoch": "2",
    "validation_accuracy": "0.5",
    "run": "0" * 64,
    "cnndsl": "0.1.0",
    "plugins": [],
}
TEXTS = ("format", "model", "cnn", "data", "precision", "epoch", "validation_accuracy", "run", "cnndsl")
"""Fields that are text as they stand; the others are JSON."""
VALUES: list[Any] = [
    None, True, False, 0, -1, 1, 2, 7, 2**31, 2**63, 10**400, -0.0, 0.5, 1e300, 1e-320, float("nan"), float("inf"), "",
    "a", "\x00", "\x1b[2J", "\ud800", "1" * 5000, [], [[]], [1], [1, 6], [1, 6, 6, 6], [0, 6, 6], [1, 1, 1], [3, 6, 6],
    [1, 30000, 30000], ["a"], ["a", "b", "c"], ["a", "a", "a"], {}, {"classes": 4}, {"a": {}}, [[[[[]]]]],
]  # fmt: skip
LINES = [
    "repeat 9999: relu", "conv 2000000000 1x1", "upsample 30000", "conv_transpose 2 3 stride=9999", "use a from \"b\"",
    "fc 100000000", "softmax", "aux: relu", "block b(): b", "maxpool 9", "pad 99999", "dropout 2", "init nothing", "#",
    "batchnorm track_running_stats=false", "global_avgpool", "let a = [1]", "expect 9", "adaptive_avgpool 40000", "add:",
    "avgpool 2 divisor_override=0", "conv 2 3x3 dilation=3", "flatten", "groupnorm 2", "layernorm", "prelu",
]  # fmt: skip


def main() -> bool:
    """Print what became of the files; whether none ended in a traceback."""
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, resource.getrlimit(resource.RLIMIT_AS)[1]))
    torch.set_num_threads(1)
    start, seed = perf_counter(), int(os.environ.get("CNNDSL_SEED", "0"))
    ends, broken = tried(EDITS, Random(seed))
    print(f"  {sum(ends.values()):,} edited files in {perf_counter() - start:.0f} s: {dict(ends)}")
    for text in broken[:SHOWN]:
        print(text)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  {len(broken)} tracebacks; peak {peak:,.0f} MiB, torch among it")
    return not broken


def tried(count: int, draw: Random) -> tuple[Counter[str], list[str]]:
    """Edit a file so many times: how often each end came, and the tracebacks with the edits."""
    torch.manual_seed(0)
    state = cnndsl.parse(CNN).to_torch().state_dict()
    ends: Counter[str] = Counter()
    broken: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        path, image = Path(name, "x.safetensors"), Path(name, "x.png")
        Image.new("L", (9, 7), 99).save(image)
        for _, (what, content) in zip(range(count), edits(state, draw), strict=False):
            path.write_bytes(content)
            try:
                ends[_end(path, image)] += 1
            except Exception:
                ends["traceback"] += 1
                broken.append(f"{what}\n{traceback.format_exc()}")
    return ends, broken


def _end(path: Path, image: Path) -> str:
    try:
        trained = weights.load(path)
        (found,) = predict(trained, [str(image)], device="cpu")
    except TrainingError as error:
        str(error.message).encode("utf-8")  # what is said can be written
        return "error"
    return "predicts" if found.problem is None else "no numbers"


def edits(state: dict[str, torch.Tensor], draw: Random) -> Iterator[tuple[str, bytes]]:
    """Contents of files, each with what was done to it."""
    whole = _file(METADATA, state)
    header = 8 + struct.unpack("<Q", whole[:8])[0]
    while True:
        kind = draw.random()
        if kind < 0.35:
            yield _bytes(whole, header if draw.random() < 0.8 else len(whole), draw)
        elif kind < 0.7:
            what, metadata = _field(draw)
            yield what, _file(metadata, state)
        elif kind < 0.85:
            what, metadata = _network(draw)
            yield what, _file(metadata, state)
        else:
            yield _tensor(state, draw)


def _file(metadata: dict[str, Any], state: dict[str, torch.Tensor]) -> bytes:
    texts = {
        key: value if key in TEXTS and isinstance(value, str) else json.dumps(value) for key, value in metadata.items()
    }
    return save(state, {key: text.encode("utf-8", "replace").decode() for key, text in texts.items()})


def _bytes(whole: bytes, most: int, draw: Random) -> tuple[str, bytes]:
    """Bytes replaced, put in, taken out, or the end cut off."""
    content, at = bytearray(whole), draw.randrange(most)
    way = draw.randrange(6)
    if way <= 2:
        content[at] = draw.choice(b'0123456789"{}[]:,.-e\\ntfu\x00\xff') if way else draw.randrange(256)
    elif way == 3:
        content[at:at] = draw.choice([b"0", b"9", b'"', b",", b"[", b"-", b"\xff", b"e9", b"00000000"])
    elif way == 4:
        del content[at : at + draw.randrange(1, 9)]
    else:
        del content[at:]
    return f"byte {at}, way {way}", bytes(content)


def _field(draw: Random) -> tuple[str, dict[str, Any]]:
    """A field, or something inside of it, is another value, or is not there."""
    metadata = json.loads(json.dumps(METADATA))
    key = draw.choice(list(metadata))
    holder, place = metadata, key
    while isinstance(holder[place], dict | list) and holder[place] and draw.random() < 0.7:
        holder = holder[place]
        place = draw.choice(list(holder)) if isinstance(holder, dict) else draw.randrange(len(holder))
    if draw.random() < 0.1:
        del holder[place]
        return f"{key}: {place} removed", metadata
    value = draw.choice(VALUES)
    holder[place] = value
    if draw.random() < 0.1 and isinstance(metadata[key], dict):
        metadata[key][draw.choice(["more", "classes", "mean", ""])] = draw.choice(VALUES)
    return f"{key}: {place} = {str(value)[:40]!r}", metadata


def _network(draw: Random) -> tuple[str, dict[str, Any]]:
    """The text of the network with other lines, words or numbers."""
    lines = CNN.splitlines()
    for _ in range(draw.randrange(1, 3)):
        at = draw.randrange(len(lines))
        way = draw.randrange(4)
        if way == 0:
            lines[at] = draw.choice(LINES)
        elif way == 1:
            lines.insert(at, draw.choice(LINES))
        elif way == 2 and len(lines) > 1:
            del lines[at]
        else:
            numbers = ["0", "1", "-1", "2", "9", "65536", "2147483648", "1.5", "in.height", "classes", "[1, 2]", '"a"']
            lines[at] = " ".join(draw.choice(numbers) if word.isdecimal() else word for word in lines[at].split(" "))
    return f"network {lines}", {**METADATA, "cnn": "\n".join(lines) + "\n"}


def _tensor(state: dict[str, torch.Tensor], draw: Random) -> tuple[str, bytes]:
    """A tensor of another shape or type, with numbers that are none, left out or named otherwise."""
    changed = dict(state)
    key = draw.choice(list(changed))
    tensor = changed.pop(key)
    way = draw.randrange(6)
    if way == 0:
        changed[key] = tensor.reshape(-1) if draw.random() < 0.5 else tensor.reshape(*tensor.shape, 1)
    elif way == 1:
        kinds = [torch.float64, torch.float16, torch.bfloat16, torch.int64, torch.uint8, torch.bool, torch.complex64]
        changed[key] = tensor.to(draw.choice(kinds))
    elif way == 2:
        filler = draw.choice([float("nan"), float("inf"), -1e38, 1e38, 0.0, -1.0, 1e-40])
        changed[key] = torch.full_like(tensor, filler) if tensor.is_floating_point() else tensor * 0 - 2**62
    elif way == 3:
        changed[draw.choice(["", "a.b", key + ".x", "\x1b[2J", "0" * 3000])] = tensor
    elif way == 4:
        changed[key] = torch.zeros([0, *tensor.shape[1:]], dtype=tensor.dtype)
    return f"{key}, way {way}", _file(METADATA, changed)
