"""A compiled module of every family behaves like any other: pickles, other processes, compilers, hooks, DDP.

`CNNDSL_FAMILIES="resnet18 googlenet"` tries those alone.
"""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import process_time

import torch

from cnndsl import export
from cnndsl.export.subject import of_network
from cnndsl.network import Network
from tests.backends import behaviours


def main() -> bool:
    for message in behaviours.TORCHS_WARNINGS:
        warnings.filterwarnings("ignore", message)
    torch.set_num_threads(1)
    whole = True
    for name in os.environ.get("CNNDSL_FAMILIES", "").split() or behaviours.FAMILIES:
        start = process_time()
        checks = checks_of(name)
        broken = [fault for label, check in checks.items() if (fault := _fault(label, check))]
        print(f"  {name}: {len(checks) - len(broken)} of {len(checks)}, {process_time() - start:.0f} s", flush=True)
        for fault in broken:
            print(f"    {fault}", flush=True)
        whole &= not broken
    return whole


def checks_of(name: str) -> dict[str, Callable[[], None]]:
    """All checks, of the member of one family."""
    network = behaviours.family(name)
    module, x = behaviours.ready(network)
    there = {name: (module, x)}
    own = {label: partial(check, module, x) for label, check in (behaviours.CHEAP | behaviours.COMPILERS).items()}
    return own | {
        "hooks": partial(behaviours.hooked, network, x),
        "DDP": partial(behaviours.in_ddp, there),
        "a spawned worker": partial(behaviours.in_spawned_workers, there),
        "a fresh process": partial(in_a_fresh_process, there),
        "cnndsl export --to pt2": partial(exported, network),
    }


def exported(network: Network) -> None:
    """The format verifies what it made: equal to the last bit at batches 1 and 3."""
    pt2 = export.load("pt2")
    pt2.make(of_network(network, None, 0), None, True, half=False, softmax=False, input_range=None)


def in_a_fresh_process(there: dict[str, tuple[torch.nn.Module, torch.Tensor]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        behaviours.in_a_fresh_process(there, Path(folder))


def _fault(label: str, check: Callable[[], None]) -> str:
    """What is wrong, or nothing."""
    try:
        check()
    except Exception as error:  # whatever it is, it is reported, and the others are tried
        return f"{label}: {type(error).__name__}: {str(error).strip()[:300]}"
    return ""
