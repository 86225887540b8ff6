"""The database of merged investments: DuckDB in a file, or PostgreSQL behind a URL, by the same SQL."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple
from importlib.resources import files
from itertools import islice
from typing import Any, NamedTuple

from chinese_ie.errors import InputError, MissingExtraError
from chinese_ie.merging.investments import MergedInvestment, merge
from chinese_ie.merging.report import COLUMNS, Names, Report

_ROWS = 100  # rows a statement: fewer than 65,536 parameters, the most that PostgreSQL takes
_URL = re.compile(r"postgres(?:ql)?://")


class Merged(NamedTuple):
    """How many rows there are after a merge, and how many reports were new."""

    new_reports: int
    reports: int
    investments: int
    contradictions: int


class Database:
    """A connection of Python's DB-API; `?` stands for a value in either dialect."""

    def __init__(self, connection: Any, mark: str) -> None:
        self._connection = connection
        self._mark = mark

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a query; `values` go where `?` stands."""
        return list(self._connection.execute(sql.replace("?", self._mark), list(values)).fetchall())

    def run(self, sql: str, values: Sequence[Any] = ()) -> None:
        """Run a statement that gives no rows."""
        self._connection.execute(sql.replace("?", self._mark), list(values))

    def insert(
        self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, unique: bool = False
    ) -> None:
        """Insert rows; where the table has a UNIQUE constraint, those that are there already are left out."""
        ending = " ON CONFLICT DO NOTHING" if unique else ""
        one = f"({', '.join('?' * len(columns))})"
        for some in _batches(rows):
            values = [value for row in some for value in row]
            every = ", ".join([one] * len(some))
            self.run(f"INSERT INTO {table} ({', '.join(columns)}) VALUES {every}{ending}", values)


@contextmanager
def opened(where: str) -> Iterator[Database]:
    """A database in one transaction, its tables made: committed at the end, left as it was after an error.

    Args:
        where: a DuckDB file, made if it is not there, or a `postgresql://` URL.

    Raises:
        InputError: it cannot be opened, or holds other tables.
        MissingExtraError: the driver is not installed.
    """
    driver, connection, mark = _postgresql(where) if _URL.match(where) else _duckdb(where)
    try:
        database = Database(connection, mark)
        if mark == "?":
            database.run("BEGIN TRANSACTION")
        for statement in _statements():
            database.run(statement)
        yield database
        connection.commit()
    except driver.Error as error:
        raise InputError(f"{_named(where)} cannot hold the investments: {error}; give a new one") from error
    finally:
        connection.close()


def _statements() -> list[str]:
    schema = (files("chinese_ie.merging") / "schema.sql").read_text("utf-8")
    lines = (line.partition("--")[0] for line in schema.splitlines())
    return [statement for statement in "\n".join(lines).split(";") if statement.strip()]


def _duckdb(where: str) -> tuple[Any, Any, str]:
    try:
        import duckdb
    except ImportError as error:
        raise MissingExtraError("merging needs DuckDB: pip install 'chinese-ie[merge]'") from error
    settings = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
    try:
        return duckdb, duckdb.connect(where, config=settings), "?"
    except duckdb.Error as error:
        raise InputError(f"{where} is no DuckDB database that can be written: {error}") from error


def _postgresql(where: str) -> tuple[Any, Any, str]:
    try:
        import psycopg
    except ImportError as error:
        raise MissingExtraError("PostgreSQL needs psycopg: pip install 'chinese-ie[postgresql]'") from error
    try:
        connection = psycopg.connect(where)
    except psycopg.Error as error:
        raise InputError(f"cannot connect to {_named(where)}: {error}") from error
    connection.isolation_level = psycopg.IsolationLevel.SERIALIZABLE
    return psycopg, connection, "%s"


def _named(where: str) -> str:
    """The database without its password."""
    return re.sub(r"//[^@/]*@", "//", where)


def add(database: Database, reports: Sequence[Report], names: Names) -> Merged:
    """Add reports, and bring all reports of the database together anew."""
    before = _count(database, "report")
    database.insert("report", ("id", *COLUMNS), ((r.id, *r.values) for r in reports), unique=True)
    rows = ((*key, name) for key, used in names.items() for name in sorted(used))
    database.insert("alias", ("article", "company", "name"), rows, unique=True)
    stored = database.rows(f"SELECT investment_id, {', '.join(COLUMNS)} FROM report")
    homes = {}
    for investment, *values in stored:
        homes[Report(*values)] = investment
    every: Names = {}
    for article, company, name in database.rows("SELECT article, company, name FROM alias"):
        every.setdefault((article, company), set()).add(name)
    investments = merge(homes, every)
    moved = {i: i_id for i_id, i in _homes(investments)}
    _move(database, ((r.id, moved[r.id]) for r, home in homes.items() if home != moved[r.id]))
    contradictions = _replace(database, investments)
    return Merged(len(stored) - before, len(stored), len(investments), contradictions)


def _homes(investments: Iterable[MergedInvestment]) -> Iterator[tuple[str, str]]:
    return ((i.id, report) for i in investments for report in i.report_ids)


def _move(database: Database, moves: Iterable[tuple[str, str]]) -> None:
    for some in _batches(moves):
        values = ", ".join(["(?, ?)"] * len(some))
        database.run(
            f"UPDATE report SET investment_id = moved.home FROM (VALUES {values}) AS moved (report, home) "
            "WHERE report.id = moved.report",
            [value for move in some for value in move],
        )


def _replace(database: Database, investments: Sequence[MergedInvestment]) -> int:
    """Write the tables that follow from the reports; gives the number of contradictions."""
    database.run("DELETE FROM investment")
    database.run("DELETE FROM contradiction")
    rows = [i.row() for i in investments]
    if rows:
        database.insert("investment", tuple(rows[0]), (tuple(row.values()) for row in rows))
    columns = ("investment_id", "field", "report_id", "other_report_id", "value", "other_value")
    found = [astuple(c) for i in investments for c in i.contradictions]
    database.insert("contradiction", columns, found)
    return len(found)


def _batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    left = iter(rows)
    while some := list(islice(left, _ROWS)):
        yield some


def _count(database: Database, table: str) -> int:
    return int(database.rows(f"SELECT count(*) FROM {table}")[0][0])
