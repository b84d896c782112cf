"""What a report is: values, templates, records, edits, layout and findings. No libraries."""
