"""The names of tensors: wrappers around a module leave their mark on them, and other programs begin them otherwise."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from cnndsl.printable import printable

WRAPPERS = ("module", "_orig_mod")
"""What DistributedDataParallel, DataParallel and AveragedModel, and what torch.compile put in front."""

COUNTERS = frozenset({"n_averaged"})
"""What AveragedModel keeps beside the network."""

MOST = 4
"""Names that a common beginning has at most."""


def renamed(keys: Iterable[str], expected: Collection[str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The keys of a file by the names that a network knows them by, and a note on what was taken off.

    Only what is no part of the network's own keys is taken off: the names of wrappers wherever they stand, then a
    beginning that all keys have in common, where more of them fit without it.
    """
    keys = list(keys)
    notes: list[str] = []
    found = {key: key for key in keys}
    wanted = set(expected)
    own = {part for key in wanted for part in key.split(".")}
    marks = [word for word in WRAPPERS if word not in own and any(word in key.split(".")[:-1] for key in keys)]
    if marks:
        bare = {_without(key, marks): key for key in keys if key not in COUNTERS}
        if len(bare) == len([key for key in keys if key not in COUNTERS]):
            found = bare
            notes.append(f"{' and '.join(f'`{mark}.`' for mark in marks)} of a wrapper taken off the keys")
    start = _beginning(found, wanted)
    if start:
        found = {key.removeprefix(start): given for key, given in found.items()}
        notes.append(f"`{printable(start)}` taken off the keys, which all begin with it")
    return found, tuple(notes)


def _without(key: str, marks: Collection[str]) -> str:
    *path, last = key.split(".")
    return ".".join([*(part for part in path if part not in marks), last])


def _beginning(found: Mapping[str, str], wanted: set[str]) -> str:
    """What all keys begin with, where more of them fit without it; empty where nothing is to be taken off."""
    keys = list(found)
    if not keys:
        return ""
    shared = keys[0].split(".")[:-1][:MOST]
    for key in keys:
        parts = key.split(".")[:-1]
        while parts[: len(shared)] != shared:
            shared.pop()
    best, fitting = "", sum(key in wanted for key in keys)
    for length in range(1, len(shared) + 1):
        start = ".".join(shared[:length]) + "."
        number = sum(key.removeprefix(start) in wanted for key in keys)
        if number > fitting:
            best, fitting = start, number
    return best
