"""The paper: one neutral laid-out document (`document`) and one writer a format."""
