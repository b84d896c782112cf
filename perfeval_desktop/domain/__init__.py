"""What a report is: values, templates, records, edits, layout and findings. Standard library only."""
