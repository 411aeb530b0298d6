"""`cnndsl expand`."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from cnndsl.cli import cli


def run(*arguments: str, text: str | None = None) -> Result:
    return CliRunner().invoke(cli, arguments, input=text, catch_exceptions=False)


def test_a_block_a_loop_and_a_condition_are_worked_out() -> None:
    text = (
        "model Net(classes=10, norm=true)\ninput 3x8x8\n"
        "block unit(width, stride=1):\n    add:\n        path:\n            conv width 3 stride=stride padding=1\n"
        "            if norm: batchnorm\n        conv width 1x1 stride=stride\n    relu\n"
        "for i, width in [[1, 8], [2, 16]]:\n    stage{i}: unit width stride=i\n"
        "global_avgpool\nflatten\nfc classes\n"
    )
    result = run("expand", "-", "--set", "norm=false", text=text)
    assert result.exit_code == 0
    assert result.output == (
        "# <stdin> worked out with classes=10, norm=false\nmodel Net\ninput 3x8x8\n\n"
        "stage1:\n    add:\n        conv 8 3 padding=1\n        conv 8 1\n    relu\n"
        "stage2:\n    add:\n        conv 16 3 stride=2 padding=1\n        conv 16 1 stride=2\n    relu\n"
        "global_avgpool\nflatten\nfc 10\n"
    )


def test_a_faulty_file_shows_its_faults_and_exits_1(tmp_path: Path) -> None:
    faulty = tmp_path / "faulty.cnn"
    faulty.write_text("input 3x8x8\nconv 4 9x9\n")
    result = run("expand", str(faulty))
    assert result.exit_code == 1
    assert "E0303" in result.output


def test_a_library_is_no_network() -> None:
    result = run("expand", "architectures/families/resnet.cnn")
    assert result.exit_code == 1
    assert "library" in result.output
