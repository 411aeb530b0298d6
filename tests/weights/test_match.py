"""What of a weights file goes into a network: all of it, strictly, but for the head."""

from __future__ import annotations

import re

import pytest
import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel

import cnndsl
from cnndsl.network import Network
from cnndsl.weights import WeightsError, load

from .conftest import TEXT, Saved, State

HEAD = ("head.weight", "head.bias")


def assert_loaded(module: nn.Module, state: State, but: tuple[str, ...] = ()) -> None:
    own = module.state_dict()
    assert own.keys() == state.keys()
    for key, tensor in state.items():
        assert torch.equal(own[key], tensor) is (key not in but), key


def refused(source: str, net: Network) -> str:
    with pytest.raises(WeightsError) as caught:
        load(source, net)
    return str(caught.value)


@pytest.mark.parametrize("name", ["w.safetensors", "w.pt", "w.pth", "w.bin"])
def test_what_is_saved_is_loaded(name: str, saved: Saved, state: State, net: Network) -> None:
    found = load(saved(name, state), net)
    module = net.to_torch()
    found.load_into(module)
    assert_loaded(module, state)
    assert (found.fresh, found.notes) == ((), ())


def test_the_files_of_old_are_read_too(saved: Saved, state: State, net: Network) -> None:
    torch.save(state, "old.pth", _use_new_zipfile_serialization=False)
    assert load("old.pth", net).digest == load(saved("new.safetensors", state), net).digest


def test_load_puts_them_into_every_module(saved: Saved, state: State, net: Network) -> None:
    saved("w.pt", state)
    with open("tiny.cnn", "w") as file:
        file.write(TEXT)
    given = cnndsl.load("tiny.cnn", weights="w.pt")
    assert_loaded(given.to_torch(), state)
    assert_loaded(given.to_torch(), state)
    assert cnndsl.load("tiny.cnn").weights is None
    with pytest.raises(cnndsl.WeightsError, match=r"there is no weights file nix\.pt"):
        cnndsl.load("tiny.cnn", weights="nix.pt")


def test_the_head_starts_fresh_for_other_classes(saved: Saved, state: State) -> None:
    net = cnndsl.parse(TEXT, classes=4)
    found = load(saved("w.pt", state), net)
    assert found.fresh == HEAD
    assert found.notes == ("starting fresh: head.weight 4x8, head.bias 4",)
    torch.manual_seed(3)
    drawn = net.to_torch()
    torch.manual_seed(3)
    module = net.to_torch()
    found.load_into(module)
    assert torch.equal(module.get_parameter("head.weight"), drawn.get_parameter("head.weight"))
    assert torch.equal(module.get_parameter("body.0.weight"), state["body.0.weight"])


def test_the_head_starts_fresh_where_the_classes_have_other_names(saved: Saved, state: State, net: Network) -> None:
    names = [f"c{number}" for number in range(10)]
    path = saved("w.safetensors", state, {"classes": str(names).replace("'", '"')})
    assert load(path, net, classes=names).fresh == ()
    assert load(path, net).fresh == ()
    assert load(path, net, classes=names[::-1]).fresh == HEAD
    assert load(path, net, classes=names, head="fresh").fresh == HEAD


def test_the_head_may_be_left_out_of_the_file(saved: Saved, state: State, net: Network) -> None:
    trunk = {key: tensor for key, tensor in state.items() if key not in HEAD}
    assert load(saved("w.pt", trunk), net).fresh == HEAD
    with pytest.raises(WeightsError, match="2 keys are missing"):
        load("w.pt", net, head="needed")


def test_heads_for_training_may_be_left_out() -> None:
    net = cnndsl.load("architectures/googlenet.cnn", classes=7)
    from cnndsl.weights.match import compare, tensors_of
    from cnndsl.weights.stored import StoredTensor, StoredWeights

    whole = {
        key: StoredTensor(tuple(t.shape), str(t.dtype).removeprefix("torch."), 0, lambda t=t: t)
        for key, t in tensors_of(net).items()
    }
    few = {key: tensor for key, tensor in whole.items() if not key.startswith("aux")}
    assert compare(StoredWeights("w", "", whole), net).fresh == {}
    found = compare(StoredWeights("w", "", few), net)
    assert found.fits
    assert {key.partition(".")[0] for key in found.fresh} == {"aux1", "aux2"}
    some = {key: tensor for key, tensor in whole.items() if not key.startswith("aux1")}
    assert not compare(StoredWeights("w", "", some), net).fits
    assert compare(StoredWeights("w", "", some), net, "needed").fits


