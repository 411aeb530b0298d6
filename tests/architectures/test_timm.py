"""Networks of timm that need more than a chain of blocks: the same keys and the same logits.

They are compared where timm is installed, which the suite does not ask for.
"""

from __future__ import annotations

import warnings

import pytest
import torch

from tests.architectures.test_torchvision import filled, load, loaded, ours, sample

timm = pytest.importorskip("timm")

NAMES = ["res2net50_26w_4s"]
SMALL = (3, 75, 67)


@pytest.mark.parametrize("name", NAMES)
def test_networks_are_those_of_timm(name: str) -> None:
    with torch.device("meta"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reference = timm.create_model(name).eval()
    module = ours(name, input=SMALL)
    shapes = [{key: value.shape for key, value in net.state_dict().items()} for net in (reference, module)]
    assert shapes[0] == shapes[1]
    assert load(name).params == sum(parameter.numel() for parameter in reference.parameters())
    loaded(reference, filled(reference.state_dict()))
    loaded(module, reference.state_dict())
    x = sample(SMALL)
    with torch.inference_mode():
        expected = reference(x)
        assert torch.equal(module(x), expected)
    assert expected.std(dim=1).min() > 0
