"""Findings about a `.cnn` file as data, and their rendering as text."""

from cnndsl.diagnostics.codes import CODES, Code
from cnndsl.diagnostics.diagnostic import Call, Diagnostic, Fix, Label
from cnndsl.diagnostics.suggest import did_you_mean

__all__ = ["CODES", "Call", "Code", "Diagnostic", "Fix", "Label", "did_you_mean"]
