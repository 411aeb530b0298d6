"""What the files of a run folder are called."""

BEST, LAST, CHECKPOINT = "best.safetensors", "last.safetensors", "checkpoint.safetensors"
METRICS, RESULTS, OPTIONS, RECIPE = "metrics.csv", "results.json", "options.json", "recipe.toml"
NETWORK = "network"
"""The folder of the `.cnn` file and of those that it uses."""
