"""Files of other programs, read as plain cells or text; nothing is ever written to them."""
