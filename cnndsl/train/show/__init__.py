"""What people see of a run: its sentences, its progress bar, its curves, its event files for TensorBoard."""
