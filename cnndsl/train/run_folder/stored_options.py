"""``options.json`` as it was read: a stranger's, until each of its fields is one that a run has written."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from cnndsl.plugins import Plugin
from cnndsl.train.decide.options import Options
from cnndsl.train.errors import TrainingError
from cnndsl.train.initial_weights import InitialWeights
from cnndsl.train.run_folder import required_plugins

MOST_THREADS = 1024
MOST_PROCESSES = 2**20
MOST_SIDE = 2**31 - 1


@dataclass(frozen=True)
class StoredOptions:
    """What a run began with."""

    run: str
    """What all files of the run bear: the digest of the rest."""
    file: str
    files: Mapping[str, str]
    """The `.cnn` file and those that it uses, by their paths below the folder ``network``, with their digests."""
    settings: Mapping[str, Any]
    input: tuple[int, int, int] | None
    options: Options
    threads: int
    processes: int
    plugins: list[Plugin]
    versions: Mapping[str, str]
    known: Mapping[str, Any]
    """``classes``, ``images``, ``preprocessing`` and ``contents``, to be compared as they are."""
    weights: InitialWeights | None
    """Those that it began with; None where they were drawn."""

    @classmethod
    def of(cls, stored: Mapping[str, Any], where: str) -> StoredOptions:
        """Check what stands in a file. Raises TrainingError, which names the file, the field and what is wrong."""

        def field(key: str, is_valid: Callable[[Any], bool], what: str) -> Any:
            if key not in stored:
                raise _unusable(where, key, "is missing")
            if not is_valid(stored[key]):
                raise _unusable(where, key, f"is not {what}")
            return stored[key]

        files = field("files", _are_files, "an object of file names below `network` with their digests")
        shape = field(
            "input", lambda value: value is None or _is_shape(value), "null or a shape of three whole numbers"
        )
        try:
            plugins = required_plugins.read(stored.get("plugins", []))
        except ValueError as error:
            raise _unusable(where, "plugins", str(error)) from None
        try:
            weights = InitialWeights.from_json(stored["weights"]) if "weights" in stored else None
        except (KeyError, TypeError, ValueError):
            raise _unusable(where, "weights", "is no record of weights") from None
        return cls(
            run=field("run", _is_text, "a text"),
            file=field("file", lambda value: _is_text(value) and value in files, "one of `files`"),
            files=files,
            settings=field("set", _are_settings, "an object of numbers, texts, truth values and lists of them"),
            input=None if shape is None else (shape[0], shape[1], shape[2]),
            options=Options.from_mapping(field("options", _is_object, "an object"), where),
            threads=field("threads", _whole(MOST_THREADS), f"a whole number from 1 to {MOST_THREADS:,}"),
            processes=field("processes", _whole(MOST_PROCESSES), f"a whole number from 1 to {MOST_PROCESSES:,}"),
            plugins=plugins,
            versions=field("versions", _are_texts, "an object of texts"),
            known={
                "classes": field("classes", _is_list_of_texts, "a list of names"),
                "images": field("images", _is_object, "an object"),
                "preprocessing": field("preprocessing", _is_object, "an object"),
                "contents": stored["contents"] if _are_texts(stored.get("contents")) else {},
            },
            weights=weights,
        )


def _unusable(where: str, key: str, what: str) -> TrainingError:
    return TrainingError(f"{where}: the field `{key}` {what}", "put the file back, or train a new run")


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _are_texts(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_is_text, value.values()))


def _is_list_of_texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _whole(most: int) -> Callable[[Any], bool]:
    return lambda value: type(value) is int and 1 <= value <= most


def _is_shape(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 3 and all(map(_whole(MOST_SIDE), value))


def _are_files(value: Any) -> bool:
    """Whether they are paths that lead nowhere else, with digests."""
    if not _are_texts(value):
        return False
    paths = map(PurePosixPath, value)
    return all(
        path.parts and not path.is_absolute() and ".." not in path.parts and "\0" not in str(path) for path in paths
    )


def _are_settings(value: Any) -> bool:
    def is_value(given: Any, depth: int = 0) -> bool:
        if isinstance(given, list):
            return depth < 20 and all(is_value(each, depth + 1) for each in given)
        return isinstance(given, bool | int | str) or (isinstance(given, float) and math.isfinite(given))

    return isinstance(value, dict) and all(is_value(each) for each in value.values())
