"""What notebooks show: the figure and the summary of a network, pictures, and diagnostics in colour."""

from __future__ import annotations

import pytest

import cnndsl

TEXT = "input 1x8x8\nconv 4 3x3\nrelu\nflatten\nfc 10\n"


def test_a_network_shows_figure_and_layers() -> None:
    net = cnndsl.parse(TEXT)
    bundle = net._repr_mimebundle_()
    assert set(bundle) == {"text/html", "image/svg+xml", "text/plain"}
    assert bundle["image/svg+xml"] == net.draw().svg
    assert "3×3 conv, 4" in bundle["text/html"]
    assert bundle["text/plain"] == repr(net)


def test_a_picture_shows_itself() -> None:
    picture = cnndsl.parse(TEXT).draw(theme="dark")
    assert picture._repr_mimebundle_()["image/svg+xml"] == picture.svg


def test_a_wrong_option_names_the_right_ones() -> None:
    with pytest.raises(ValueError, match="there is no theme 'blue'; there are light, dark, print, colourblind"):
        cnndsl.parse(TEXT).draw(theme="blue")


@pytest.mark.filterwarnings("ignore")
def test_a_notebook_runs() -> None:
    nbformat = pytest.importorskip("nbformat", reason="needs nbconvert and ipykernel")
    processors = pytest.importorskip("nbconvert.preprocessors", reason="needs nbconvert and ipykernel")
    pytest.importorskip("ipykernel", reason="needs nbconvert and ipykernel")
    cells = [
        f"import cnndsl\nnet = cnndsl.parse({TEXT!r})\nnet",
        "net.draw(style='volumes')",
        "cnndsl.parse('input 1x8x8\\ncovn 4')",
    ]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    processors.ExecutePreprocessor(timeout=120, allow_errors=True).preprocess(book, {})
    shown, drawn, failed = (cell["outputs"] for cell in book["cells"])
    assert "<svg" in shown[0]["data"]["text/html"]
    assert "<svg" in drawn[0]["data"]["image/svg+xml"]
    trace = "\n".join(failed[0]["traceback"])
    assert "\x1b[" in trace
    assert "did you mean" in trace
