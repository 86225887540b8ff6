"""Recipes that make the packaged model; not part of the installed package."""
