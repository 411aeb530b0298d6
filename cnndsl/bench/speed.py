"""How fast a network runs, as data: latency and throughput at each batch, and the share of what the device can do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

import torch

from cnndsl.bench.clock import Times, timed
from cnndsl.bench.engines import DTYPES, EngineName, engine
from cnndsl.bench.machine import machine
from cnndsl.bench.matrix_rate import matrix_rate, uses_tf32
from cnndsl.export.subject import Subject
from cnndsl.network import Network
from cnndsl.train.errors import TrainingError
from cnndsl.train.machine import devices


@dataclass(frozen=True)
class BatchSpeed:
    """The speed at one batch size."""

    batch: int
    times: Times
    preparation: float
    """Seconds until the engine had made its first batch ready, compiling included."""

    @property
    def throughput(self) -> float:
        """Samples a second, batches following each other at once."""
        return self.batch / self.times.seconds_a_call


@dataclass(frozen=True)
class Speed:
    """The speed of a network on one device, and how it was measured."""

    network: Network
    backend: EngineName
    version: str
    """The engine in words: `torch 2.8.0`."""
    device: str
    precision: str
    tf32: bool
    """Whether factors of float32 may be rounded to TF32."""
    threads: int
    """CPU threads of the engine."""
    machine: str
    matrix_rate: float
    """Operations a second of a large matrix product on this device, in this precision, with these threads."""
    batches: tuple[BatchSpeed, ...]

    def rate(self, batch: BatchSpeed) -> float:
        """Operations a second at a batch, two for each multiply-accumulate of the network."""
        return 2 * self.network.macs * batch.throughput

    def share(self, batch: BatchSpeed) -> float:
        """The part of the matrix rate that is reached."""
        return self.rate(batch) / self.matrix_rate

    def as_json(self) -> dict[str, object]:
        """All of it: seconds, samples a second, operations a second, shares of 1."""
        network = self.network
        return {
            "model": network.name,
            "input": list(network.input),
            "output": list(network.output),
            "parameters": network.params,
            "macs": network.macs,
            "backend": self.backend,
            "version": self.version,
            "device": self.device,
            "precision": self.precision,
            "tf32": self.tf32,
            "threads": self.threads,
            "machine": self.machine,
            "matrix_rate": self.matrix_rate,
            "batches": [
                {
                    "batch": one.batch,
                    "calls": len(one.times.latencies),
                    "p50": one.times.percentile(0.5),
                    "p99": one.times.percentile(0.99),
                    "shortest": min(one.times.latencies),
                    "throughput": one.throughput,
                    "rate": self.rate(one),
                    "share": self.share(one),
                    "preparation": one.preparation,
                }
                for one in self.batches
            ],
        }


def measure(
    subject: Subject,
    batches: Sequence[int],
    *,
    backend: EngineName = "torch",
    device: str = "auto",
    precision: str = "float32",
    threads: int | None = None,
    seconds: float = 2.0,
) -> Speed:
    """Measure a network in evaluation mode, on noise that lies on the device: warm, without gradients.

    ``seconds`` are spent on each batch size; ``threads`` of the CPU stay set afterwards. Raises OptionError for what
    cannot be met, TrainingError where a batch does not fit into the memory or the engine fails, and MissingExtraError.
    """
    if threads is not None:
        torch.set_num_threads(threads)
    chosen = devices.resolve("cpu" if backend == "onnxruntime" and device == "auto" else device)
    reachable = matrix_rate(chosen, DTYPES[precision])
    start = perf_counter()
    run = engine(backend, subject, chosen, precision)
    found = []
    for batch in batches:
        with devices.enough_memory("use a smaller --batch"):
            try:
                call = run(batch)
                preparation = perf_counter() - start
                found.append(BatchSpeed(batch, timed(call, chosen, seconds), preparation))
            except RuntimeError as error:
                raise _failure(error, batch) from None
        start = perf_counter()
    return Speed(
        subject.network,
        backend,
        _version(backend),
        devices.describe(chosen),
        precision,
        uses_tf32(chosen, DTYPES[precision]),
        torch.get_num_threads(),
        machine(),
        reachable,
        tuple(found),
    )


def _failure(error: RuntimeError, batch: int) -> Exception:
    """What an engine raised, in words; what says enough by itself stays as it is."""
    if isinstance(error, torch.OutOfMemoryError):
        return error
    text = " ".join(str(error).split("\n")[0].split())
    if "allocate memory" in text:
        return TrainingError(f"a batch of {batch} does not fit into the memory", "use a smaller --batch")
    return TrainingError(f"a batch of {batch} fails: {text}", "try --precision float32, or another --backend")


def _version(backend: EngineName) -> str:
    if backend == "onnxruntime":
        import onnxruntime

        return f"onnxruntime {onnxruntime.__version__}"
    return f"torch {torch.__version__}"
