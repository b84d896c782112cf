"""Benchmarks: ratios between our program and plain controls, measured in one run."""
