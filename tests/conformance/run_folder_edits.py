"""Edits of the files of a run folder, one at a time.

Every file is edited at every byte (changed, put in, taken out, cut off there), and every field of what is JSON, CSV,
TOML or the header of safetensors gets values that no run has written; networks get other lines. The fields are edited
once more with all checksums corrected, so that what is behind them is reached.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import random
import re
import struct
import tomllib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open
from safetensors.torch import save

from cnndsl.weights.seal import SEAL, sealed

SEALED = ("best.safetensors", "last.safetensors", "checkpoint.safetensors")
VALUES: list[Any] = [
    None, True, False, 0, 1, -1, 2, 7, 10**6, 2**31, 2**63, 10**30, 10**400, 0.5, -0.5, 1e-300, 1e300, 1e999, -1e999,
    float("nan"), "", "0", "1", "nan", "x", "text\n", "../../outside", "/etc/passwd", "a\0b", "\ud800", "é" * 200, "9" * 5000,
    1e-320, "\x1b[2J", [], [[]], [0], [1, 8], [1, 8, 8], [1, 8, 8, 8], [0, 8, 8], [3, 8, 8], [1, 2**30, 2**30], ["a"],
    ["a"] * 10, {}, {"a": 1}, {"x": [None]}, {"classes": 4}, [[[[[[[[]]]]]]]],
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
"""What takes the place of a cell of a table."""
LINES = [
    "repeat 9999: relu", "conv 2000000000 1x1", "upsample 30000", "conv_transpose 2 3 stride=9999", "use a from \"b\"",
    "fc 100000000", "softmax", "aux: relu", "block b(): b", "maxpool 9", "pad 99999", "dropout 2", "init nothing", "#",
    "batchnorm track_running_stats=false", "global_avgpool", "let a = [1]", "expect 9", "adaptive_avgpool 40000", "add:",
    "avgpool 2 divisor_override=0", "conv 2 3x3 dilation=3", "flatten", "groupnorm 2", "layernorm", "prelu",
]  # fmt: skip
"""What takes the place of a line of a network."""
NUMBERS = ["0", "1", "-1", "2", "9", "65536", "2147483648", "1.5", "in.height", "classes", "[1, 2]", '"a"']

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


Edit = tuple[str, str, Callable[[], Files], bool]
"""Which file, what was done to it in words, what makes the files after it, and whether all checksums were corrected."""


def edits(base: Base, names: Collection[str], draw: random.Random, share: float = 1.0) -> Iterator[Edit]:
    """This share of all edits of fields in any order, by turns with edits of the bytes of the files with these names; and
    then those of bytes without end."""
    chosen = [edit for edit in fields(base) if draw.random() < share]
    draw.shuffle(chosen)
    endless = bytes_of(base, names, draw)
    for edit in chosen:
        yield edit
        yield next(endless)
    yield from endless


def bytes_of(base: Base, names: Collection[str], draw: random.Random) -> Iterator[Edit]:
    """Edits at each byte of each of these files, in any order, again and again."""
    there = [name for name in base.files if name in names]
    while True:
        order = [(name, place) for name in there for place in range(len(base.files[name]))]
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


def changed_networks(text: str) -> Iterator[tuple[str, str]]:
    """The text of a network with each line taken away, with another in its place or before it, or with other numbers."""
    lines = text.splitlines(keepends=True)
    for place, line in enumerate(lines):
        before, after = "".join(lines[:place]), "".join(lines[place + 1 :])
        yield f"line {place} gone", before + after
        for other in LINES:
            yield f"line {place} = {other}", f"{before}{other}\n{after}"
            yield f"{other} before line {place}", f"{before}{other}\n{line}{after}"
        for number in NUMBERS if re.search(r"\b\d+\b", line) else ():
            changed = re.sub(r"\b\d+\b", number, line)
            yield f"line {place}: numbers = {number}", before + changed + after


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
        if key == "cnn":
            for where, text in changed_networks(metadata[key]):
                fields = {**metadata, key: text}
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
