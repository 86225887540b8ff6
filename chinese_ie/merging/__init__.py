"""Reports of the same investment from many articles, brought together in one database."""
