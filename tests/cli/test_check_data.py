"""`cnndsl check --data`: a network beside the images that it is to be trained on."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from cnndsl.cli import cli

NET = "model Net(classes=1000)\ninput 3x32x32\nconv 8 3x3\nrelu\nflatten\nfc classes\n"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("net.cnn").write_text(NET)


def check(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["check", *arguments], catch_exceptions=False)


def test_what_rules_settle_is_a_line_each() -> None:
    result = check("net.cnn", "--data", "fashion-mnist", "--data-dir", "elsewhere")
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "net.cnn: Net, 3x32x32 -> 10, 72,234 parameters, 266,400 MACs",
        "  classes set to 10, as in fashion-mnist",
        "  images of 28x28 get a black border to 32x32",
        "  grey is repeated to 3 channels",
    ]


def test_a_mismatch_is_an_error_in_every_format() -> None:
    arguments = ("net.cnn", "--data", "fashion-mnist", "--set", "classes=7")
    text = check(*arguments)
    assert text.exit_code == 1
    assert text.output.startswith("error[E0603]: the network gives 7 numbers, fashion-mnist has 10 classes\n")
    (file,) = json.loads(check(*arguments, "--format", "json").output)["files"]
    assert file["network"] is None
    (diagnostic,) = file["diagnostics"]
    assert (diagnostic["code"], diagnostic["line"]) == ("E0603", 6)
    (run,) = json.loads(check(*arguments, "--format", "sarif").output)["runs"]
    assert [result["ruleId"] for result in run["results"]] == ["E0603"]
    assert check(*arguments, "--format", "github").output.startswith("::error file=net.cnn,title=E0603,line=6,")


def test_json_holds_what_was_settled() -> None:
    (file,) = json.loads(check("net.cnn", "--data", "cifar10", "--format", "json").output)["files"]
    assert file["network"]["output"] == [10]
    assert file["settled"] == ["classes set to 10, as in cifar10"]
    (file,) = json.loads(check("net.cnn", "--format", "json").output)["files"]
    assert "settled" not in file


def test_a_folder_of_images() -> None:
    for name in ("cat/1.png", "cat/2.png", "dog/1.png"):
        path = Path("pets") / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (40, 30)).save(path)
    result = check("net.cnn", "--data", "pets")
    assert result.exit_code == 0
    assert "  classes set to 2, as in pets\n  images of 30x40 are scaled and cropped to 32x32\n" in result.output


def test_several_files_and_standard_input() -> None:
    Path("grey.cnn").write_text("input 1x8x8\nflatten\nfc 10\n")
    result = check("net.cnn", "grey.cnn", "--data", "cifar10")
    assert result.exit_code == 1
    assert "net.cnn: Net, 3x32x32 -> 10" in result.output
    assert "error[E0601]" in result.output
    result = CliRunner().invoke(cli, ["check", "-", "--data", "digits"], input="input 1x8x8\nflatten\nfc 10\n")
    assert result.exit_code == 0
    assert check("missing.cnn", "--data", "digits").output.startswith("error[E0001]")


def test_edits_are_made_before_the_comparison() -> None:
    Path("typo.cnn").write_text("input 1x8x8\nflaten\nfc 7\n")
    result = check("typo.cnn", "--data", "digits", "--fix")
    assert "error[E0603]" in result.output
    assert Path("typo.cnn").read_text() == "input 1x8x8\nflatten\nfc 7\n"


@pytest.mark.parametrize(
    ("arguments", "message", "status"),
    [
        (["--data", "cifar-10"], "there is no data set 'cifar-10'; did you mean 'cifar10'?", 2),
        (["--data", "./nowhere"], "--data ./nowhere: there is no such folder", 2),
        (["--data", "digits", "--sizes", "8..16"], "--sizes and --data do not go together", 2),
        (["--data", "."], ".: holds no class folders", 1),
    ],
)
def test_data_that_is_not_there(arguments: list[str], message: str, status: int) -> None:
    result = check("net.cnn", *arguments)
    assert result.exit_code == status
    assert message in result.output
