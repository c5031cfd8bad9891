"""The public forecasters the benchmarks compare with, in an environment of their own."""
