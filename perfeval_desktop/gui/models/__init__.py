"""Qt models over one open report."""
