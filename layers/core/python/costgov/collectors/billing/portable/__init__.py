"""The import's one heavy query for Athena, from the same formats as DuckDB's, with the same rows.

`columns` reads a format's columns by expressions that DuckDB and Trino mean the same, `recipes` are
those expressions, `query` puts them together as one sqlglot tree, `lint` holds its Trino text to
what Athena's engine knows, and `table` declares the delivery's files to it.
"""
