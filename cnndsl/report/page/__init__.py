"""Pages of HTML that hold all that they show, and ask the network for nothing."""

from cnndsl.report.page.drawing import drawing_page

__all__ = ["drawing_page"]
