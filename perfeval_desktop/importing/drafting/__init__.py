"""A first template from an official blank: what can be guessed is guessed, and says that it is."""
