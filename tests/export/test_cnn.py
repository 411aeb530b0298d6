"""One .cnn file: the same network, with its blocks, from files that know nothing of each other."""

from __future__ import annotations

from pathlib import Path

import pytest

import cnndsl
from cnndsl.export.formats import cnn
from cnndsl.export.subject import Subject
from cnndsl.pipeline import check, check_path
from cnndsl.report.expansion import expansion
from cnndsl.source import Source
from tests.export.conftest import run


def made(path: str, settings: dict[str, object] | None = None, shape: tuple[int, int, int] | None = None) -> str:
    """The file of a network, which checks to the same one without a note."""
    network = check_path(path, settings, shape, record=True).network
    assert network is not None
    product = cnn.make(Subject(network), None, None)
    assert product.notes == ()
    assert isinstance(product.content, bytes)
    text = product.content.decode()
    again = check(Source("<text>", text), record=True, expectations="ignored").network
    assert again is not None
    assert again.libraries == ()
    assert expansion(again).splitlines()[1:] == expansion(network).splitlines()[1:]
    return text


def test_blocks_comments_and_parameters_stay() -> None:
    text = made("resnet50")
    assert text.startswith('# ResNet-50: He et al., "Deep Residual Learning')
    assert "model ResNet50(classes=1000): inline resnet bottleneck [3, 4, 6, 3] classes\n" in text
    assert (
        "# figure 5, right; `inner` channels between the 1x1 convolutions, the stride on the 3x3\nblock bottleneck("
        in text
    )
    assert "use " not in text
    assert "block squeeze_excite" not in text  # nobody calls it here
    assert cnndsl.parse(text, classes=7).output == (7,)


@pytest.mark.parametrize(
    "name", ["googlenet", "mobilenet_v3_small", "efficientnet_b0", "regnet_y_400mf", "lenet5_1998"]
)
def test_architectures(name: str) -> None:
    made(name)


def test_settings_and_input_are_written_into_it() -> None:
    text = made("resnet18", {"classes": 7}, (3, 64, 64))
    assert "input 3x64x64\n" in text
    assert "(classes=7)" in text


def test_what_two_files_call_by_one_name_stays_apart(tmp_path: Path) -> None:
    (tmp_path / "one.cnn").write_text("let k = 3\nblock unit(n):\n    conv n k padding=k//2\n    relu\n", "utf-8")
    (tmp_path / "two.cnn").write_text(
        'use unit from "one.cnn"\nlet k = 5\nblock twice(n):\n    unit n\n    inner n\n'
        "block inner(n):\n    conv n k padding=k//2\n    silu\n",
        "utf-8",
    )
    (tmp_path / "net.cnn").write_text(
        'use twice from "two.cnn"\ninput 3x9x9\nlet k = 1\nblock inner(n): conv n k\nfirst: inner 4\ntwice 4\n', "utf-8"
    )
    text = made(str(tmp_path / "net.cnn"))
    assert {"let one_k = 3", "let two_k = 5", "let k = 1"} <= set(text.splitlines())
    assert "block two_inner(n):" in text


def test_a_file_without_an_input_gets_the_one_that_was_given(tmp_path: Path) -> None:
    (tmp_path / "net.cnn").write_text("# a network\nconv 4 3\nrelu\n", "utf-8")
    text = made(str(tmp_path / "net.cnn"), None, (3, 8, 8))
    assert text == "# a network\nmodel net\ninput 3x8x8\nconv 4 3\nrelu\n"


def test_what_cannot_be_kept_is_worked_out_with_a_note(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cnn, "bundled", lambda network, index: "input 3x8x8\nrelu\n")
    done = run("small.cnn", "-o", "out.cnn")
    assert (done.exit_code, "note: the file is worked out" in done.output) == (0, True)
    assert cnndsl.load(folder / "out.cnn").params == cnndsl.load(folder / "small.cnn").params
