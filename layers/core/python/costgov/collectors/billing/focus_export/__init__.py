"""FOCUS 1.2 out of billing files of any format we read; `export.write_lines` is the way in.

`schema` holds the columns and what ties them together; `of_focus`, `of_cur` and `of_azure` say
where a format has them. A further format is one more entry in `rows.ROWS`.
"""
