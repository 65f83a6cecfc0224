"""Where the work is kept: the one log and the tables that people read. The only room that speaks SQL."""

from sqlalchemy import Connection, Row

from walks.store.database import Store, open_store

__all__ = ["Connection", "Row", "Store", "open_store"]
