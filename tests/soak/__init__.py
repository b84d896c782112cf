"""Faults produced by the hundred; `tests/faults` runs a few of each, `python -m tests.soak` all."""
