"""Every format of a network with several inputs and named outputs: names, order, values."""

from __future__ import annotations

import json
from pathlib import Path

import onnxruntime
import pytest
import torch
from safetensors import safe_open

import cnndsl
from cnndsl.export.python import comparison, file
from tests.conformance import drawn_plans
from tests.export.conftest import run
from tests.graph.test_inputs_and_outputs import TWO_STREAMS, drawn

OUTPUTS = ["features", "logits", "early"]


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> cnndsl.Network:
    monkeypatch.chdir(tmp_path)
    Path("two.cnn").write_text(TWO_STREAMS, "utf-8")
    return cnndsl.load("two.cnn")


def module(net: cnndsl.Network) -> torch.nn.Module:
    torch.manual_seed(7)
    return net.to_torch().eval()


def test_onnx_has_the_names_of_the_file(two: cnndsl.Network) -> None:
    assert run("two.cnn", "-o", "two.onnx", "--seed", "7", "--verify").exit_code == 0
    session = onnxruntime.InferenceSession("two.onnx", providers=["CPUExecutionProvider"])
    assert [each.name for each in session.get_inputs()] == ["spatial", "temporal"]
    assert [each.name for each in session.get_outputs()] == OUTPUTS
    spatial, temporal = drawn(two, 3)
    expected = module(two)(spatial, temporal)
    found = session.run(OUTPUTS, {"temporal": temporal.numpy(), "spatial": spatial.numpy()})
    for name, array in zip(OUTPUTS, found, strict=True):
        torch.testing.assert_close(torch.from_numpy(array), expected[name])


def test_onnx_outputs_of_one_value_and_of_the_names_of_layers(two: cnndsl.Network) -> None:
    text = "input x 3x8x8\na: conv 4 3x3\noutput a\nscale: scale\noutput scale\noutput b: from a\nflatten\nfc 3\noutput y\n"
    Path("names.cnn").write_text(text, "utf-8")
    assert run("names.cnn", "-o", "names.onnx", "--verify").exit_code == 0
    session = onnxruntime.InferenceSession("names.onnx", providers=["CPUExecutionProvider"])
    assert [each.name for each in session.get_outputs()] == ["a", "scale_2", "b", "y"], "a parameter is named `scale`"


@pytest.mark.parametrize("options", [[], ["--half", "--softmax"]])
def test_pt2_returns_a_dictionary(two: cnndsl.Network, options: list[str]) -> None:
    done = run("two.cnn", "-o", "two.pt2", "--seed", "7", "--verify", *options)
    assert (done.exit_code, "equal to the last bit" in done.output) == (0, True), done.output
    program = torch.export.load("two.pt2").module()
    spatial, temporal = drawn(two, 5)
    with torch.no_grad():
        found, expected = program(spatial, temporal), module(two)(spatial, temporal)
    assert list(found) == OUTPUTS
    if not options:
        assert all(torch.equal(found[name], expected[name]) for name in OUTPUTS)


def test_python_takes_and_gives_them_by_name(two: cnndsl.Network) -> None:
    done = run("two.cnn", "-o", "two.py", "--verify")
    assert (done.exit_code, "equal outputs in evaluation and in training" in done.output) == (0, True), done.output
    text = Path("two.py").read_text("utf-8")
    assert "def forward(self, spatial: Tensor, temporal: Tensor) -> dict[str, Tensor]:" in text
    assert 'return {"features": features, "logits": logits, "early": early}' in text
    assert max(map(len, text.splitlines())) <= 88


def test_drawn_programs_are_the_same_in_python_and_onnx(two: cnndsl.Network) -> None:
    texts = [drawn_plans.draw(f"ends-{seed}", large=False)[0].text for seed in range(60)]
    chosen = [text for text in texts if ("output o" in text or "input x" in text) and not cnndsl.check(text)][:8]
    assert len(chosen) == 8
    for number, text in enumerate(chosen):
        Path(f"net{number}.cnn").write_text(text, "utf-8")
        net = cnndsl.parse(text)
        written = file.source(net)
        comparison.compare(written.text, written.model, net, thorough=True)
        done = run(f"net{number}.cnn", "-o", f"net{number}.onnx", "--verify")
        assert done.exit_code == 0, f"{done.output}\n{text}"


def test_safetensors_and_cnn(two: cnndsl.Network) -> None:
    assert run("two.cnn", "-o", "two.safetensors").exit_code == 0
    with safe_open("two.safetensors", "pt") as file:
        assert json.loads(file.metadata()["input"]) == {"spatial": [3, 32, 32], "temporal": [20, 32, 32]}
    shapes = ("--input", "spatial=3x16x16", "--input", "temporal=20x16x16")
    assert run("two.cnn", "-o", "small.cnn", *shapes).exit_code == 0
    again = cnndsl.load("small.cnn")
    assert [end.shape for end in again.inputs] == [(3, 16, 16), (20, 16, 16)]
    assert [end.name for end in again.outputs] == OUTPUTS
