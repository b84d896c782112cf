"""Documents as offices write them, made from reports whose every value is known."""
