"""What a trained network says of images, in batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import torch

from cnndsl.evaluate.weights import Trained
from cnndsl.train.machine import devices
from cnndsl.train.machine.devices import Precision


def precision(trained: Trained, device: torch.device, trained_on: str | None = None) -> Precision:
    """The precision that the network was tested in, where this device has instructions for it, or is of the kind that
    it was trained on; float32 otherwise."""
    able = devices.computes_bf16(device) or device.type == trained_on
    return "bf16" if trained.precision == "bf16" and able else "float32"


def outputs(
    trained: Trained, batches: Iterable[torch.Tensor], device: torch.device, precision: Precision
) -> Iterator[torch.Tensor]:
    """What the network gives for batches that are ready for it (B x C x H x W, on the device): float32 B x classes.

    The results are on the CPU. Raises TrainingError where a batch does not fit into the memory of the device.
    """
    model = trained.model.to(device).to(memory_format=devices.memory_format(device, precision))
    coming = iter(batches)
    while True:
        with devices.enough_memory("use a smaller --batch-size"), torch.inference_mode():
            batch = next(coming, None)
            if batch is None:
                return
            given = devices.outputs(model, batch, precision)[0].cpu()
        yield given


def prepared(
    trained: Trained, images: Sequence[torch.Tensor], device: torch.device, precision: Precision
) -> torch.Tensor:
    """Images (uint8 C x H x W in the size of the network, with the channels of the data) as a batch for ``outputs``."""
    return trained.preprocessing.normalise(torch.stack(list(images)).to(device)).to(devices.dtype(precision))


def probabilities(trained: Trained, outputs: torch.Tensor) -> torch.Tensor:
    """The outputs of the network (N x classes) as probabilities; a network that ends in softmax gives them itself."""
    last = trained.network.graph.results[0].node
    return outputs if last.gives_probabilities else outputs.softmax(1)
