"""The speed claims of the README, each as a command: `python -m benchmarks [NAME...]`."""
