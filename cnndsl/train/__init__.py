"""Training: a network and a data set in, weights and an honest record out.

``run.train`` is the whole story in one function; every other file is one step of it. Only the steps that
compute import torch: options, facts, preflight and errors do not.
"""
