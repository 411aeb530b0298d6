"""The pictures of a run: they are whole, the same each time, and bear whatever the rows lack."""

import math
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import matplotlib
import pytest
from PIL import Image

from cnndsl.train.show.curves import draw


def rows(count: int) -> list[dict[str, float]]:
    return [
        {
            "epoch": i + 1,
            "lr": 0.1 / (i + 1),
            "train_loss": 2 / (i + 1),
            "train_accuracy": 1 - 1 / (i + 2),
            "validation_loss": 2.2 / (i + 1),
            "validation_accuracy": 0.9 - 1 / (i + 2),
            "seconds": 1.0,
            "images_per_second": 5.0,
        }
        for i in range(count)
    ]


def drawn(metrics: list[dict[str, float]], title: str = "Net") -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    draw(metrics, files.__setitem__, title)
    return files


@pytest.mark.parametrize("count", [0, 1, 2, 30, 1000])
def test_any_number_of_epochs(count: int) -> None:
    files = drawn(rows(count))
    assert list(files) == ["curves.png", "curves.svg"]
    image = Image.open(BytesIO(files["curves.png"]))
    image.load()
    assert image.size == (1575, 540)
    assert ElementTree.fromstring(files["curves.svg"]).tag.endswith("svg")


def test_the_same_rows_give_the_same_bytes_and_no_date() -> None:
    first, second = drawn(rows(5)), drawn(rows(5))
    assert first == second
    assert b"<dc:date>" not in first["curves.svg"]


def test_nothing_global_changes() -> None:
    before = dict(matplotlib.rcParams)
    drawn(rows(3))
    assert dict(matplotlib.rcParams) == before


@pytest.mark.parametrize("value", [None, math.nan, math.inf, "", "x"])
def test_values_that_are_missing(value: float) -> None:
    few = [{**row, "validation_loss": value} if row["epoch"] in (2, 4) else row for row in rows(5)]
    none = [{**row, "train_accuracy": value, "validation_accuracy": value, "lr": value} for row in rows(5)]
    left_out = [{key: value for key, value in row.items() if key != "validation_loss"} for row in few]
    gaps = [old if old["epoch"] not in (2, 4) else new for old, new in zip(rows(5), left_out, strict=True)]
    assert drawn(few) == drawn(gaps) != drawn(rows(5))
    lacking = [{key: row[key] for key in ("epoch", "train_loss", "validation_loss")} for row in rows(5)]
    assert drawn(none) == drawn(lacking) != drawn(rows(5))
    assert drawn([{"epoch": 1}, {"epoch": 2}]) == drawn([])


@pytest.mark.parametrize("title", ["$5", "$x_{", "名前", "a\x1bb"])
def test_any_title(title: str) -> None:
    with_title, without = drawn(rows(2), title), drawn(rows(2), "")
    assert all(with_title[name] != without[name] for name in ("curves.png", "curves.svg"))


def test_a_title_is_no_formula_and_cannot_steer() -> None:
    assert drawn(rows(2), "$x^2$")["curves.png"] != drawn(rows(2), "x^2")["curves.png"]
    assert drawn(rows(2), "a\x1bb") == drawn(rows(2), "a\\x1bb")


def test_a_real_run_keeps_them(finished: tuple[Path, object]) -> None:
    assert (finished[0] / "curves.png").read_bytes().startswith(b"\x89PNG")
    assert (finished[0] / "curves.svg").read_bytes().startswith(b"<?xml")
