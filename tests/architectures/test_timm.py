"""Networks of timm, written in the language: the same keys, and with the same weights the same logits.

`python -m tests.conformance timm` compares all of them; here are small ones of each family.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from cnndsl.pipeline import check_path
from tests.architectures.timm_networks import ARCHITECTURES, LIMIT, UNWRITTEN, compare, names, written
from tests.conformance.timm import why

LIBRARIES = sorted((ARCHITECTURES / "families" / "timm").glob("*.cnn"))

PARAMETERS = {
    "convnextv2_atto": 3_708_400,
    "ecaresnet26t": 16_011_916,
    "efficientnet_b0": 5_288_548,
    "gernet_s": 8_173_761,
    "mixnet_s": 4_134_606,
    "mobilenetv3_small_100": 2_542_856,
    "mobilenetv4_conv_small": 3_774_024,
    "nf_regnet_b0": 8_764_288,
    "nfnet_f0": 71_489_272,
    "regnetz_b16": 9_715_480,
    "repvgg_a0": 9_108_968,
    "resnet26d": 16_014_408,
    "resnetv2_50x1_bit": 25_549_352,
}
"""As timm counts them; one network at least of each library."""

SMALL = [
    "convnextv2_atto",
    "ecaresnet26t",
    "mixnet_s",
    "regnetx_002",
    "res2net50_26w_4s",
    "resnetv2_18d",
    "test_byobnet",
    "test_efficientnet",
    "test_nfnet",
]
"""Compared with timm here."""


@pytest.mark.parametrize("path", LIBRARIES, ids=lambda path: path.stem)
def test_libraries_are_sound(path: Path) -> None:
    checked = check_path(str(path))
    assert checked.diagnostics == []
    assert checked.blocks
    lines = path.read_text("utf-8").splitlines()
    assert lines[0].startswith("# ")
    assert max(map(len, lines)) <= 120


@pytest.mark.parametrize(("name", "params"), PARAMETERS.items())
def test_parameters(name: str, params: int) -> None:
    net = written()[name].network()
    assert net.params == params
    assert net.output == (1000,)


def test_each_library_is_tried() -> None:
    tried = {entry.name for entry in written().values() if entry.name in {*PARAMETERS, *SMALL}}
    for path in LIBRARIES:
        used = f'from "families/timm/{path.name}"'
        assert any(used in written()[name].text for name in tried), path.name


@pytest.mark.parametrize("name", SMALL)
def test_keys_and_logits(name: str) -> None:
    pytest.importorskip("timm")
    result = compare(name)
    assert (result.missing, result.extra, result.params) == ([], [], True)
    assert result.error is not None
    assert result.error <= LIMIT


def test_names_are_those_of_timm() -> None:
    pytest.importorskip("timm")
    known = {name for each in names().values() for name in each}
    assert len(known) == 648
    assert written().keys() <= known
    unwritten = known - written().keys()
    assert all(why(name) in UNWRITTEN for name in unwritten if why(name) != "nobody has written it yet")
