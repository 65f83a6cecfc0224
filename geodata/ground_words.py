"""What a row of a GIS file is, by the words of its layer and columns, told in the tags of OpenStreetMap."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

from geodata.ground_tags import TAG_KEYS, Tags

_WORDS: Final[Mapping[str, Tags]] = {
    "byggnad byggnader byggnadsyta byggnadsytor hus building buildings house houses": {"building": "yes"},
    "huvudgata huvudgator huvudvag huvudvagar huvudled genomfart genomfartsled infartsled motorvag motortrafikled main "
    "primary secondary": {"highway": "secondary"},
    "gata gator gatunat vag vagar vagnat vaglinje street streets road roads highway lokalgata": {
        "highway": "residential"
    },
    "gang gangvag gangvagar gangbana gangbanor gangstrak cykel cykelvag cykelvagar cykelbana cykelbanor gc gcvag "
    "gcvagar stig stigar path paths footpath footpaths footway cycleway": {"highway": "footway"},
    "trappa trappor steps stairs stairway": {"highway": "steps"},
    "park parker parks parkmark gronyta gronytor gronomrade gronomraden gras grasyta skog green grass forest lekplats "
    "lekplatser kyrkogard kyrkogardar": {"leisure": "park"},
    "vatten vattenyta vattenytor water sjo sjoar hav damm dammar fontan": {"natural": "water"},
    "torg torgyta torgytor square squares plaza": {"place": "square"},
    "hallplats hallplatser busshallplats busshallplatser stop stops busstop": {"highway": "bus_stop"},
    "station stationer stations": {"railway": "station"},
    "tunnelbaneentre tunnelbaneentreer tunnelbaneuppgang tunnelbaneuppgangar tunnelbana tbana uppgang uppgangar": {
        "railway": "subway_entrance"
    },
    "entre entreer port portar entrance entrances door doors": {"entrance": "yes"},
    "bankar parkbank parkbankar parksoffa parksoffor soffa soffor bench benches sittplats sittplatser": {
        "amenity": "bench"
    },
    "lampa lampor belysning belysningar belysningsstolpe belysningsstolpar belysningspunkt belysningspunkter armatur "
    "armaturer lykta lyktor lyktstolpe lyktstolpar lamp lamps streetlamp streetlight streetlights luminaire "
    "luminaires": {"highway": "street_lamp"},
    "adress adresser adresspunkt adresspunkter adressplats adressplatser husnummer address addresses housenumber "
    "housenumbers": {},
    "landmarke landmarken landmark landmarks konstverk skulptur skulpturer staty statyer monument": {
        "historic": "monument"
    },
}
"""Words in small letters without dots and rings, after what they mean. An address is its number alone."""

_MEANING: Final = {word: tags for words, tags in _WORDS.items() for word in words.split()}
_MAIN: Final = frozenset({"main", "huvudgata", "huvudvag", "huvudled", "genomfart"})

_KIND: Final = ("kind", "fclass", "objekttyp", "objtyp", "detaljtyp", "typ", "type", "kategori", "category")
_CLASS: Final = ("class", "klass", "vagklass", "gatuklass")
_NAME: Final = ("name", "namn", "gatunamn", "vagnamn", "hallplatsnamn", "parknamn", "objektnamn", "benamning")
_STREET: Final = ("addr:street", "gatunamn", "gata", "street", "adressomrade", "namn", "name")
_NUMBER: Final = (
    "addr:housenumber",
    "house_number",
    "housenumber",
    "husnummer",
    "adressnummer",
    "gatunummer",
    "nummer",
)
_WHOLE_ADDRESS: Final = ("adress", "address", "gatuadress")
_LIT: Final = ("lit", "belyst", "belysning", "belysta")
_LEVEL: Final = ("level", "niva", "plan")

_YES: Final = frozenset({"yes", "ja", "true", "1", "j", "sant", "24/7"})
_NO: Final = frozenset({"no", "nej", "false", "0", "n", "falskt"})

# what a key of OpenStreetMap has become on its way through a Shapefile or a GeoPackage
_KEYS: Final = {key.replace(":", "_"): key for key in TAG_KEYS} | {key: key for key in TAG_KEYS}
_TELLING: Final = frozenset(TAG_KEYS) - {"name", "level", "layer", "lit", "location", "service", "station", "subway"}
_HSTORE: Final = re.compile(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"')
_ADDRESS: Final = re.compile(r"(.+?)\s+(\d+\s?[A-Za-zÅÄÖåäö]?)")


def tags_of_row(row: Mapping[str, str], *, layer: str) -> Tags | None:
    """
    Tell in tags what a row of a GIS file is.

    Parameters
    ----------
    row
        Its values as text by name of column; missing ones left out.
    layer
        The name of its layer.

    Returns
    -------
    Tags such as OpenStreetMap's, to be drawn by `geodata.ground_tags.ground_of`. Columns that are named as its keys
    count before words; the word of a row (kind, typ, objekttyp, …) before that of its layer. None where no word is
    known.

    Examples
    --------
    >>> tags_of_row({"GATUNAMN": "Sibyllegatan", "belyst": "ja"}, layer="gator_2025")
    {'highway': 'residential', 'name': 'Sibyllegatan', 'lit': 'yes'}
    """
    values = {plain(name): value for name, value in row.items()}
    own = _own_tags(values)
    if _TELLING & own.keys():
        return own
    said = [values[name] for name in (*_KIND, *_CLASS) if name in values]
    meaning = _meaning(said)
    if meaning is None:
        meaning = _meaning([layer])
    if meaning is None:
        return None
    if meaning.get("highway") == "residential" and _MAIN & {word for value in said for word in _words(value)}:
        meaning = {"highway": "secondary"}
    return {**meaning, **_described(values, address=not meaning)}


def plain(text: str) -> str:
    """
    Give a name as it is compared: small letters, no dots or rings over them.

    >>> plain("Hållplats")
    'hallplats'
    """
    return "".join(letter for letter in unicodedata.normalize("NFKD", text.casefold()) if not _is_mark(letter)).strip()


def _own_tags(values: Mapping[str, str]) -> dict[str, str]:
    folded = {_unescaped(key): _unescaped(value) for key, value in _HSTORE.findall(values.get("other_tags", ""))}
    named = {_KEYS[name]: value for name, value in values.items() if name in _KEYS}
    return {key: value for key, value in {**folded, **named}.items() if key in TAG_KEYS}


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def _meaning(texts: Iterable[str]) -> Tags | None:
    return next((_MEANING[word] for text in texts for word in _words(text) if word in _MEANING), None)


def _words(text: str) -> list[str]:
    """Give the words of a text, and before them all of it as one: "T-bana" is a word, too."""
    parts = re.findall(r"[a-z]+", plain(text))
    return ["".join(parts), *parts]


def _described(values: Mapping[str, str], *, address: bool) -> dict[str, str]:
    told = {} if address else {"name": _first(values, _NAME)}
    lit = (_first(values, _LIT) or "").casefold()
    told["lit"] = "yes" if lit in _YES else "no" if lit in _NO else None
    told["level"] = _first(values, _LEVEL)
    told["tunnel"] = values.get("tunnel")
    if address:
        street, number = _first(values, _STREET), _first(values, _NUMBER)
        whole = _ADDRESS.fullmatch(_first(values, _WHOLE_ADDRESS) or "")
        if number is None and whole is not None:
            street, number = whole[1], whole[2]
        told |= {"addr:street": street, "addr:housenumber": number}
    return {key: value for key, value in told.items() if value}


def _first(values: Mapping[str, str], names: Iterable[str]) -> str | None:
    return next((values[name] for name in names if values.get(name)), None)


def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter) == "Mn"
