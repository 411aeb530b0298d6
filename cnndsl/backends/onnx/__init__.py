"""A checked network to an ONNX model: without torch, from the graph and a function that gives its weights.

What each layer kind and each join becomes stands with it, in its method ``onnx``; here is what they write with, what
holds for the graph as a whole, and the file format.
"""

from cnndsl.backends.onnx.build import build
from cnndsl.backends.onnx.images import Pixels
from cnndsl.backends.onnx.model import IR_VERSION, OPSET, Model
from cnndsl.backends.onnx.operators import OnnxError, Weights

__all__ = ["IR_VERSION", "OPSET", "Model", "OnnxError", "Pixels", "Weights", "build"]
