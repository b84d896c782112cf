"""Values written into a copy of a blank that somebody else made; the rest of it stays as it is."""