# ------------------------------------------------------------------------------------------------- the names of keys


@pytest.mark.parametrize(
    ("prefix", "said"),
    [
        ("module.", "`module.` of a wrapper taken off the keys"),
        ("_orig_mod.", "`_orig_mod.` of a wrapper taken off the keys"),
        ("module._orig_mod.", "`module.` and `_orig_mod.` of a wrapper taken off the keys"),
        ("backbone.", "`backbone.` taken off the keys, which all begin with it"),
        ("model.net.", "`model.net.` taken off the keys, which all begin with it"),
    ],
)
def test_what_stands_in_front_of_all_keys_is_taken_off(
    prefix: str, said: str, saved: Saved, state: State, net: Network
) -> None:
    found = load(saved("w.pt", {prefix + key: tensor for key, tensor in state.items()}), net)
    assert found.notes == (said,)
    module = net.to_torch()
    found.load_into(module)
    assert_loaded(module, state)


def test_wrappers_of_pytorch_are_seen_through(saved: Saved, net: Network) -> None:
    averaged = AveragedModel(net.to_torch())
    partly = net.to_torch()
    compiled = nn.Module()  # as torch.compile wraps one
    compiled.add_module("_orig_mod", partly.get_submodule("body"))
    partly.add_module("body", compiled)
    for wrapped in (averaged, partly, nn.DataParallel(net.to_torch())):
        found = load(saved("w.pt", wrapped.state_dict()), net)
        assert found.fresh == ()
        assert "of a wrapper taken off" in found.notes[0]


def test_a_layer_may_be_called_module(saved: Saved) -> None:
    net = cnndsl.parse("input 3x4x4\nmodule:\n    conv 2 3x3\nflatten\nfc 5\n")
    found = load(saved("w.pt", net.to_torch().state_dict()), net)
    assert (found.fresh, found.notes) == ((), ())


def test_keys_that_would_become_one_keep_their_names(saved: Saved, state: State, net: Network) -> None:
    saved("w.pt", {**state, **{f"module.{key}": tensor for key, tensor in state.items()}})
    assert "are in no layer" in refused("w.pt", net)


@pytest.mark.parametrize("wrapper", ["state_dict", "model", "model_state_dict", "ema", "model.state_dict"])
def test_a_checkpoint_holds_them_under_a_usual_name(wrapper: str, saved: Saved, state: State, net: Network) -> None:
    content: object = state
    for name in wrapper.split(".")[::-1]:
        content = {"epoch": 3, "optimizer": {"lr": 0.1}, name: content}
    found = load(saved("w.pt", content), net)
    assert found.notes == (f"the weights are those under `{wrapper}` in w.pt",)


def test_what_is_no_tensor_is_left_out(saved: Saved, state: State, net: Network) -> None:
    found = load(saved("w.pt", {**state, "epoch": 3, "best": 0.5}), net)
    assert found.notes == ("`epoch`, `best` in w.pt are no tensors and were left out",)


# ---------------------------------------------------------------------------------------------------- types and numbers


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64, torch.float8_e5m2])
def test_numbers_of_another_width_become_those_of_the_network(
    dtype: torch.dtype, saved: Saved, state: State, net: Network
) -> None:
    other = {key: tensor.to(dtype) if tensor.is_floating_point() else tensor for key, tensor in state.items()}
    for name in ("w.pt", "w.safetensors"):
        found = load(saved(name, other), net)
        assert found.notes == (f"14 tensors of {str(dtype).removeprefix('torch.')} turned into float32",)
        module = net.to_torch()
        found.load_into(module)
        assert torch.equal(module.get_parameter("head.weight"), other["head.weight"].float())


