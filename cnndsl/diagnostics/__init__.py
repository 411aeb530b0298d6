"""Findings about a `.cnn` file as data, and their rendering as text."""

from cnndsl.diagnostics.codes import CODES, Code
from cnndsl.diagnostics.diagnostic import MAX_FAULTS, Call, Diagnostic, Fix, Label, ends_of
from cnndsl.diagnostics.suggest import did_you_mean, surely_meant

__all__ = [
    "CODES",
    "MAX_FAULTS",
    "Call",
    "Code",
    "Diagnostic",
    "Fix",
    "Label",
    "did_you_mean",
    "ends_of",
    "surely_meant",
]
