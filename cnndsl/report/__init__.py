"""A network as rows, totals and text. Nothing here prints."""
