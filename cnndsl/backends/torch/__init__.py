"""A checked network to a torch.nn.Module. torch is imported here and in cnndsl.train, nowhere else."""

from cnndsl.backends.torch.build import build, source

__all__ = ["build", "source"]
