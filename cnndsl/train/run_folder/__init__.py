"""What the files of a run folder are called."""

BEST, LAST, CHECKPOINT = "best.safetensors", "last.safetensors", "checkpoint.safetensors"
METRICS, RESULTS, OPTIONS, RECIPE = "metrics.csv", "results.json", "options.json", "recipe.toml"
IMAGES = "images.safetensors"
"""What identifies each image, and its label (``known_images.py``)."""
NETWORK = "network"
"""The folder of the `.cnn` file and of those that it uses."""
