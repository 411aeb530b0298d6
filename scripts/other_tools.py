"""Draw docs/gallery/others/: what other tools make of the same two networks. Run by hand; it needs torch.

pip install torchview visualtorch torchvista ipython  # and Debian's graphviz and chromium
python scripts/other_tools.py
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import torch
import torchvision
from PIL import Image

FOLDER = Path(__file__).parent.parent / "docs" / "gallery" / "others"
SHAPE = (1, 3, 224, 224)


def main() -> None:
    from torchview import draw_graph
    from torchvista import trace_model
    from visualtorch import layered_view

    models = {
        "resnet18": torchvision.models.resnet18(),
        "googlenet": torchvision.models.googlenet(aux_logits=False, init_weights=False),
    }
    FOLDER.mkdir(exist_ok=True)
    for name, model in models.items():
        model.eval()
        graph = draw_graph(model, input_size=SHAPE, device="cpu", expand_nested=True).visual_graph
        graph.render(str(FOLDER / f"torchview_{name}"), format="svg", cleanup=True)
        small(layered_view(model, input_shape=SHAPE, legend=True)).save(
            FOLDER / f"visualtorch_{name}.png", optimize=True
        )
        with tempfile.TemporaryDirectory() as folder:
            page = Path(folder) / "page.html"
            trace_model(model, torch.zeros(SHAPE), export_format="html", export_path=str(page))
            shot(page, FOLDER / f"torchvista_{name}.png")


def shot(page: Path, target: Path) -> None:
    """What a browser shows of a page, its margins cut."""
    browser = shutil.which("chromium") or "google-chrome"
    picture = page.with_name("page.png")
    options = [
        "--headless",
        "--no-sandbox",
        "--hide-scrollbars",
        "--virtual-time-budget=20000",
        "--window-size=700,1000",
    ]
    subprocess.run([browser, *options, f"--screenshot={picture}", page.as_uri()], check=True, capture_output=True)
    small(Image.open(picture).crop((0, 0, 700, 810))).save(target, optimize=True)


def small(image: Image.Image) -> Image.Image:
    """In 64 colours, which is enough for boxes."""
    return image.convert("RGB").quantize(64)


if __name__ == "__main__":
    main()
