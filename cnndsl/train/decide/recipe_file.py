"""Recipe files: the options of `cnndsl train` as TOML, under the same names."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

from cnndsl.regular_files import read_regular
from cnndsl.train.decide.options import RULES, Options
from cnndsl.train.errors import OptionError

MAX_BYTES = 1024 * 1024


def read(path: Path) -> dict[str, Any]:
    """The options that a recipe file sets, checked, by their names in Python. Raises OptionError: file, option, reason.

    Names may be spelt as the flags, with hyphens, or as in Python, with underscores.
    """
    try:
        data = read_regular(path, MAX_BYTES + 1)
    except OSError as error:
        raise OptionError(f"cannot read the recipe {path}: {error.strerror or error}") from None
    if len(data) > MAX_BYTES:
        raise OptionError(f"the recipe {path} is larger than {MAX_BYTES:,} bytes")
    try:
        values = tomllib.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:  # TOML, UTF-8, numbers of thousands of digits
        raise OptionError(f"{path} is not TOML: {error}", "a recipe has lines such as `batch-size = 128`") from None
    named = {key.replace("-", "_"): value for key, value in values.items()}
    if len(named) < len(values):
        raise OptionError(f"{path}: an option is given twice, with a hyphen and with an underscore")
    Options.from_mapping(named, str(path))
    return named


def write(options: Options) -> str:
    """The text of a recipe file that gives these options; those that are None are left out."""
    values = {name: getattr(options, name) for name in RULES}
    written = {name.replace("_", "-"): _literal(value) for name, value in values.items()}
    return "".join(f"{name} = {text}\n" for name, text in written.items() if text != "null")


def _literal(value: object) -> str:
    """As TOML: the same as JSON, but for one character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
