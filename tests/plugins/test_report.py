"""The page of a run looks into convolutions from outside of the package, too."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cnndsl.cli import cli

KIND = '''
from cnndsl.layers import Layer, Map
from cnndsl.layers.arguments import INT, arg


class Separable(Layer):
    """A convolution over places, and one over channels, without anything between them."""

    keyword = "separable"
    example = "separable 8"
    inputs = (Map,)
    linear = sliding_window = True
    output_channels = "channels"

    channels: int = arg(INT, "output channels", min=1)

    def output(self, x):
        return x.of(self.channels)

    def parameters(self, x):
        return {"0.weight": (x.channels, 1, 3, 3), "1.weight": (self.channels, x.channels, 1, 1)}

    def torch(self, nn, x):
        places = nn.Conv2d(x.channels, x.channels, 3, padding=1, groups=x.channels, bias=False)
        return nn.Sequential(places, nn.Conv2d(x.channels, self.channels, 1, bias=False))
'''

NETWORK = "input 1x8x8\nseparable 4\nrelu\nseparable 8\nrelu\nglobal_avgpool\nflatten\nfc 10\n"


def call(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words), catch_exceptions=False)


def test_the_heat_and_maps_of_a_convolution_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("own.py").write_text(KIND, "utf-8")
    Path("net.cnn").write_text(NETWORK, "utf-8")
    done = call("train", "net.cnn", "--plugin", "own.py", "--epochs", "1", "--device", "cpu", "--out", "run")
    assert done.exit_code == 0, done.output
    done = call("report", "run", "--plugin", "own.py", "--device", "cpu", "-o", "a.html")
    assert done.exit_code == 0, done.output
    page = Path("a.html").read_text("utf-8")
    assert "Grad-CAM at <code>2</code>" in page
    assert "Maps of <code>0</code>" in page
    assert "Filters of" not in page  # its kernels are two, and none of them is its `weight`
