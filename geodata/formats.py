"""Hand geographic data to other programs: one door to the forms of file, each in a module of its own."""

from __future__ import annotations

from geodata.geojson import geojson_bytes
from geodata.geopackage import LayerStyle, write_geopackage
from geodata.spreadsheet import Cell, Column, Sheet, xlsx_bytes
from geodata.tables import safe_cell

__all__ = ["Cell", "Column", "LayerStyle", "Sheet", "geojson_bytes", "safe_cell", "write_geopackage", "xlsx_bytes"]
