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
    "convmixer_768_32": 21_110_248,
    "convnext_zepto_rms_ols": 2_164_232,
    "convnextv2_atto": 3_708_400,
    "cs3darknet_focus_s": 3_274_728,
    "cspnext_tiny": 2_733_700,
    "densenetblur121d": 7_998_088,
    "dpn68": 12_611_602,
    "dla46_c": 1_301_400,
    "ecaresnet26t": 16_011_916,
    "ecaresnet50d_pruned": 19_939_713,
    "efficientnet_b0": 5_288_548,
    "ese_vovnet19b_dw": 6_543_080,
    "fasternet_t0": 3_905_500,
    "fastvit_t8": 4_026_232,
    "focalnet_tiny_srf": 28_427_116,
    "gernet_s": 8_173_761,
    "ghostnetv2_100": 6_156_908,
    "hgnetv2_b0": 5_996_550,
    "hrnet_w18_small": 13_187_464,
    "inception_next_atto": 4_156_520,
    "inception_resnet_v2": 55_843_464,
    "inception_v3": 23_834_568,
    "inception_v4": 42_679_816,
    "lcnetv2_small": 4_128_552,
    "legacy_seresnet18": 11_778_592,
    "legacy_xception": 22_855_952,
    "mixnet_s": 4_134_606,
    "mobilenetv3_small_100": 2_542_856,
    "mobilenetv4_conv_small": 3_774_024,
    "mobileone_s0": 5_293_272,
    "nasnetalarge": 88_753_150,
    "nf_regnet_b0": 8_764_288,
    "nfnet_f0": 71_489_272,
    "pnasnet5large": 86_057_668,
    "poolformer_s12": 11_915_176,
    "rdnet_tiny": 23_863_008,
    "regnetz_b16": 9_715_480,
    "regnetz_b16_evos": 9_736_824,
    "repghostnet_050": 2_313_968,
    "repvgg_a0": 9_108_968,
    "repvit_m0_9": 5_489_328,
    "resnest14d": 10_611_688,
    "resnet26d": 16_014_408,
    "resnetv2_50x1_bit": 25_549_352,
    "rexnet_100": 4_796_873,
    "selecsls42": 30_354_952,
    "skresnet18": 11_958_056,
    "starnet_s1": 2_869_168,
    "test_mambaout": 447_560,
    "tresnet_m": 31_389_032,
    "vgg11_bn": 132_868_840,
    "xception41": 26_969_560,
}
"""As timm counts them; one network at least of each library."""

SMALL = [
    "convnextv2_atto",
    "dla46_c",
    "ecaresnet26t",
    "fasternet_t0",
    "ghostnetv2_100",
    "regnetx_002",
    "res2net50_26w_4s",
    "resnest14d",
    "skresnet18",
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
        if path.stem == "units":  # is used by the others
            continue
        used = f'from "families/timm/{path.name}"'
        assert any(used in written()[name].text for name in tried), path.name


@pytest.mark.parametrize("name", SMALL)
def test_keys_and_logits(name: str) -> None:
    result = compare(name)
    assert (result.missing, result.extra, result.params) == ([], [], True)
    assert result.error is not None
    assert result.error <= LIMIT


def test_names_are_those_of_timm() -> None:
    known = {name for each in names().values() for name in each}
    assert len(known) == 648
    assert written().keys() <= known
    assert not [name for name in written() if why(name) in UNWRITTEN]
