"""The statements by which facts and sums are written and compared, for any figure."""

from __future__ import annotations

from collections.abc import Iterable

from psycopg2 import sql

from .figures import Figure, Keys, Statement
from .models import Mark

#: One statement, so that sums and facts change by the very same rows, whatever others commit
#: meanwhile: what is new replaces what is stored, and the difference goes into the sums.
CHANGE = sql.SQL(
    """WITH fresh AS MATERIALIZED ({fresh}),
    stored AS MATERIALIZED (SELECT {columns} FROM {fact} WHERE key = ANY(%s)),
    gone AS (SELECT * FROM stored EXCEPT SELECT * FROM fresh),
    come AS (SELECT * FROM fresh EXCEPT SELECT * FROM stored),
    deleted AS (
        DELETE FROM {fact} USING (
            SELECT {once} FROM gone EXCEPT SELECT {once} FROM come
        ) old WHERE {same}
    ),
    written AS (
        INSERT INTO {fact} ({columns}) SELECT {columns} FROM come
        ON CONFLICT ({once}) DO UPDATE SET {replaced}
    )
    INSERT INTO {total} ({places}, {measures})
    SELECT {spread_places}, {changes}
    FROM (SELECT -1 AS sign, * FROM gone UNION ALL SELECT 1, * FROM come) f {spread}
    GROUP BY {spread_places}
    ON CONFLICT ({places}) DO UPDATE SET {added}"""
)
FACTS = sql.SQL("INSERT INTO {fact} ({columns}) {fresh}")
SUMS = sql.SQL("INSERT INTO {total} ({places}, {measures}) {added_up}")
ADDED_UP = sql.SQL("SELECT {spread_places}, {sums} FROM {fact} f {spread} GROUP BY {spread_places}")
#: What is stored and should not be, and the other way round; while its mark waits, a row is not
#: wrong.
WRONG_FACTS = sql.SQL(
    """WITH fresh AS MATERIALIZED ({fresh}), stored AS (SELECT {columns} FROM {fact})
    SELECT * FROM (
        SELECT true AS is_stored, * FROM (SELECT * FROM stored EXCEPT SELECT * FROM fresh) gone
        UNION ALL
        SELECT false, * FROM (SELECT * FROM fresh EXCEPT SELECT * FROM stored) come
    ) wrong
    WHERE key NOT IN (SELECT key FROM {mark} WHERE kind = %s) ORDER BY {once}"""
)
WRONG_SUMS = sql.SQL(
    """WITH fresh AS MATERIALIZED ({added_up}),
    stored AS (SELECT {places}, {measures} FROM {total} WHERE {is_something})
    SELECT true AS is_stored, * FROM (SELECT * FROM stored EXCEPT SELECT * FROM fresh) gone
    UNION ALL
    SELECT false, * FROM (SELECT * FROM fresh EXCEPT SELECT * FROM stored) come
    ORDER BY {places}"""
)


def change(figure: Figure, keys: Keys) -> Statement:
    """Bring facts and sums up to date with the rows of ``keys``."""
    fresh = fresh_facts(figure, keys)
    text = CHANGE.format(
        fresh=fresh.text,
        same=_each("{fact}.{name} = old.{name}", figure.once, " AND ", figure),
        replaced=_each("{name} = EXCLUDED.{name}", figure.columns),
        changes=_measured(figure, "coalesce(sum(sign * ({value})), 0)"),
        added=_each("{name} = {total}.{name} + EXCLUDED.{name}", figure.measures, ", ", figure),
        **_parts(figure),
    )
    return Statement(text, (*fresh.values, list(keys or ())))


def all_facts(figure: Figure) -> Statement:
    fresh = fresh_facts(figure, None)
    return Statement(FACTS.format(fresh=fresh.text, **_parts(figure)), fresh.values)


def all_sums(figure: Figure) -> Statement:
    """The sums of the facts that are stored."""
    return Statement(SUMS.format(added_up=added_up(figure), **_parts(figure)))


def added_up(figure: Figure) -> sql.Composed:
    return ADDED_UP.format(sums=_measured(figure, "sum({value})"), **_parts(figure))


def wrong_facts(figure: Figure) -> Statement:
    """Facts that are not what their rows say: ``is_stored``, then the columns of a fact."""
    fresh = fresh_facts(figure, None)
    mark = sql.Identifier(Mark._meta.db_table)
    text = WRONG_FACTS.format(fresh=fresh.text, mark=mark, **_parts(figure))
    return Statement(text, (*fresh.values, figure.kind.value))


def wrong_sums(figure: Figure) -> Statement:
    """Sums that are not those of the facts: ``is_stored``, then place and measures.

    A sum of nothing may be there or not.
    """
    is_something = _each("{name} <> 0", figure.measures, " OR ")
    text = WRONG_SUMS.format(added_up=added_up(figure), is_something=is_something, **_parts(figure))
    return Statement(text)


def fresh_facts(figure: Figure, keys: Keys) -> Statement:
    """The facts as the rows are now, each column of the type that it is stored as."""
    source = figure.source(keys)
    columns = sql.SQL(", ").join(
        sql.SQL("{name}::{type} AS {name}").format(name=sql.Identifier(name), type=sql.SQL(kind))
        for name, kind in figure.columns.items()
    )
    text = sql.SQL("SELECT {columns} FROM ({source}) source ({names})").format(
        columns=columns, source=source.text, names=_names(figure.columns)
    )
    return Statement(text, source.values)


def _parts(figure: Figure) -> dict[str, sql.Composable]:
    return {
        "fact": sql.Identifier(figure.fact._meta.db_table),
        "total": sql.Identifier(figure.total._meta.db_table),
        "columns": _names(figure.columns),
        "once": _names(figure.once),
        "places": _names(figure.places),
        "spread": figure.spread,
        "spread_places": sql.SQL(", ").join(map(sql.SQL, figure.places.values())),
        "measures": _names(figure.measures),
    }


def _names(columns: Iterable[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))


def _measured(figure: Figure, template: str) -> sql.Composed:
    values = [template.format(value=value) for value in figure.measures.values()]
    return sql.SQL(", ").join(map(sql.SQL, values))


def _each(
    template: str, columns: Iterable[str], between: str = ", ", figure: Figure | None = None
) -> sql.Composed:
    """``template`` for each of ``columns``, with the names of the tables where it asks for them."""
    tables = _parts(figure) if figure else {}
    texts = [sql.SQL(template).format(name=sql.Identifier(each), **tables) for each in columns]
    return sql.SQL(between).join(texts)
