"""Annotated articles in the formats of other tools; what those have no field for travels beside.

jsonl         one article a line, our own form
inline        a folder of text files with tags
conll         one character a line with its BIO tag (read: BIO, BIOES or BMES, words too)
doccano       JSON Lines of a sequence labelling project with relations
label-studio  a JSON list of tasks; annotations, or predictions where there are none
docbin        spaCy's DocBin
"""

from chinese_ie.exchange.formats import FORMATS, guess, read, write

__all__ = ["FORMATS", "guess", "read", "write"]
