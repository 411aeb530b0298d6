"""Text to abstract syntax tree: tokens, lines and indentation, statements, expressions."""

from cnndsl.syntax.parser import parse

__all__ = ["parse"]
