"""Syntax tree to graph: names, shapes, costs and receptive fields, in one walk."""
