"""The weights, with class names, preprocessing and the text of the network.

The keys are those of the ``state_dict``. The metadata say what the weights are of, so that `cnndsl predict` and
`cnndsl eval` take the file where it has class names and preprocessing.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cnndsl._version import __version__
from cnndsl.export.options import HALF
from cnndsl.export.product import ExportError, Product
from cnndsl.export.subject import Subject
from cnndsl.extras import require
from cnndsl.network import Network
from cnndsl.plugins import needed
from cnndsl.report.expansion import expansion
from cnndsl.weights.seal import SEAL, sealed

SUFFIX = ".safetensors"
TEXT = False
OPTIONS = (HALF,)


def make(subject: Subject, target: Path | None, verify: bool | None, *, half: bool) -> Product:
    """The ``state_dict``, and all that is known of it. Raises ExportError."""
    require("cnndsl export --to safetensors", "safetensors", "numpy", *(() if subject.weights else ("torch",)))
    import numpy
    from safetensors.numpy import load, save

    arrays = subject.arrays()
    if half:
        arrays = {
            key: array.astype(numpy.float16) if array.dtype == numpy.float32 else array for key, array in arrays.items()
        }
    arrays = {key: numpy.asarray(array, order="C") for key, array in arrays.items()}
    content = save(arrays, sealed(arrays, metadata(subject)))
    verified = ""
    if verify is not False:
        read = load(content)
        if read.keys() != arrays.keys() or not all(
            read[key].dtype == array.dtype and numpy.array_equal(read[key], array, equal_nan=True)
            for key, array in arrays.items()
        ):
            raise ExportError("what was written is not what is read again: this is a bug in cnndsl")
        verified = "read again, equal"
    return Product(content, verified=verified, facts={"tensors": len(arrays), "half": half})


def _shapes(network: Network) -> list[int] | dict[str, list[int]]:
    """The shape of the input, or those of several by their names."""
    if len(network.inputs) == 1:
        return list(network.input)
    return {end.name: list(end.shape) for end in network.inputs}


def metadata(subject: Subject) -> dict[str, str]:
    """What the file says of its weights, as texts and JSON."""
    network = subject.network
    found: dict[str, Any] = {
        **{key: value for key, value in (subject.metadata or {}).items() if key != SEAL},
        "format": "pt",
        "model": network.name,
        "cnn": network.source.text if network.stands_alone else expansion(network),
        "set": json.dumps(network.settings if network.stands_alone else {}),
        "input": json.dumps(_shapes(network)),
        "source": subject.digest,
        "cnndsl": __version__,
    }
    if subject.classes:
        found["classes"] = json.dumps(subject.classes)
    if subject.preprocessing is not None:
        found["preprocessing"] = json.dumps(subject.preprocessing.as_json())
    if subject.weights is None:
        found["seed"] = str(subject.seed)
    if plugins := needed(network.graph):
        found["plugins"] = json.dumps([plugin.as_json() for plugin in plugins])
    return found
