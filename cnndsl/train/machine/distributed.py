"""Several processes that train one network: torch.distributed, as torchrun starts it. One process is the usual case.

No process may wait for another that has given up. What can fail in one process stands in ``World.together``, so that it
fails in all; where a process just ends, the others lose their connection to it and end too.

No thread of the process group may outlive ``World.joined``. gloo computes in threads of its own, and such a thread lets
go of the tensors of its last collective after it has said that the collective is done. For that it asks for the lock of
the interpreter. Where the interpreter is ending by then, Python up to 3.13 ends the thread that asks; that unwinds C++
which must not be unwound, and the process dies with "terminate called without an active exception" (SIGABRT) after its
work is done. ``dist.destroy_process_group`` ends these threads only where nothing refers to the group any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from traceback import clear_frames
from typing import Any, TypeVar
from uuid import uuid4
from weakref import WeakSet

import torch
import torch.distributed as dist
from torch import nn
from torch.distributed import PrefixStore, TCPStore  # type: ignore[attr-defined]  # it is not marked as exported
from torch.nn.parallel import DistributedDataParallel

from cnndsl import environment
from cnndsl.train.errors import OptionError, TrainingError

TIMEOUT = timedelta(minutes=30)
"""How long the others wait for the process that loads, decodes or writes."""

STEP_TIMEOUT = timedelta(minutes=5)
"""How long they wait for one another within a step: one that is silent for longer is gone, without having said so."""

ITS_OWN_WORDS = "its own words are above, or where it ran"

_wrapped: WeakSet[DistributedDataParallel] = WeakSet()
"""What refers to the process groups until the processes part."""
_steps: list[Any] = []
"""The group of those that train together, which does not wait as long as the group of all that they do."""

T = TypeVar("T")


@dataclass(frozen=True)
class World:
    """The processes of a run. Each trains on its share of every batch; the first one writes and speaks."""

    rank: int = 0
    size: int = 1
    local_rank: int = 0
    """The number of the process on its machine, and of its device."""

    @classmethod
    def from_environment(cls) -> World:
        """What torchrun says in the environment; one process without it. Raises OptionError where it makes no sense."""
        if not environment.is_one_of_several():
            return cls()
        said = environment.launched()
        try:
            rank, size, local_rank, port = (int(said[name]) for name in said if name != "MASTER_ADDR")
        except ValueError:
            rank = size = local_rank = port = -1
        if not (0 <= rank < size and 0 <= local_rank < size and said["MASTER_ADDR"] and 0 < port < 65536):
            raise OptionError(
                "the environment names no processes that can train together: "
                + ", ".join(f"{name}={value!r}" for name, value in said.items()),
                "start them with torchrun, or unset WORLD_SIZE to train in one process",
            )
        return cls(rank, size, local_rank)

    @property
    def alone(self) -> bool:
        """Whether there is one process only."""
        return self.size == 1

    @property
    def leads(self) -> bool:
        """Whether this process writes the files and speaks for all."""
        return self.rank == 0

    @contextmanager
    def joined(self) -> Iterator[None]:
        """The processes together: gloo between CPUs, NCCL between CUDA devices. Within itself it changes nothing.

        Of a TrainingError that leaves it, ``said`` says whether another process says it.
        """
        if self.alone or dist.is_initialized():
            yield
            return
        with self._connected() as key:
            try:
                try:
                    yield
                except RuntimeError as error:
                    if not _lost(error):
                        raise
                    raise TrainingError(
                        "another process of this run has ended, and no process can go on without it",
                        f"{ITS_OWN_WORDS}; a run that had begun goes on with `cnndsl train --resume`, under torchrun",
                    ) from None
            except TrainingError as error:
                if error.everywhere:
                    error.said = not self.leads
                    with suppress(RuntimeError):
                        self.agree(None)  # none ends before the first one has written what there is to write
                else:
                    error.said = self._anyone_was_here(key)
                raise

    @contextmanager
    def _connected(self) -> Iterator[str]:
        """The process group, and a key that all its processes know; afterwards there is neither group nor thread."""
        try:
            try:
                self._join()
                key = f"cnndsl/said/{self.agree(uuid4().hex)}"
            except (RuntimeError, ValueError) as error:
                raise _apart(error) from None
            yield key
        except BaseException as error:
            _let_go(error)
            raise
        finally:
            for model in _wrapped:
                vars(model).clear()
            _steps.clear()
            if dist.is_initialized():
                dist.destroy_process_group()

    @contextmanager
    def together(self) -> Iterator[None]:
        """What fails in one process here fails in all, with the words of the first that failed.

        Nothing within may wait for another process.
        """
        if self.alone:
            yield
            return
        own: Exception | None = None
        try:
            yield
        except Exception as error:
            own = error
        foreign = own is not None and not isinstance(own, TrainingError)
        told = TrainingError("another process of this run has failed", ITS_OWN_WORDS) if foreign else own
        found: list[Exception | None] = [None] * self.size
        dist.all_gather_object(found, told)
        if own is not None and foreign:
            raise own
        for failure in found:
            if isinstance(failure, TrainingError):
                failure.everywhere = True
                raise failure

    def wrap(self, model: nn.Module, device: torch.device) -> nn.Module:
        """The network with gradients that are averaged over all processes; of use as long as these are joined."""
        if self.alone:
            return model
        _steps[:] = [dist.new_group(timeout=STEP_TIMEOUT)]
        devices = [device] if device.type == "cuda" else None
        wrapped = DistributedDataParallel(model, device_ids=devices, process_group=_steps[0])
        _wrapped.add(wrapped)
        return wrapped

    def share(self, places: torch.Tensor) -> torch.Tensor:
        """This process's part of what all do together; the parts are equal, or differ by one."""
        return places[self.rank :: self.size]

    def sum(self, numbers: torch.Tensor, *, in_a_step: bool = False) -> torch.Tensor:
        """The sum over all processes, in place.

        Within a step (after ``wrap``) nobody is waited for as long as elsewhere, where one may load, decode or write.
        """
        if not self.alone:
            dist.all_reduce(numbers, group=_steps[0] if in_a_step else None)
        return numbers

    def agree(self, value: T) -> T:
        """The first process's value, everywhere."""
        if self.alone:
            return value
        box = [value if self.leads else None]
        dist.broadcast_object_list(box, src=0)
        agreed: T = box[0]  # type: ignore[assignment]
        return agreed

    def same(self, tensors: Iterable[torch.Tensor]) -> None:
        """Give all processes the first one's numbers."""
        if not self.alone:
            for tensor in tensors:
                dist.broadcast(tensor.detach(), src=0)

    def remember(self, run: str) -> None:
        """Keep the name of the run folder for processes that torchrun starts in place of these."""
        store = self._launch_store()
        if store is not None and self.leads:
            store.set("cnndsl/run", run)

    def remembered(self) -> str | None:
        """The run folder of the processes before these, where torchrun has started them again."""
        store, run = self._launch_store(), None
        if store is not None and self.leads and store.check(["cnndsl/run"]):
            run = store.get("cnndsl/run").decode()
        return self.agree(run)

    def _join(self) -> None:
        # its functions take the default group as it is now as the default of their arguments, and would keep it
        import_module("torch.distributed.nn.functional")
        store = self._launch_store(TIMEOUT)
        if store is None:
            dist.init_process_group(timeout=TIMEOUT)
            return
        # torchrun's store still holds the addresses of processes that were there before a restart
        fresh = PrefixStore(f"cnndsl/start/{environment.restarts()}", store)
        dist.init_process_group(timeout=TIMEOUT, store=fresh, rank=self.rank, world_size=self.size)

    def _launch_store(self, timeout: timedelta = timedelta(seconds=10)) -> TCPStore | None:
        """Torchrun's own store, which outlives the processes; None where something else has started them."""
        if self.alone or not environment.has_launch_store():
            return None
        said = environment.launched()
        return TCPStore(
            said["MASTER_ADDR"], int(said["MASTER_PORT"]), is_master=False, wait_for_workers=False, timeout=timeout
        )

    def _anyone_was_here(self, key: str) -> bool:
        """Whether another process has asked the same before this one."""
        with suppress(RuntimeError):
            store = self._launch_store()
            return store is not None and store.add(key, 1) > 1
        return False


def _apart(error: Exception) -> TrainingError:
    return TrainingError(
        f"the processes do not find each other: {str(error).splitlines()[0]}",
        "between machines, MASTER_ADDR must be reachable, and GLOO_SOCKET_IFNAME and NCCL_SOCKET_IFNAME can name the "
        "network interface to use",
    )


def _let_go(error: BaseException) -> None:
    """Forget the variables of the calls that an error has ended: some of them are the process group."""
    following: BaseException | None = error
    while following is not None:
        clear_frames(following.__traceback__)
        following = following.__cause__ or following.__context__


def _lost(error: RuntimeError) -> bool:
    """Whether this is how torch says that another process is gone."""
    return isinstance(error, dist.DistError) or "gloo" in str(error)
