"""Weights files are data from strangers: what each kind of wrong file gets, and that nothing in it runs."""

from __future__ import annotations

import json
import os
import pickle
import random
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from cnndsl.network import Network
from cnndsl.weights import WeightsError, load
from cnndsl.weights.sources import read

from .conftest import Saved, State


def refused(source: str, net: Network | None = None) -> str:
    with pytest.raises(WeightsError) as caught:
        read(source, net) if net is None else load(source, net)
    return str(caught.value)


class Evil:
    """A pickle that would make a file."""

    def __reduce__(self) -> tuple[Callable[..., object], tuple[str, ...]]:
        return os.mkdir, ("was-run",)


@pytest.mark.parametrize("old", [False, True], ids=["zip", "old"])
def test_code_in_a_pickle_is_not_run(old: bool, saved: Saved, state: State) -> None:
    torch.save({**state, "evil": Evil()}, "w.pt", _use_new_zipfile_serialization=not old)
    assert refused("w.pt") == (
        "w.pt holds Python objects besides tensors (`posix.mkdir`), and cnndsl runs no code from a file\n"
        "  help: save the tensors alone, with torch.save(model.state_dict(), FILE) or as safetensors"
    )
    Path("bare.pth").write_bytes(pickle.dumps(Evil(), protocol=2))
    assert "bare.pth " in refused("bare.pth")
    assert not Path("was-run").exists()


def test_a_whole_module_is_refused(saved: Saved) -> None:
    saved("w.pt", torch.nn.Linear(2, 2))
    assert "holds Python objects besides tensors (`torch.nn.modules.linear.Linear`)" in refused("w.pt")


def test_a_program_of_torchscript_is_refused(saved: Saved, recwarn: pytest.WarningsRecorder) -> None:
    torch.jit.save(torch.jit.script(torch.nn.Linear(2, 2)), "w.pt")
    recwarn.clear()
    assert refused("w.pt").startswith("w.pt is a TorchScript program, and cnndsl runs no code from a file\n")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ([1, 2], "w.pt holds a list, not tensors by their names"),
        (torch.zeros(3), "w.pt holds a Tensor, not tensors by their names"),
        ({}, "w.pt holds no tensors; it holds nothing"),
        ({"epoch": 3, "args": "x"}, "w.pt holds no tensors; it holds `epoch`, `args`"),
        ({"state_dict": {"a": 1}}, "w.pt holds no tensors under `state_dict`; it holds `a`"),
        ({1: torch.zeros(2)}, "w.pt has the key 1, which is no text"),
        ({"a": torch.eye(3).to_sparse()}, "w.pt: `a` is sparse_coo, and not a plain tensor"),
        ({"a": torch.zeros(3, device="meta")}, "w.pt: `a` is without numbers, and not a plain tensor"),
    ],
    ids=str,
)
def test_what_holds_no_state_dict(content: object, said: str, saved: Saved) -> None:
    assert refused(saved("w.pt", content)).startswith(said)


@pytest.mark.filterwarnings("ignore")
def test_quantised_tensors_are_refused(saved: Saved) -> None:
    quantised = torch.quantize_per_tensor(torch.zeros(2), 1.0, 0, torch.qint8)
    assert refused(saved("w.pt", {"a": quantised})).startswith("w.pt: `a` is quantised, and not a plain tensor")


def test_what_is_not_there(saved: Saved) -> None:
    assert refused("none.pt").startswith("there is no weights file none.pt\n")
    Path("runs").mkdir()
    assert refused("runs").startswith("runs is a folder without best.safetensors\n")
    assert refused("a\udcff.pt").startswith("a\\udcff.pt cannot be read: its name is not UTF-8")
    os.mkfifo("pipe")
    assert refused("pipe") == "pipe is neither a folder nor a file"


def test_a_cut_file_is_told_at_every_length(saved: Saved, state: State, net: Network) -> None:
    for name in ("w.pt", "w.safetensors"):
        whole = Path(saved(name, state)).read_bytes()
        for length in {0, 1, 8, 9, 100, *range(0, len(whole), 401), len(whole) - 1}:
            Path(name).write_bytes(whole[:length])
            text = refused(name, net)
            assert text.startswith(name), text
            assert "internal" not in text
    assert "it is cut off, its end is missing" in refused("w.pt", net)
    torch.save(state, "old.pt", _use_new_zipfile_serialization=False)
    whole = Path("old.pt").read_bytes()
    for length in range(9, len(whole), 211):
        Path("old.pt").write_bytes(whole[:length])
        assert refused("old.pt", net).startswith("old.pt ")


