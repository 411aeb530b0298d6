"""The handwritten digits that come with scikit-learn: real data without a download."""

from __future__ import annotations

from cnndsl.train.data.dataset import Dataset, DataSource, Facts, Part, split

FACTS = Facts("digits", 1, (8, 8), tuple("0123456789"), on_black=True)


def load() -> Dataset:
    """1,797 grey 8x8 images; a fifth of each class is the test set, the same one in every run."""
    import torch
    from sklearn.datasets import load_digits

    bunch = load_digits()
    images = torch.from_numpy(bunch.images / 16 * 255).round().to(torch.uint8).unsqueeze(1)  # grey levels 0..16
    labels = torch.from_numpy(bunch.target).long()
    return Dataset(*split(Part(images, labels), 0.2, seed=0))


SOURCE = DataSource(FACTS, load)
