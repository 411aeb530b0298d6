"""What becomes of a run that is killed, runs out of disk, or finds its files damaged."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter, sleep

import torch
from safetensors.torch import load_file

KILLS = int(os.environ.get("CNNDSL_KILLS", "20"))
TIMEOUT = 600
NETWORK = """\
model Net(classes=10)
input 1x16x16
conv 16 3x3
batchnorm
relu
maxpool 2
conv 32 3x3
batchnorm
relu
flatten
dropout 0.2
fc classes
"""
EPOCHS = 12
OPTIONS = ["--epochs", str(EPOCHS), "--ema", "0.99", "--precision", "float32", "--seed", "3"]


def main() -> bool:
    """Print what became of the runs; whether all ended as they should."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "net.cnn").write_text(NETWORK)
        seconds = _whole(folder)
        return all([_kills(folder, seconds), _full_disk(folder), _damage(folder)])


def _cnndsl(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "cnndsl", *map(str, arguments)]


def _environment() -> dict[str, str]:
    return {**os.environ, "OMP_NUM_THREADS": "1"}


def _run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        _cnndsl(*arguments), capture_output=True, text=True, env=_environment(), check=False, timeout=TIMEOUT
    )


def _whole(folder: Path) -> float:
    """The run that all others are compared with; how long it takes from its first line on."""
    with subprocess.Popen(
        _cnndsl("train", folder / "net.cnn", *OPTIONS, "--out", folder / "whole"),
        stdout=subprocess.PIPE,
        env=_environment(),
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        start = perf_counter()
        process.stdout.read()
    if process.returncode:
        sys.exit("the uninterrupted run failed")
    return perf_counter() - start


def _kills(folder: Path, seconds: float) -> bool:
    """Kill runs at random moments of their training, some of them again after they were resumed."""
    draw = random.Random(int(os.environ.get("CNNDSL_SEED", "0")))
    whole = folder / "whole"
    kills = identical = runs = 0
    moments: list[str] = []
    while kills < KILLS:
        run = folder / f"killed-{runs}"
        runs += 1
        command = _cnndsl("train", folder / "net.cnn", *OPTIONS, "--out", run)
        for _ in range(3):
            if _killed(command, draw.uniform(0, seconds)):
                kills += 1
                moments.append(_moment(run))
            command = _cnndsl("train", "--resume", run)
        ended = subprocess.run(
            command, capture_output=True, text=True, env=_environment(), check=False, timeout=TIMEOUT
        )
        if ended.returncode:
            print(ended.stderr)
        identical += all(_same(whole / name, run / name) for name in ("best.safetensors", "last.safetensors"))
        shutil.rmtree(run)
    print(f"  {kills} kills (SIGKILL) in {runs} runs; killed {', '.join(moments)}")
    print(f"  resumed: {identical} of {runs} ended with weights identical to the uninterrupted run's, bit by bit")
    return identical == runs


def _killed(command: list[str], after: float) -> bool:
    """Start a run and kill it so many seconds after its first line; whether it was still going."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment()) as process:
        assert process.stdout is not None
        process.stdout.readline()
        sleep(after)
        going = process.poll() is None
        process.send_signal(signal.SIGKILL)
    return going


def _moment(run: Path) -> str:
    lines = (run / "metrics.csv").read_text().splitlines() if (run / "metrics.csv").exists() else []
    return f"in epoch {max(1, len(lines))}" if len(lines) <= EPOCHS else "after the last epoch"


def _same(one: Path, other: Path) -> bool:
    if not (one.exists() and other.exists()):
        return False
    first, second = load_file(one), load_file(other)
    return first.keys() == second.keys() and all(torch.equal(tensor, second[key]) for key, tensor in first.items())


def _full_disk(folder: Path) -> bool:
    """A checkpoint that the disk has no room for: the one before it stays, and the run goes on where there is room."""
    mount = folder / "small"
    mount.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", mount], check=False, capture_output=True
    )
    if mounted.returncode:
        print(f"  full disk: not tried, a tmpfs cannot be mounted ({mounted.stderr.decode().strip()})")
        return True
    try:
        run = mount / "run"
        filler = mount / "filler"
        with subprocess.Popen(
            _cnndsl("train", folder / "net.cnn", *OPTIONS, "--out", run),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=_environment(),
        ) as process:  # fmt: skip
            assert process.stdout is not None
            assert process.stderr is not None
            for line in process.stdout:
                if line.startswith("epoch  3"):
                    break
            with filler.open("wb", buffering=0) as file:
                try:
                    while file.write(b"x" * 4096):
                        pass
                except OSError:
                    pass
            process.stdout.read()
            said = process.stderr.read().strip()
        filler.unlink()
        print(f"  full disk: status {process.returncode}, said: {said}")
        resumed = _run("train", "--resume", run)
        same = _same(folder / "whole" / "last.safetensors", run / "last.safetensors")
        print(f"  with room again, --resume: status {resumed.returncode}, weights identical: {same}")
        return (process.returncode, resumed.returncode, same) == (1, 0, True)
    finally:
        subprocess.run(["umount", mount], check=False)


def _damage(folder: Path) -> bool:
    """Files that were cut off, swapped or edited: each an error that leaves all files as they are."""
    run, other = folder / "run", folder / "other"
    for path, extra in ((run, []), (other, ["--lr", "0.01"])):
        _killed(_cnndsl("train", folder / "net.cnn", *OPTIONS, *extra, "--epochs", "500", "--out", path), 6.0)
    checkpoint = "checkpoint.safetensors"

    def cut(path: Path) -> None:
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    def emptied(path: Path) -> None:
        path.write_bytes(b"")

    def swapped(path: Path) -> None:
        shutil.copy(other / path.name, path)

    def edited(path: Path) -> None:
        path.write_text(path.read_text().replace("32", "48"))

    cases = [
        ("cut in half", checkpoint, cut),
        ("emptied", checkpoint, emptied),
        ("another run's", checkpoint, swapped),
        ("removed", checkpoint, Path.unlink),
        ("edited", "network/net.cnn", edited),
        ("edited", "options.json", edited),
        ("cut in half", "options.json", cut),
    ]
    sound = True
    for what, name, change in cases:
        kept = folder / "kept"
        shutil.copytree(run, kept)
        change(run / name)
        before = _contents(run)
        ended = _run("train", "--resume", run)
        untouched = "nothing overwritten" if _contents(run) == before else "FILES CHANGED"
        sound &= (ended.returncode, untouched) == (1, "nothing overwritten")
        print(f"  {name} {what}: status {ended.returncode}, {untouched}; said: {' '.join(ended.stderr.split())}")
        shutil.rmtree(run)
        kept.rename(run)
    return sound


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
