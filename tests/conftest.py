"""Hypothesis profiles.

`ci`, the default, draws the same examples on every run. `HYPOTHESIS_PROFILE=explore pytest` searches at random
and draws twenty times as many, `nightly` two hundred times (`make nightly`).
"""

import os

from hypothesis import HealthCheck, settings

_COMMON = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}

settings.register_profile("ci", derandomize=True, max_examples=100, print_blob=False, **_COMMON)
settings.register_profile("explore", max_examples=2000, **_COMMON)
settings.register_profile("nightly", max_examples=20_000, **_COMMON)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def examples(count: int) -> int:
    """``count`` examples in `ci`, more in the same proportion in the other profiles."""
    return count * max(settings.default.max_examples // 100, 1)
