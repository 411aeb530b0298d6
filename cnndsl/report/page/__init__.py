"""Pages of HTML that hold all that they show, and load nothing."""

from cnndsl.report.page.drawing import drawing_page
from cnndsl.report.page.report import report_page

__all__ = ["drawing_page", "report_page"]
