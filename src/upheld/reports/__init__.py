"""Attainment by period, credits, publication, and the export by which a customer recomputes all of it."""
