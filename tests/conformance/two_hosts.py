"""Training on two hosts: two network namespaces with a cable between them, and no folder in common."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, perf_counter, sleep

import torch
from safetensors.torch import load_file

from tests.conformance.faults import NETWORK

HOSTS = {"cnndsl-a": "10.77.0.1", "cnndsl-b": "10.77.0.2"}
INTERFACES = {"cnndsl-a": "cnndsl-veth-a", "cnndsl-b": "cnndsl-veth-b"}
PORT = 29577
TIMEOUT = 300
OPTIONS = ["--epochs", "10", "--batch-size", "64", "--precision", "float32", "--seed", "3"]


def main() -> bool:
    """Print what became of the runs; whether all ended as they should, or cannot be made here."""
    why = _impossible()
    if why:
        print(f"  cannot run here: {why}")
        return True
    with tempfile.TemporaryDirectory() as name, _cable():
        folder = Path(name)
        for host in HOSTS:
            (folder / host).mkdir()
            (folder / host / "net.cnn").write_text(NETWORK)
        first, second = (folder / host for host in HOSTS)
        start = perf_counter()
        statuses = _together(folder, "net.cnn", *OPTIONS, "--out", "whole")
        print(f"  whole run: statuses {statuses}, {perf_counter() - start:.0f} s with start-up")
        print(f"  {(first / 'host.log').read_text().splitlines()[-2]}")
        apart = not (second / "whole").exists()
        print(f"  files of the run on the second host: {'none' if apart else 'some'}")
        _one_host(folder)
        same = _same(first / "whole", folder / "local")
        print(f"  the same weights as two processes on one host: {same}")
        return all([statuses == [0, 0], apart, same, _killed(folder)])


def _impossible() -> str:
    """Why two hosts cannot be made here; empty where they can."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "network namespaces need Linux and root"
    if shutil.which("ip") is None:
        return "there is no `ip` (iproute2)"
    tried = subprocess.run(["ip", "netns", "add", "cnndsl-try"], capture_output=True, text=True, check=False)
    subprocess.run(["ip", "netns", "delete", "cnndsl-try"], capture_output=True, check=False)
    return f"the system makes no network namespace: {tried.stderr.strip()}" if tried.returncode else ""


@contextmanager
def _cable() -> Iterator[None]:
    """Two namespaces with a pair of interfaces between them; all gone at the end."""
    (one, other), (first, second) = HOSTS, INTERFACES.values()
    try:
        for host in HOSTS:
            _ip("netns", "add", host)
        _ip("link", "add", first, "netns", one, "type", "veth", "peer", "name", second, "netns", other)
        for host, address in HOSTS.items():
            _ip("-n", host, "address", "add", f"{address}/24", "dev", INTERFACES[host])
            for interface in ("lo", INTERFACES[host]):
                _ip("-n", host, "link", "set", interface, "up")
        yield
    finally:
        for host in HOSTS:
            subprocess.run(["ip", "netns", "delete", host], capture_output=True, check=False)


def _ip(*arguments: str) -> str:
    return subprocess.run(["ip", *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout


def _launch(folder: Path, host: str, *arguments: object) -> subprocess.Popen[bytes]:
    """`torchrun ... -m cnndsl train` on a host, in that host's own folder."""
    torchrun = [
        "torch.distributed.run", "--nnodes=2", f"--node-rank={list(HOSTS).index(host)}", "--nproc-per-node=1",
        f"--master-addr={HOSTS['cnndsl-a']}", f"--master-port={PORT}", "-m", "cnndsl", "train",
    ]  # fmt: skip
    with (folder / host / "host.log").open("wb") as log:
        return subprocess.Popen(
            ["ip", "netns", "exec", host, sys.executable, "-m", *torchrun, *map(str, arguments)],
            cwd=folder / host, stdout=log, stderr=subprocess.STDOUT, env=_environment(host),
        )  # fmt: skip


def _environment(host: str = "") -> dict[str, str]:
    interface = {"GLOO_SOCKET_IFNAME": INTERFACES[host]} if host else {}
    return {**os.environ, "OMP_NUM_THREADS": "1", **interface}


def _together(folder: Path, *arguments: object) -> list[int]:
    """Run on both hosts to the end: their exit statuses."""
    launched = [_launch(folder, host, *arguments) for host in HOSTS]
    return [each.wait(TIMEOUT) for each in launched]


def _one_host(folder: Path) -> None:
    """The same run with two processes and no network between them."""
    torchrun = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2"]
    subprocess.run(
        [*torchrun, "-m", "cnndsl", "train", folder / "cnndsl-a" / "net.cnn", *OPTIONS, "--out", folder / "local"],
        check=True, capture_output=True, env=_environment(), timeout=TIMEOUT,
    )  # fmt: skip


def _killed(folder: Path) -> bool:
    """End all processes of the second host in the middle; then go on with the run."""
    first, second = HOSTS
    one, other = (_launch(folder, host, "net.cnn", *OPTIONS, "--out", "killed") for host in HOSTS)
    table, until = folder / first / "killed" / "metrics.csv", monotonic() + TIMEOUT
    while not table.exists() or len(table.read_text().splitlines()) < 4:
        if one.poll() is not None or monotonic() > until:
            sys.exit(f"the run did not begin: {(folder / first / 'host.log').read_text()}")
        sleep(0.02)
    for process in _ip("netns", "pids", second).split():
        os.kill(int(process), signal.SIGKILL)
    start = perf_counter()
    status, _ = one.wait(TIMEOUT), other.wait(TIMEOUT)
    seconds = perf_counter() - start
    said = [line for line in (folder / first / "host.log").read_text().splitlines() if line.startswith("error: ")]
    print(f"  second host killed: the first ends after {seconds:.1f} s with status {status}, said: {' '.join(said)}")
    statuses = _together(folder, "--resume", "killed")
    went_on = next(line for line in (folder / first / "host.log").read_text().splitlines() if "goes on" in line)
    print(f"  resumed on both: statuses {statuses}, {went_on.strip()}")
    same = _same(folder / first / "whole", folder / first / "killed")
    print(f"  the same weights as the uninterrupted run: {same}")
    return (status, statuses, same) == (1, [0, 0], True)


def _same(one: Path, other: Path) -> bool:
    return all(
        torch.equal(tensor, load_file(other / name)[key])
        for name in ("best.safetensors", "last.safetensors")
        for key, tensor in load_file(one / name).items()
    )
