"""Formulas (运算公式) and checks (审核公式): parsed once, compiled to closures, run incrementally."""
