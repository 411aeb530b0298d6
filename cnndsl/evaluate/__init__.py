"""What is done with a trained network: its scores, its predictions, its curves, and the list of all runs.

Only what computes imports torch, when it is called: listing runs and reading their records does not.
"""