def test_the_counters_that_files_of_old_lack_start_at_zero(saved: Saved, state: State, net: Network) -> None:
    """As PyTorch has it for files from before 0.4.1."""
    found = load(saved("w.pt", {key: t for key, t in state.items() if "num_batches" not in key}), net)
    assert found.fresh == ("stem.1.num_batches_tracked", "body.1.num_batches_tracked")
    assert found.notes == ()


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_weights_that_are_of_no_use(number: float, saved: Saved, state: State, net: Network) -> None:
    broken = {**state, "body.0.weight": state["body.0.weight"].clone()}
    broken["body.0.weight"][1, 2, 0, 0] = number
    assert refused(saved("w.pt", broken), net) == (
        "w.pt: `body.0.weight` has numbers that are infinite or not a number\n"
        "  help: these weights are of no use; take those of an earlier epoch"
    )


def test_numbers_too_large_for_the_network(saved: Saved, state: State, net: Network) -> None:
    assert "`head.bias` has numbers that are infinite" in refused(
        saved("w.pt", {**state, "head.bias": torch.full((10,), 1e300, dtype=torch.float64)}), net
    )


# ------------------------------------------------------------------------------------------------------- what is wrong


def test_every_mismatch_is_a_row_of_a_table(saved: Saved, state: State, net: Network) -> None:
    changed = dict(state)
    changed["stem.conv.weight"] = changed.pop("stem.0.weight")
    changed["body.0.weight"] = torch.rand(8, 4, 5, 5)
    changed["body.1.weight"] = torch.ones(8, dtype=torch.int8)
    changed["extra"] = torch.rand(2)
    assert refused(saved("w.safetensors", changed), net) == (
        "w.safetensors does not fit Tiny: 1 key is missing, 2 keys differ, 2 keys are in no layer\n"
        "  key               network    file     line  nearest\n"
        "  ------------------------------------------------------------\n"
        "  stem.0.weight     4x3x3x3    -        4     stem.conv.weight\n"
        "  body.0.weight     8x4x3x3    8x4x5x5  8\n"
        "  body.1.weight     8 float32  8 int8   9\n"
        "  extra             -          2\n"
        "  stem.conv.weight  -          4x3x3x3        stem.0.weight\n"
        "  help: `cnndsl weights w.safetensors --against tiny.cnn` shows all keys"
    )


def test_weights_of_another_network(saved: Saved, net: Network) -> None:
    other = cnndsl.parse("input 1x9x9\nflatten\na: fc 3\n")
    assert refused(saved("w.pt", other.to_torch().state_dict()), net).splitlines()[:4:3] == [
        "w.pt does not fit Tiny: 12 keys are missing, 2 keys are in no layer",
        "  stem.0.weight        4x3x3x3  -     4",
    ]
    assert refused("w.pt", net).endswith("help: no key fits: these are the weights of another network")


def test_a_long_table_is_cut_and_says_so(saved: Saved, state: State, net: Network) -> None:
    many = {**state, **{f"more.{number}": torch.zeros(1) for number in range(30)}}
    assert refused(saved("w.pt", many), net).splitlines()[-2] == "  and 10 more keys"


def test_the_line_in_another_file(saved: Saved) -> None:
    saved("w.pt", {"a.0.bias": torch.zeros(2)})
    with open("lib.cnn", "w") as file:
        file.write("block unit(n):\n    conv n 3x3\n")
    with open("net.cnn", "w") as file:
        file.write('use unit from "lib.cnn"\ninput 3x4x4\na: unit 2\nflatten\nfc 3\n')
    text = refused("w.pt", cnndsl.load("net.cnn"))
    assert re.search(r"a\.0\.weight +2x3x3x3 +- +lib\.cnn:2", text)


def test_names_that_would_steer_the_terminal(saved: Saved, state: State, net: Network) -> None:
    text = refused(saved("w.pt", {**state, "\x1b[2Jevil\n": torch.zeros(1)}), net)
    assert "\x1b" not in text
    assert r"  \x1b[2Jevil   -  " in text


def test_the_digest_is_of_the_numbers(saved: Saved, state: State, net: Network) -> None:
    first = load(saved("a.safetensors", state), net).digest
    assert load(saved("b.pt", dict(reversed(state.items()))), net).digest == first
    other = {**state, "head.bias": state["head.bias"] + 1}
    assert load(saved("c.pt", other), net).digest != first
