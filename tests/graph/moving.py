"""Random graphs along one axis: windows, layers that enlarge, branches that look at different places, gates.

The other axis has one element, so that every place of the output can be looked at. ``draw_body`` gives the lines.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

SIDE = 144


class Along:
    """Writes sizes along one of the two axes."""

    def __init__(self, draw: st.DrawFn, turned: bool) -> None:
        self.draw = draw
        self.turned = turned
        self.gates = 0

    def pair(self, number: int, other: int = 1) -> str:
        return f"{other}x{number}" if self.turned else f"{number}x{other}"

    def pads(self, before: int, after: int) -> str:
        return f"[{before}, {after}, 0, 0]" if self.turned else f"[0, 0, {before}, {after}]"

    def int(self, least: int, most: int) -> int:
        return self.draw(st.integers(least, most))

    # ------------------------------------------------------------------------------------------- any size

    def window(self) -> list[str]:
        """A layer that may change the size."""
        kind = self.int(0, 9)
        k, s, d = self.int(1, 4), self.int(1, 3), self.int(1, 3)
        if kind <= 2:
            pad = self.pair(self.int(0, 3), 0)
            return [f"conv 1 {self.pair(k)} stride={self.pair(s)} padding={pad} dilation={self.pair(d)}"]
        if kind == 3:
            return [f"conv 1 {self.pair(k)} stride={self.pair(s)} dilation={self.pair(d)} padding=same"]
        if kind == 4:
            ceil = str(self.draw(st.booleans())).lower()
            return [f"avgpool {self.pair(k)} stride={self.pair(s)} padding={self.pair(k // 2, 0)} ceil_mode={ceil}"]
        if kind == 5:
            return [f"pad {self.pads(self.int(0, 2), self.int(0, 2))}"]
        if kind == 6:
            pad = self.pair(self.int(0, 2), 0)
            return [f"conv_transpose 1 {self.pair(k)} stride={self.pair(s)} padding={pad} dilation={self.pair(d)}"]
        if kind == 7:
            return [f"upsample {self.pair(s)} {self.interpolation()}"]
        if kind == 8:
            return [f"adaptive_avgpool {self.pair(self.int(5, 60))}"]
        return ["relu"]

    def interpolation(self) -> str:
        return self.draw(
            st.sampled_from(["", "mode=bilinear", "mode=bilinear align_corners=true"])  # bicubic has negative weights
        )

    # ------------------------------------------------------------------------------------------ equal sizes

    def keeping(self) -> list[str]:
        """Lines that keep the size, or fail to where it does not divide."""
        kind = self.int(0, 7)
        k, d, s = self.int(1, 4), self.int(1, 2), self.int(2, 3)
        if kind == 0:
            return [f"conv 1 {self.pair(k)} dilation={self.pair(d)} padding=same"]
        if kind == 1:
            return [f"conv 1 {self.pair(2 * k - 1)} dilation={self.pair(d)} padding={self.pair((k - 1) * d, 0)}"]
        if kind == 2:
            return [f"avgpool {self.pair(s)} stride={self.pair(s)}", f"upsample {self.pair(s)} {self.interpolation()}"]
        if kind == 3:
            return [
                f"conv_transpose 1 {self.pair(s + self.int(0, 2))} stride={self.pair(s)}",
                f"avgpool {self.pair(s)} stride={self.pair(s)}",
            ]
        if kind == 4:
            return [f"pad {self.pads(k - 1, 0)}", f"conv 1 {self.pair(k)}"]
        if kind == 5:
            return [
                f"conv 1 {self.pair(2 * k)} stride={self.pair(2)} padding=same",
                f"conv_transpose 1 {self.pair(2)} stride={self.pair(2)}",
            ]
        if kind == 6:
            return [
                f"conv 1 {self.pair(k)} stride={self.pair(s)} padding=same",
                f"upsample {self.pair(s)} {self.interpolation()}",
            ]
        return ["identity"]

    def join(self) -> list[str]:
        """Branches of one size that look at different places."""
        keyword = self.draw(st.sampled_from(["add", "concat", "mul", "sub", "mean"]))
        lines = [f"{keyword}:"]
        for _ in range(self.int(2, 3)):
            body = [line for _ in range(self.int(1, 2)) for line in self.keeping()]
            lines += ["    path:", *(f"        {line}" for line in body)]
        return lines if keyword != "concat" else [*lines, "conv 1 1x1"]

    def drifting(self, size: int) -> list[str]:
        """Branches that move at different paces: one is squeezed or stretched to the size of the other."""
        return [
            "add:",
            f"    adaptive_avgpool {self.pair(size)}",
            "    path:",
            *(f"        {line}" for line in self.window()),
            f"        adaptive_avgpool {self.pair(size)}",
        ]

    def gate(self) -> list[str]:
        """Squeeze-and-excitation, or a gate that sees a part only."""
        self.gates += 1
        lines = ["mul:", "    path:", *(f"        {line}" for line in self.keeping()), "    path:"]
        if self.draw(st.booleans()):
            return [*lines, "        global_avgpool", f"        gate{self.gates}: conv 1 1x1"]
        squeeze = f"avgpool {self.pair(self.int(2, 9))} stride={self.pair(200)}"
        return [*lines, f"        {squeeze}", f"        gate{self.gates}: conv 1 1x1"]


@st.composite
def bodies(draw: st.DrawFn) -> tuple[str, bool]:
    """The text of a network on SIDE elements, and whether they are a row."""
    turned = draw(st.booleans())
    along = Along(draw, turned)
    lines: list[str] = [f"input 1x{along.pair(SIDE)}"]
    parts: list[Any] = [along.window, along.window, along.keeping, along.join, along.join, along.gate]
    for _ in range(along.int(1, 5)):
        part = draw(st.sampled_from(range(7)))
        lines += along.drifting(along.int(12, 40)) if part == 6 else parts[part]()
    return "\n".join(lines) + "\n", turned
