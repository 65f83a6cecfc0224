"""Write frames as a GeoPackage that older GIS programs read, with the looks of its layers inside it."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from geodata.crs import SWEREF99_1800
from geodata.errors import InvalidFrameError
from geodata.outgoing import in_system, in_utc

if TYPE_CHECKING:
    import pandas as pd

STYLES_LAYER = "layer_styles"
"""The table that QGIS itself keeps styles in, and that it reads when it opens a layer."""

NUL_SIGN = "␀"
"""Stands for the character NUL, at which a GeoPackage would end the text."""

_GEOMETRY_COLUMN = "geom"


@dataclass(frozen=True, slots=True)
class LayerStyle:
    """
    How QGIS draws a layer when it opens it.

    Attributes
    ----------
    name
        What the style is called in the list of styles; at most 30 characters.
    qml
        The style as QGIS writes it, XML.
    changed_at
        Aware. QGIS takes the latest of several.
    description
        One sentence about it.
    """

    name: str
    qml: str
    changed_at: datetime
    description: str = ""


def write_geopackage(
    path: Path,
    *,
    layers: Mapping[str, pd.DataFrame],
    crs: str = SWEREF99_1800,
    styles: Mapping[str, LayerStyle] | None = None,
) -> None:
    """
    Write frames as the layers of one GeoPackage 1.3, whole or not at all.

    Parameters
    ----------
    path
        The file to make; one that exists is replaced in the moment the new one is complete.
    layers
        Frames by layer name, in order. Those with geometry in any named reference system; those without become plain
        tables. They may be empty, and rows may lack a geometry. An index with a name becomes a column. Times are
        written in UTC, to the millisecond, which is as far as the format goes; the character NUL as `NUL_SIGN`.
    crs
        Reference system of the file: EPSG:3011 (default), or EPSG:3006.
    styles
        Looks by layer name, for layers with geometry. They are written to the table `layer_styles`.

    Raises
    ------
    InvalidFrameError
        If there is no layer, a time column has no time zone, or a style belongs to no layer.
    CRSMismatchError
        If a frame with geometry names no reference system.

    References
    ----------
    OGC 12-128r17, GeoPackage Encoding Standard 1.3. QGIS, class QgsOgrProvider, for the columns of `layer_styles`.
    """
    from pyogrio import write_dataframe

    if not layers:
        raise InvalidFrameError(f"there is no layer to write to {path.name}; give one frame or more, they may be empty")
    looks = dict(styles or {})
    if strays := sorted(looks.keys() - layers.keys()):
        raise InvalidFrameError(f"style of {', '.join(strays)}: no such layer in {path.name}; name it as the layer is")
    ready = {name: _ready(frame, crs=crs, name=name) for name, frame in layers.items()}
    if looks:
        ready[STYLES_LAYER] = _styles_table(looks)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as folder:
        unfinished = Path(folder, "layers.gpkg")
        for name, table in ready.items():
            write_dataframe(
                table,
                unfinished,
                layer=name,
                driver="GPKG",
                append=unfinished.exists(),
                dataset_options=None if unfinished.exists() else {"VERSION": "1.3"},
                layer_options={"FID": "id"} if name == STYLES_LAYER else {"GEOMETRY_NAME": _GEOMETRY_COLUMN},
            )
        unfinished.replace(path)


def _ready(frame: pd.DataFrame, *, crs: str, name: str) -> pd.DataFrame:
    import pandas as pd
    from geopandas import GeoDataFrame

    placed = in_system(frame, crs, name=name) if isinstance(frame, GeoDataFrame) else frame
    table = in_utc(placed, name=name)
    table = table if table.index.name is None else table.reset_index()
    texts = [column for column, kind in table.dtypes.items() if pd.api.types.is_string_dtype(kind)]
    return table.assign(**{str(column): table[column].map(_without_nul, na_action="ignore") for column in texts})


def _without_nul(value: object) -> object:
    return value.replace("\0", NUL_SIGN) if isinstance(value, str) else value


def _styles_table(styles: Mapping[str, LayerStyle]) -> pd.DataFrame:
    import pandas as pd

    names, looks = list(styles), list(styles.values())
    return pd.DataFrame(
        {
            # empty and not missing: QGIS asks for a style with f_table_schema = ''
            "f_table_catalog": "",
            "f_table_schema": "",
            "f_table_name": names,
            "f_geometry_column": _GEOMETRY_COLUMN,
            "styleName": [look.name for look in looks],
            "styleQML": [look.qml for look in looks],
            "styleSLD": "",
            "useAsDefault": True,
            "description": [look.description for look in looks],
            "owner": "",
            "ui": "",
            "update_time": pd.to_datetime([look.changed_at for look in looks], utc=True),
        }
    )
