"""The list of runs as a table, JSON, CSV and Markdown."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from cnndsl.evaluate.runs import NAMES, Run
from cnndsl.printable import in_csv, in_json, printable
from cnndsl.report import text_table
from cnndsl.report.text_table import Column
from cnndsl.text import wrapped

_COLUMNS = (
    Column("Run", narrowest=9),
    Column("Model", narrowest=7),
    Column("Data", narrowest=7),
    Column("Status", narrowest=8),
    Column("Epochs", right=True),
    Column("Valid.", right=True),
    Column("Test", right=True),
    Column("Params", right=True, spare=True),
    Column("Time", right=True),
)


def table(runs: Sequence[Run], folder: Path, width: int = 80) -> str:
    """The runs for people, in lines of ``width`` characters; what is damaged is reported below."""
    if not runs:
        return printable(f"there are no runs in {folder}")
    lines = text_table.render(_COLUMNS, [_cells(run) for run in runs], width)
    faults = [
        line
        for run in runs
        if run.problem
        for line in wrapped(printable(f"{run.name}: {run.problem}"), width, "", "    ")
    ]
    return "\n".join([*lines, *([""] if faults else []), *faults])


def markdown(runs: Sequence[Run]) -> str:
    """A Markdown table; pipes in cells are escaped."""
    return "\n".join(text_table.markdown(_COLUMNS, [_cells(run) for run in runs]))


def json_text(runs: Sequence[Run]) -> str:
    """A list of objects; accuracies are between 0 and 1, what is not known is null."""
    return in_json(json.dumps([asdict(run) for run in runs], indent=2, ensure_ascii=False, allow_nan=False))


def csv_text(runs: Sequence[Run]) -> str:
    """Comma-separated values with plain numbers; what is not known is empty."""
    out = io.StringIO()
    writer = csv.DictWriter(out, NAMES, lineterminator="\n")
    writer.writeheader()
    for run in runs:
        row = asdict(run)
        writer.writerow({name: in_csv(value) if isinstance(value, str) else value for name, value in row.items()})
    return out.getvalue().rstrip("\n")


def _cells(run: Run) -> list[str]:
    return [
        printable(run.name),
        printable(run.model or ""),
        printable(_place(run.data or "")),
        printable(run.status),
        "" if run.epochs is None else str(run.epochs),
        _share(run.validation_accuracy),
        _share(run.test_accuracy),
        "" if run.params is None else _count(run.params),
        "" if run.seconds is None else _duration(run.seconds),
    ]


def _place(data: str) -> str:
    """A folder below this one as `./folder`, which is shorter; anything else as it is."""
    try:
        below = Path(data).relative_to(Path.cwd()) if Path(data).is_absolute() else None
    except (ValueError, OSError):
        return data
    return data if below is None else f"./{below}"


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.2%}"


def _count(number: int) -> str:
    """Exact up to seven digits, so that a line of the table fits 80 columns: `61,706`, `25.6M`, `1.2G`."""
    if number < 10**7:
        return f"{number:,}"
    return f"{number / 1e6:,.1f}M" if number < 10**9 else f"{number / 1e9:,.1f}G"


def _duration(seconds: float) -> str:
    """`42.1 s`, `3:07 min`, `2:03 h`."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02} min" if minutes < 60 else f"{minutes // 60}:{minutes % 60:02} h"
