"""Annotated articles: the record, its file formats, its checks and its figures."""

from chinese_ie.corpus.article import Article, Office, Record
from chinese_ie.corpus.files import read, write
from chinese_ie.corpus.inline import format_inline, parse_inline

__all__ = ["Article", "Office", "Record", "format_inline", "parse_inline", "read", "write"]
