"""绩效自评: fill in, check and print a unit's annual performance self-evaluation report."""

__version__ = "0.1.0"
