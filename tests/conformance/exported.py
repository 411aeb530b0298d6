"""Every architecture as a file of plain PyTorch: strict load, equal outputs in both modes; ruff and mypy --strict.

Then random programs of the tests' generators, in the same way. Outputs are compared on the smallest square input that
a network takes among some, so that the largest ones run, too. CNNDSL_FUZZ says how many programs, CNNDSL_SEED which.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from time import process_time

import torch
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

import cnndsl
from cnndsl.export.python import comparison, file
from cnndsl.pipeline import check_path
from cnndsl.zoo import names
from tests.conformance import drawn_plans
from tests.graph.chains import chains
from tests.graph.drawn import programs
from tests.layers import strategies
from tests.layers.strategies import LAYERS

PROGRAMS = 300
SIZES = (32, 64, 96, 128)


def smallest(name: str) -> cnndsl.Network:
    """A network of the zoo on the smallest input that it takes."""
    whole = cnndsl.load(name)
    if len(whole.inputs) > 1:
        return whole
    for size in SIZES:
        if size < whole.input[1] and check_path(name, {}, (whole.input[0], size, size)).network is not None:
            return cnndsl.load(name, input=(whole.input[0], size, size))
    return whole


def compared(net: cnndsl.Network, folder: Path, name: str) -> str:
    """Write the file of a network and compare it with what is compiled; what is wrong, or empty."""
    try:
        written = file.source(net)
        (folder / f"{name}.py").write_text(written.text, "utf-8")
        comparison.compare(written.text, written.model, net, thorough=True)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


def random_programs(count: int, start: int) -> Iterator[cnndsl.Network]:
    """Networks with every kind of branching, chains, and single layers at odd options."""
    found: list[cnndsl.Network] = []
    keywords = st.sampled_from(sorted(LAYERS))

    @seed(start)
    @settings(max_examples=count, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def draw(data: st.DataObject) -> None:
        kind = data.draw(st.sampled_from(["branches", "chain", "layer", "plan"]))
        options: dict[str, object] = {}
        if kind == "branches":
            text = data.draw(programs()).text
        elif kind == "plan":
            text = drawn_plans.draw(f"exported-{data.draw(st.integers(0, 10**9))}", large=False)[0].text
        elif kind == "chain":
            chain = data.draw(chains())
            text, options = chain.text, {**chain.settings, "input": chain.input}
        else:
            keyword = data.draw(keywords)
            line = strategies.written(keyword, data.draw(strategies.arguments(keyword)))
            text = strategies.program(data.draw(strategies.shapes(keyword)), line)
        if not cnndsl.check(text, **options):
            found.append(cnndsl.parse(text, **options))

    draw()
    yield from found


def main() -> bool:
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    count, start = int(os.environ.get("CNNDSL_FUZZ", PROGRAMS)), int(os.environ.get("CNNDSL_SEED", "0"))
    broken: list[str] = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        begin = process_time()
        faults = {name: compared(smallest(name), folder, name) or compared_as_written(name, folder) for name in names()}
        broken += [f"{name}: {fault}" for name, fault in faults.items() if fault]
        print(f"{len(names())} architectures in {process_time() - begin:.0f} s of CPU time", flush=True)
        number = 0
        for number, net in enumerate(random_programs(count, start), 1):
            if fault := compared(net, folder, f"random{number}"):
                broken.append(f"{net.source.text}\n{fault}")
        print(f"{number} random networks", flush=True)
        for command in (
            ["ruff", "check", "--isolated", "--no-cache"],
            ["ruff", "format", "--isolated", "--check", "--no-cache"],
            ["mypy", "--strict", "--no-incremental", "--config-file", "/dev/null"],
        ):
            done = subprocess.run(
                [sys.executable, "-m", *command, "."], cwd=folder, capture_output=True, text=True, check=False
            )
            print(f"{' '.join(command[:2])}: {done.stdout.strip().splitlines()[-1]}", flush=True)
            if done.returncode:
                broken.append(done.stdout[-2000:])
    print("\n".join(broken[:20]))
    return not broken


def compared_as_written(name: str, folder: Path) -> str:
    """The file of an architecture as it stands, in the place of that for a small input: same names and shapes."""
    try:
        net = cnndsl.load(name)
        written = file.source(net)
        (folder / f"{name}.py").write_text(written.text, "utf-8")
        with torch.device("meta"):
            state = comparison.load(written.text, written.model)().state_dict()
        if {key: tuple(tensor.shape) for key, tensor in state.items()} != net.graph.tensors():
            return "another state_dict"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""
