"""Tests of perfeval_desktop."""
