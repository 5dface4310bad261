"""User text made safe: Markdown for pages, plain text for mail, CSV for spreadsheets."""
