"""Dirty web text to clean text with a map back: alignment, normalisation, sentences."""
