"""Formulas (运算公式) and checks (审核公式): compiled once, run incrementally."""
