"""A weights file is data from strangers: what it may hold, and what is said of one that is damaged."""

import json
import pickle
import struct
from pathlib import Path

import pytest
import torch

import cnndsl
from cnndsl.evaluate.weights import load, network_of
from cnndsl.train.data.preprocessing import Preprocessing
from cnndsl.train.errors import TrainingError

from .conftest import CNN, METADATA, PREPROCESSING, Weights


def message(path: Path) -> str:
    with pytest.raises(TrainingError) as caught:
        load(path)
    assert str(path) in caught.value.message
    assert "\n" not in caught.value.message
    return caught.value.render()


def header(path: Path) -> dict[str, object]:
    data = path.read_bytes()
    return dict(json.loads(data[8 : 8 + struct.unpack("<Q", data[:8])[0]]))


def with_header(path: Path, content: bytes) -> None:
    data = path.read_bytes()
    old = struct.unpack("<Q", data[:8])[0]
    path.write_bytes(struct.pack("<Q", len(content)) + content + data[8 + old :])


def test_what_is_stored_comes_back(weights: Weights) -> None:
    trained = load(weights())
    torch.manual_seed(0)
    expected = cnndsl.parse(CNN).to_torch().eval()
    assert all(
        torch.equal(a, b)
        for a, b in zip(trained.model.state_dict().values(), expected.state_dict().values(), strict=True)
    )
    assert not trained.model.training
    assert trained.classes == ("dark", "grey", "light")
    assert trained.preprocessing == Preprocessing.from_json(PREPROCESSING)
    assert (trained.name, trained.data, trained.precision, trained.channels) == ("Tiny", "digits", "float32", 1)


def test_a_run_folder_stands_for_its_best_weights(weights: Weights) -> None:
    path = weights()
    assert load(path.parent).path == path


def test_the_random_numbers_of_the_caller_are_left_alone(weights: Weights) -> None:
    path = weights()
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    load(path)
    assert torch.equal(torch.rand(3), expected)


def test_settings_and_input_are_those_of_the_run(weights: Weights) -> None:
    text = "model Tiny(classes=10, widths=[8])\ninput 3x9x9\nconv widths[0] 3x3\nbatchnorm\nrelu\nflatten\nfc classes\n"
    path = weights(cnn=text, set='{"classes": 3, "widths": [2]}')
    assert load(path).network.output == (3,)


def test_a_field_that_runs_of_old_lack_is_no_fault(weights: Weights) -> None:
    trained = load(weights(data=None, precision=None, run=None))
    assert (trained.data, trained.precision) == (None, "float32")


def test_a_name_that_safetensors_does_not_open(tmp_path: Path) -> None:
    path = tmp_path / "\udcff.safetensors"
    path.touch()
    assert "cannot be read: its name is not UTF-8\n  help: rename" in message(path)


