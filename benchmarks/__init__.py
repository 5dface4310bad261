"""Figures, each printed beside a calibration of the machine it was measured on. Never a test."""
