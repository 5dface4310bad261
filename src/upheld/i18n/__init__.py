"""Texts in English and Chinese: catalogues, placeholders and plurals, dates and durations as people read them."""
