"""The window. It shows and edits a report through services; rules and files are not known here."""
