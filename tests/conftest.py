"""The fast tier, and Hypothesis profiles.

`pytest --quick` (`make quick`) leaves out what SLOW names. Of Hypothesis's profiles `ci`, the default, draws the same
examples on every run, `quick` a tenth of them; `HYPOTHESIS_PROFILE=explore pytest` searches at random and draws twenty
times as many, `nightly` two hundred times (`make nightly`).
"""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

SLOW = """
    graph/test_work.py syntax/test_formatter.py diagnostics/test_words_of_others.py plugins/test_loading.py
    cli/test_summary.py cli/test_hostile_paths.py cli/test_hostile_runs.py pictures/test_page.py cli/test_streams.py cli/test_diff.py
    graph/test_receptive_field_at_random.py
    architectures/test_figures.py architectures/test_initialisation.py architectures/test_names.py
    architectures/test_timm.py architectures/test_torchvision.py backends/test_behaviours.py backends/test_pairs.py backends/test_pooling.py
    bench cli/test_report.py conformance
    docs/test_contributing.py backends/test_onnx_kinds.py backends/test_onnx_model.py export
    docs/test_error_pages.py evaluate graph/test_drafts.py graph/test_index.py graph/test_limits.py
    graph/test_public_graph.py package pictures/test_blocks.py pictures/test_notebook.py plugins/test_runs.py
    plugins/test_treated_alike.py report/test_calculations.py report/test_difference.py
    report/test_difference_edits.py report/test_expansion.py report/test_folding.py test_isolation.py train weights
""".split()
"""Files and folders whose tests train, compile large networks, start processes, or go through much."""

_COMMON = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}

settings.register_profile("quick", derandomize=True, max_examples=10, print_blob=False, **_COMMON)
settings.register_profile("ci", derandomize=True, max_examples=100, print_blob=False, **_COMMON)
settings.register_profile("explore", max_examples=2000, **_COMMON)
settings.register_profile("nightly", max_examples=20_000, **_COMMON)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def examples(count: int) -> int:
    """``count`` examples in `ci`, fewer or more in the same proportion in the other profiles."""
    return max(count * settings.default.max_examples // 100, 1)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--quick", action="store_true", help="leave out the slow tests (tests/conftest.py names them)")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    return True if config.getoption("quick") and collection_path in _slow() else None


def _slow() -> list[Path]:
    paths = [Path(__file__).parent / name for name in SLOW]
    missing = [path.name for path in paths if not path.exists()]
    if missing:
        raise pytest.UsageError(f"tests/conftest.py calls slow what is not there: {', '.join(missing)}")
    return paths
