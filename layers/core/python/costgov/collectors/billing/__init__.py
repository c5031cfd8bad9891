"""Billing files into exact cost facts; the only part of the product that uses DuckDB.

`statement.read_statement` is the way in. A further format is one module in `formats/`.
"""
