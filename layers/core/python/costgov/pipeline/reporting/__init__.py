"""The daily report: stored results → view model → one HTML page with SVG charts, and CSV files.

`page` puts the model together from the stores; everything below it is pure. Nothing here reads a
clock or calls AWS, so the same stored results always give the same bytes.
"""