def test_what_is_not_there(tmp_path: Path) -> None:
    assert "there is no run or weights file" in message(tmp_path / "none")
    assert "has no best.safetensors\n  help: `cnndsl runs`" in message(tmp_path)
    (tmp_path / "metrics.csv").touch()
    assert "the run finished no epoch" in message(tmp_path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"abc", "is not a safetensors file"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "is not a safetensors file"),
        (pickle.dumps({"a": 1}), "pickle can run any code"),
        (b"PK\x03\x04" + b"\0" * 50, "pickle can run any code"),
        (struct.pack("<Q", 2**63) + b"{}", "is not a safetensors file"),
        (struct.pack("<Q", 500) + b"{}", "is truncated: it ends after 10 bytes"),
        (struct.pack("<Q", 4) + b'{"\xff"', "not UTF-8"),
        (struct.pack("<Q", 4) + b"{{{{", "not a safetensors file"),
        (struct.pack("<Q", 2) + b"[]", "not a safetensors file"),
        (struct.pack("<Q", 2) + b"{}", "holds weights, but not the network"),
    ],
)
def test_what_is_no_safetensors_file(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "net.pt"
    path.write_bytes(content)
    assert said in message(path)


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_the_length_of_a_header_may_look_like_a_pickle(weights: Weights, protocol: int) -> None:
    """The marks of pickles are 80 02 to 80 05; a length of so many times 256 and 128 begins with them too."""
    path = weights()
    length = 0x80 + 0x100 * protocol + 0x10000
    with_header(path, json.dumps(header(path)).encode().ljust(length))
    assert path.read_bytes()[:2] == bytes([0x80, protocol])
    assert load(path).name == "Tiny"


def test_every_truncation_is_told(weights: Weights) -> None:
    path = weights()
    whole = path.read_bytes()
    for length in [*range(0, len(whole), 97), len(whole) - 1]:
        path.write_bytes(whole[:length])
        message(path)
    path.write_bytes(whole + b"\0")
    assert "bytes too many" in message(path)


def test_a_header_that_promises_more_than_there_is(weights: Weights) -> None:
    path = weights()
    content = header(path)
    content["fc"] = {"dtype": "F32", "shape": [2**40, 2**40], "data_offsets": [0, 8]}
    with_header(path, json.dumps(content).encode())
    message(path)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("set", None, "`set` of its metadata is missing"),
        ("set", "{", "`set` of its metadata is not JSON"),
        ("set", "[" * 100_000, "`set` of its metadata is not JSON"),
        ("set", "[]", "is not an object of settings"),
        ("set", '{"classes": null}', "no number, text"),
        ("set", '{"nope": 3}', "faulty"),
        ("set", '{"classes": "three"}', "faulty"),
        ("set", '{"classes": 1e400}', "faulty"),
        ("set", '{"classes": 1000000000}', "classes"),
        ("input", None, "`input` of its metadata is missing"),
        ("input", "[1, 4]", "is not a shape"),
        ("input", "[1, 4, true]", "is not a shape"),
        ("input", "[1, 0, 4]", "is not a shape"),
        ("input", "[1, 100000, 100000]", "more than 100,000,000 numbers"),
        ("input", "[1, 8, 8]", "preprocessing"),
        ("classes", None, "`classes` of its metadata is missing"),
        ("classes", '["a", "b"]', "has 2 names for the 3 outputs"),
        ("classes", '["a", "b", 3]', "is not a list of names"),
        ("classes", '{"a": 1}', "is not a list of names"),
        ("classes", json.dumps(["a", "b", "c" * 2000]), "more than 1,000 characters"),
        ("preprocessing", None, "`preprocessing` of its metadata is missing"),
        ("preprocessing", "[]", "is not an object"),
        ("preprocessing", "{}", "has no 'resize'"),
        ("preprocessing", json.dumps({**PREPROCESSING, "size": 4}), "cannot be used"),
        ("preprocessing", json.dumps({**PREPROCESSING, "size": [1e400, 4]}), "cannot be used"),
        ("preprocessing", json.dumps({**PREPROCESSING, "size": [8, 8]}), "not for the input"),
        ("preprocessing", json.dumps({**PREPROCESSING, "std": [0]}), "cannot be used"),
        ("preprocessing", json.dumps({**PREPROCESSING, "std": [-1]}), "standard deviation"),
        ("preprocessing", json.dumps({**PREPROCESSING, "mean": [float("nan")]}), "a mean"),
        ("preprocessing", json.dumps({**PREPROCESSING, "mean": [], "std": []}), "`preprocessing`"),
        ("preprocessing", json.dumps({**PREPROCESSING, "mean": "x", "std": "y"}), "cannot be used"),
        ("precision", "fp4", "not float32 or bf16"),
        ("cnn", None, "not the network that they belong to"),
        ("cnn", "", "is empty"),
        ("cnn", "input 1x4x4\nconv 2 9x9\n", "line 2: a window of height 9"),
        ("cnn", "block b x:\n    fc x\n", "faulty"),
        ("cnn", "input 1x4x4\0", "binary"),
        ("cnn", "input 1x4x4\nrepeat 1000000000\n    relu\nflatten\nfc 3\n", "faulty"),
        ("cnn", 'use conv_bn from "/etc/passwd"\ninput 1x4x4\nflatten\nfc 3\n', "faulty"),
        ("cnn", "input 1x4x4\n\x1b[2J 3\n", "faulty"),
        ("cnn", "input 1x4x4\nflatten\nfc 2000000000\nfc classes\n", "faulty"),
        ("cnn", "model T(classes=3)\ninput 1x4x4\nflatten\nfc 100000000\nfc classes\n", "parameters, the file holds"),
        ("cnn", CNN.replace("conv 2", "conv 1"), "has the shape"),
        ("cnn", CNN.replace("batchnorm\n", ""), "is missing"),
    ],
)
def test_metadata_that_cannot_be_used(weights: Weights, field: str, value: str | None, said: str) -> None:
    told = message(weights(**{field: value}))
    assert said in told
    assert "help: " in told
    assert "\x1b" not in told


def test_weights_of_another_network(weights: Weights) -> None:
    state = cnndsl.parse(CNN).to_torch().state_dict()
    assert "is missing" in message(weights(tensors={f"x.{key}": value for key, value in state.items()}))
    wide = cnndsl.parse(CNN.replace("conv 2", "conv 4")).to_torch().state_dict()
    assert "has the shape 4x1x3x3, the network 2x1x3x3 (and " in message(weights(tensors=wide))
    more = {**state, "extra": torch.zeros(1)}
    assert "`extra` is in no layer" in message(weights(tensors=more))
    half = {key: value.half() if value.is_floating_point() else value for key, value in state.items()}
    assert "is float16, not float32" in message(weights(tensors=half))
    assert "parameters, the file holds" in message(weights(tensors={"a": torch.zeros(3)}))


def test_metadata_that_are_no_texts(weights: Weights) -> None:
    path = weights()
    content = header(path)
    content["__metadata__"] = {"cnn": 3}
    with_header(path, json.dumps(content).encode())
    assert "expected a string" in message(path)


def test_a_stored_network_opens_no_file(weights: Weights, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even one beside the weights."""
    monkeypatch.chdir(tmp_path)
    Path("lib.cnn").write_text("block b(n):\n    fc n\n")
    assert "faulty" in message(weights(cnn='use b from "lib.cnn"\ninput 1x4x4\nflatten\nb 3\n'))


def test_the_network_alone() -> None:
    assert network_of(METADATA, "here").output == (3,)
    with pytest.raises(TrainingError, match=r"^here: the field `cnn` of its metadata is missing"):
        network_of({}, "here")


def test_a_real_run(finished: Path) -> None:
    trained = load(finished)
    assert trained.name == "Small"
    assert trained.classes == tuple("0123456789")
    assert trained.data == "digits"
    assert load(finished / "last.safetensors").metadata["epoch"] == "3"
