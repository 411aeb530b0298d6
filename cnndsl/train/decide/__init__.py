"""Everything that is decided before the first step, in words and numbers: nothing here imports torch."""
