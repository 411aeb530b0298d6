"""Several processes that train one network: torch.distributed, as torchrun starts it. One process is the usual case."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel

TIMEOUT = timedelta(minutes=30)
"""How long the others wait for the process that loads, decodes or writes."""


@dataclass(frozen=True)
class World:
    """The processes of a run. Each trains on its share of every batch; the first one writes and speaks."""

    rank: int = 0
    size: int = 1
    local_rank: int = 0
    """The number of the process on its machine, and of its device."""
    restarts: int = 0
    """How often torchrun has started the processes again."""

    @classmethod
    def from_environment(cls) -> World:
        """What torchrun says in the environment; one process without it."""
        if not {"RANK", "WORLD_SIZE", "MASTER_ADDR"} <= os.environ.keys():
            return cls()
        names = "RANK", "WORLD_SIZE", "LOCAL_RANK", "TORCHELASTIC_RESTART_COUNT"
        return cls(*(int(os.environ.get(name, "0")) for name in names))

    @property
    def alone(self) -> bool:
        """Whether there is one process only."""
        return self.size == 1

    @property
    def leads(self) -> bool:
        """Whether this process writes the files and speaks for all."""
        return self.rank == 0

    @contextmanager
    def joined(self, device: torch.device) -> Iterator[None]:
        """The processes together: NCCL between CUDA devices, gloo between CPUs."""
        if self.size == 1:
            yield
            return
        if device.type == "cuda":
            torch.cuda.set_device(device)
        dist.init_process_group("nccl" if device.type == "cuda" else "gloo", timeout=TIMEOUT)
        try:
            yield
        finally:
            dist.destroy_process_group()

    def wrap(self, model: nn.Module, device: torch.device) -> nn.Module:
        """The network with gradients that are averaged over all processes."""
        if self.size == 1:
            return model
        return DistributedDataParallel(model, device_ids=[device] if device.type == "cuda" else None)

    def share(self, places: torch.Tensor) -> torch.Tensor:
        """This process's part of what all do together; the parts are equal, or differ by one."""
        return places[self.rank :: self.size]

    def sum(self, numbers: torch.Tensor) -> torch.Tensor:
        """The sum over all processes, in place."""
        if self.size > 1:
            dist.all_reduce(numbers)
        return numbers

    def agree(self, value: object) -> object:
        """The first process's value, everywhere."""
        if self.size == 1:
            return value
        box = [value]
        dist.broadcast_object_list(box, src=0)
        return box[0]

    def barrier(self) -> None:
        """Wait until all processes are here."""
        if self.size > 1:
            dist.barrier()

    def same_buffers(self, model: nn.Module) -> None:
        """Give all processes the first one's running estimates of batch norm: they are what is saved."""
        if self.size > 1:
            for buffer in model.buffers():
                dist.broadcast(buffer, src=0)
