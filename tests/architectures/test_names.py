"""The name of an architecture stands for its file, and the index says what a check says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import cnndsl
from cnndsl import zoo
from cnndsl.cli import cli
from tests.architectures.test_figures import FILES, LIBRARIES

NAMES = [path.stem for path in FILES]


def test_the_index_is_the_current_one() -> None:
    """`make docs` writes it again."""
    written = (Path(zoo.FOLDER) / "index.csv").read_text("utf-8")
    assert written == zoo.write_csv([zoo.examine(name) for name in NAMES])


def test_the_index_is_read_as_it_was_written() -> None:
    assert zoo.names() == NAMES
    assert zoo.write_csv(zoo.architectures()) == (Path(zoo.FOLDER) / "index.csv").read_text("utf-8")


@pytest.mark.parametrize("entry", zoo.architectures(), ids=lambda entry: entry.name)
def test_every_architecture_has_a_family_and_a_paper(entry: zoo.Architecture) -> None:
    assert entry.family
    if entry.family == "Course":
        assert entry.paper == ""
        return
    assert re.fullmatch(r'[^"]+, "[^"]+", (19|20)\d\d(, arXiv:\d{4}\.\d{4,5})?', entry.paper)
    number = re.search(r"arXiv:(\d\d)", entry.paper)
    year = int(re.findall(r'", (\d{4})', entry.paper)[0])
    assert number is None or 2000 + int(number[1]) in (year, year - 1)  # a year later at a conference
    assert entry.citation == f"{entry.paper.split(', ' + chr(34))[0]}, {year}"


@pytest.mark.parametrize(
    ("name", "family", "paper"),
    [
        ("resnet50", "ResNet", "He et al., 2015"),  # from the family's file
        ("resnet56", "ResNet", "He et al., 2015"),  # from a file that the family's file uses
        ("resnext50_32x4d", "ResNeXt", "Xie et al., 2016"),  # its own lines go before the family's
        ("inception_v3", "Inception", "Szegedy et al., 2015"),  # one of each
        ("vgg11", "VGG", "Simonyan and Zisserman, 2014"),  # of two lines
    ],
)
def test_the_nearest_file_says_it(name: str, family: str, paper: str) -> None:
    found = zoo.examine(name)
    assert (found.family, found.citation) == (family, paper)


def test_one_that_the_index_lacks_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine.cnn").write_text("# Family: Mine\ninput 3x8x8\nconv 4 3x3\n", "utf-8")
    monkeypatch.setattr(zoo, "FOLDER", str(tmp_path))
    assert zoo.architectures() == [zoo.Architecture("mine", (3, 8, 8), (4, 6, 6), 112, 3888, "Mine", "")]


# ------------------------------------------------------------------------------------------------ names as files


@pytest.mark.parametrize("name", ["lenet", "resnet50", "mobilenet_v3_small"])
def test_a_name_is_the_file(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    net = cnndsl.load(name, classes=10)
    like = cnndsl.load(Path(zoo.FOLDER) / f"{name}.cnn", classes=10)
    assert (net.name, net.layers) == (like.name, like.layers)
    assert cnndsl.load(Path(name)).params == cnndsl.load(name).params


def test_a_path_that_exists_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert cnndsl.load("lenet").params == 61_706
    Path("lenet").write_text("input 3x8x8\nconv 4 3x3\n", "utf-8")
    assert cnndsl.load("lenet").params == 112
    Path("vgg11").mkdir()
    with pytest.raises(cnndsl.CheckError, match="vgg11: is a folder"):
        cnndsl.load("vgg11")


@pytest.mark.parametrize(
    ("written", "advice"),
    [
        ("ResNet-50", "did you mean `resnet50`?"),
        ("mobilenetv2", "did you mean `mobilenet_v2`?"),
        ("alexnt", "did you mean `alexnet`?"),
        ("something_else", "`cnndsl zoo` lists the names that can stand for one"),
        ("resnet50.cnn", "did you mean `resnet50`, which comes with cnndsl?"),
        ("architectures/resnet50.cnn", "did you mean `resnet50`, which comes with cnndsl?"),
        ("networks/other.cnn", ""),
        ("families/resnet", ""),
        ("../architectures/resnet", ""),
        ("", ""),
    ],
)
def test_what_is_neither_gets_advice(
    written: str, advice: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(cnndsl.CheckError) as caught:
        cnndsl.load(written)
    (fault,) = caught.value.diagnostics
    assert fault.code.id == "E0001"
    assert fault.title == f"{written}: there is no such file" + (f"; {advice}" if advice else "")


def test_training_takes_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    arguments = ["train", "lenet", "--dry-run", "--device", "cpu", "--precision", "float32"]
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == 0, result.output
    assert "LeNet5" in result.output


@pytest.mark.parametrize("path", [*FILES, *LIBRARIES], ids=lambda path: path.stem)
def test_what_a_file_uses_is_all_that_it_needs(path: Path, tmp_path: Path) -> None:
    """The copies check, and give the same network, where nothing else is."""
    for source in zoo.with_used(str(path)):
        target = tmp_path / Path(source.path).relative_to(path.parent)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(source.text, "utf-8")
    if path in FILES:
        copied, like = cnndsl.load(tmp_path / path.name), cnndsl.load(path)
        assert (copied.name, copied.params, copied.macs) == (like.name, like.params, like.macs)
        assert len(list(tmp_path.rglob("*.cnn"))) == 1 + len(like.libraries)
