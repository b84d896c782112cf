"""Reading templates: `forms/**/*.toml` → `ReportTemplate`. Everything wrong is reported at once."""
