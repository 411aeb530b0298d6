"""The same on a GPU; skipped, and said so, where there is none."""

from pathlib import Path

import pytest
import torch

from cnndsl.network import Network
from cnndsl.train.decide.task import Task
from cnndsl.train.errors import StoppedError
from cnndsl.train.machine import devices
from cnndsl.train.machine.distributed import World
from cnndsl.train.preparation import prepare
from cnndsl.train.run import resume, train
from cnndsl.train.setup import Setup

from .conftest import STEPS, Lines, assert_same_end, brief, read_json
from .test_resume import interrupt

pytestmark = pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")


def prepared(net: Network, **changes: object) -> Setup:
    task = Task.of(net.source, {}, None, brief(device="cuda", **changes))
    return prepare(task, World(), devices.resolve("cuda"))


def test_bf16_and_channels_last_where_the_hardware_has_it(small: Network) -> None:
    setup = prepared(small, precision=None)
    expected = "bf16" if torch.cuda.is_bf16_supported(including_emulation=False) else "float32"
    assert setup.trainer.precision == setup.options.precision == expected
    convolution = next(module for module in setup.trainer.model.modules() if isinstance(module, torch.nn.Conv2d))
    assert convolution.weight.is_contiguous(memory_format=torch.channels_last)
    assert setup.trainer.run_epoch().validation_accuracy > 0.2


def test_the_data_live_on_the_device(small: Network) -> None:
    trainer = prepared(small, augment="crop,flip,resized-crop").trainer
    images, labels = next(trainer._served())
    assert images.device.type == labels.device.type == "cuda"


def test_both_devices_learn_the_same(small: Network, uninterrupted: Path, tmp_path: Path) -> None:
    folder = train(small, brief(device="cuda"), Lines(), tmp_path / "run")
    first, second = (read_json(path / "results.json") for path in (uninterrupted, folder))
    assert second["device"] == "cuda"
    assert second["test_accuracy"] == pytest.approx(first["test_accuracy"], abs=0.05)


def test_a_deterministic_run_goes_on_to_the_same_bits(small: Network, tmp_path: Path) -> None:
    options = brief(device="cuda", deterministic=True, precision="bf16", ema=0.9)
    try:
        whole = train(small, options, Lines(), tmp_path / "whole")
        with pytest.raises(StoppedError):
            train(small, options, Lines({STEPS + 3: interrupt}), tmp_path / "parts")
        resume(tmp_path / "parts", Lines())
    finally:
        torch.use_deterministic_algorithms(False)
    assert_same_end(whole, tmp_path / "parts")
