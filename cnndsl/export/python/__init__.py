"""A network as one file of plain PyTorch, as an expert would have written it.

What runs is decided by the graph alone; the syntax tree says how to write it. Containers with the same structure become
one class (`classes.py`). Where their numbers differ, or the source has an expression, that expression is put there if
its value is right in every instance (`expressions.py`), else the number becomes an argument of the constructor. So the
source can make the file more readable, never wrong.
"""