def test_changed_bytes_give_numbers_or_an_error(saved: Saved, state: State, net: Network) -> None:
    """Whatever byte is changed: the file is read, or refused in words; nothing else leaves `load`."""
    draw = random.Random(0)
    for name in ("w.pt", "w.safetensors"):
        whole = Path(saved(name, state)).read_bytes()
        outcomes = set()
        for _ in range(50):
            changed = bytearray(whole)
            for _ in range(draw.choice((1, 1, 3))):
                changed[draw.randrange(len(changed))] = draw.randrange(256)
            Path(name).write_bytes(changed)
            try:
                load(name, net)
                outcomes.add("read")
            except WeightsError as error:
                outcomes.add("refused" if str(error).startswith(name) else str(error))
        assert outcomes == {"read", "refused"}


def _safetensors(header: object, data: bytes = b"") -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "w.safetensors is empty"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "w.safetensors is not a safetensors file"),
        (struct.pack("<Q", 2**63) + b"{}", "w.safetensors is not a safetensors file"),
        (struct.pack("<Q", 500) + b"{}", "w.safetensors is truncated: it ends after 10 bytes"),
        (_safetensors(b'{"\xff"'), "w.safetensors is not a safetensors file: its header is not UTF-8"),
        (_safetensors(b"[" * 100_000), "w.safetensors is not a safetensors file, or is damaged"),
        (_safetensors({"a": {"dtype": "F32", "shape": [2**40, 2**40], "data_offsets": [0, 8]}}, b"0" * 8), "w.saf"),
        (_safetensors({"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}), "w.safetensors is truncated"),
        (_safetensors({"a": {"dtype": "F32", "shape": [2], "data_offsets": [8, 0]}}, b"0" * 8), "w.safetensors is n"),
        (_safetensors({"a": {"dtype": "X", "shape": [2], "data_offsets": [0, 8]}}, b"0" * 8), "w.safetensors is n"),
        (_safetensors({"a": {"dtype": "F32", "shape": [-2], "data_offsets": [0, 8]}}, b"0" * 8), "w.safetensors is n"),
        (
            _safetensors({name: {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]} for name in "ab"}, b"0" * 8),
            "w.safetensors is n",
        ),
    ],
    ids=range(12),
)
def test_a_hostile_header(content: bytes, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("w.safetensors").write_bytes(content)
    assert refused("w.safetensors").startswith(said)


def test_metadata_of_strangers_is_taken_or_left(saved: Saved, state: State, net: Network) -> None:
    for classes, preprocessing in [
        ("[1, 2]", "{}"),
        ("{", '{"size": [8, 8], "mean": [0.5], "std": [0], "channels": 3}'),
        ('["' + "x" * 2000 + '"]', '{"size": "ab", "mean": [0.5], "std": [1]}'),
        ("[" * 10_000, '{"size": [8, 8], "mean": [NaN], "std": [1]}'),
        ("null", '{"size": [8, 8], "mean": [0.5], "std": [1], "interpolation": "lanczos"}'),
        ("7", "[]"),
    ]:
        found = read(saved("w.safetensors", state, {"classes": classes, "preprocessing": preprocessing}))
        assert (found.classes, found.preprocessing) == ((), None)
        load("w.safetensors", net)


def test_an_archive_that_could_be_any_size_is_refused(saved: Saved, state: State) -> None:
    """PyTorch stores tensors as they are. Packed they could be a thousand times the size of the file."""
    saved("w.pt", {"a": torch.zeros(10**6)})
    with zipfile.ZipFile("w.pt") as whole, zipfile.ZipFile("packed.pt", "w", zipfile.ZIP_DEFLATED) as packed:
        for name in whole.namelist():
            packed.writestr(name, whole.read(name))
    assert Path("packed.pt").stat().st_size < 20_000
    assert refused("packed.pt").startswith("packed.pt is compressed, which PyTorch's own files are not")
    with zipfile.ZipFile("other.pt", "w") as archive:
        archive.writestr("a.txt", "x")
    assert refused("other.pt").startswith("other.pt is a ZIP archive, but none that torch.save wrote")


def test_a_tensor_larger_than_its_file_is_no_more_than_a_shape(saved: Saved, state: State, net: Network) -> None:
    """A stride of 0 makes 4 bytes a petabyte; it is compared, and never copied."""
    huge = {**state, "head.weight": torch.zeros(1).expand(2**48, 1)}
    assert "head.weight" not in load(saved("w.pt", huge), net).tensors
    huge = {**state, "body.0.weight": torch.zeros(1).expand(2**48, 1)}
    assert "281474976710656x1" in refused(saved("w.pt", huge), net)


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_the_length_of_a_header_may_look_like_a_pickle(protocol: int, saved: Saved, state: State) -> None:
    data = Path(saved("w.safetensors", state)).read_bytes()
    old = struct.unpack("<Q", data[:8])[0]
    length = 0x80 + 0x100 * protocol + 0x10000
    Path("w.safetensors").write_bytes(struct.pack("<Q", length) + data[8 : 8 + old].ljust(length) + data[8 + old :])
    assert len(read("w.safetensors").tensors) == len(state)
