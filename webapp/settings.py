"""What the person who runs Lykta has decided: where the data lies, who reaches the server and how."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from webapp.values import api_url_of, file_of, host_in, host_of, https_origin_of, number_of

if TYPE_CHECKING:
    from pydantic import ValidationInfo

Source: TypeAlias = Literal["standard", "miljö", "lykta.toml", "kommandorad"]

PREFIX = "LYKTA_"
FILE = "lykta.toml"
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class StartRefused(Exception):
    """The program must not start; the message tells a person at a terminal why, and the way out."""


class InvalidSettings(StartRefused, ValueError):
    """Settings cannot be used. `faults` holds one sentence per fault, all of them."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


class Settings(BaseModel):
    """
    The settings in force. `sources` tells where each comes from.

    `public_url` is an https origin without a closing slash; `trusted_proxy` the number of proxies whose forwarded
    headers count; port 0 asks the system for a free one. `overpass_url` is the one address that maps are fetched from.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)

    data: Path = Path("lykta-data")
    host: str = "localhost"
    port: int = 8000
    public_url: str | None = None
    trusted_proxy: int = 0
    tls_cert: Path | None = None
    tls_key: Path | None = None
    overpass_url: str | None = None
    sources: Mapping[str, Source] = {}

    @field_validator("host", mode="before")
    @classmethod
    def _host(cls, value: Any) -> str:
        return host_of(value)

    @field_validator("port", mode="before")
    @classmethod
    def _port(cls, value: Any) -> int:
        return number_of(value, at_most=65_535, example=8000)

    @field_validator("trusted_proxy", mode="before")
    @classmethod
    def _trusted_proxy(cls, value: Any) -> int:
        return number_of(value, at_most=9, example=1)

    @field_validator("public_url", mode="before")
    @classmethod
    def _public_url(cls, value: Any) -> str | None:
        return None if value is None else https_origin_of(value)

    @field_validator("tls_cert", mode="before")
    @classmethod
    def _tls_cert(cls, value: Any) -> Path | None:
        return None if value is None else file_of(value)

    @field_validator("tls_key", mode="before")
    @classmethod
    def _tls_key(cls, value: Any, info: ValidationInfo) -> Path | None:
        # on the second of the pair, so that the fault comes together with those of the other fields
        if value is not None and info.data.get("tls_cert", value) is None:
            raise ValueError("nyckeln saknar sitt certifikat; ange också certifikatet (--cert, LYKTA_TLS_CERT)")
        if value is None and info.data.get("tls_cert") is not None:
            raise ValueError("certifikatet saknar sin nyckel; ange också nyckeln (--key, LYKTA_TLS_KEY)")
        return None if value is None else file_of(value)

    @field_validator("overpass_url", mode="before")
    @classmethod
    def _overpass_url(cls, value: Any) -> str | None:
        return None if value is None else api_url_of(value, this_machine=LOOPBACK)

    @property
    def own_tls(self) -> bool:
        """Whether the server speaks TLS itself."""
        return self.tls_cert is not None


FIELDS = tuple(name for name in Settings.model_fields if name != "sources")


def load(*, environ: Mapping[str, str], options: Mapping[str, Any] | None = None) -> Settings:
    """
    Read the settings: the command line before the environment, before `DIR/lykta.toml`, before the standard.

    Parameters
    ----------
    environ
        Environment variables; those named `LYKTA_*` in use here count, empty ones do not.
    options
        What the command line gave, by field name; None where it gave nothing.

    Returns
    -------
    The settings in force. Paths of the file are relative to the data folder, all others to the working directory.

    Raises
    ------
    InvalidSettings
        With every fault of every source.
    """
    names = {PREFIX + field.upper(): field for field in FIELDS}
    layers: list[tuple[Source, dict[str, Any]]] = [
        ("lykta.toml", {}),
        ("miljö", {names[name]: value for name, value in environ.items() if name in names and value.strip()}),
        ("kommandorad", {name: value for name, value in (options or {}).items() if value is not None}),
    ]
    faults = list(_misspelt(environ, known=names))
    data = Path(next((layer["data"] for _, layer in reversed(layers) if "data" in layer), "lykta-data"))
    in_file, file_faults = _read_file(data)
    faults += file_faults
    layers[0] = ("lykta.toml", in_file)

    values: dict[str, Any] = {}
    sources: dict[str, Source] = dict.fromkeys(FIELDS, "standard")
    for source, layer in layers:
        values |= layer
        sources |= dict.fromkeys(layer, source)
    try:
        settings = Settings(**values, sources=sources)
    except ValidationError as error:
        raise InvalidSettings([*faults, *_sentences(error, sources=sources)]) from error
    if faults:
        raise InvalidSettings(faults)
    return settings


def check_reach(settings: Settings) -> None:
    """
    Refuse to serve where browsers would switch off what a tablet needs.

    On plain HTTP beyond localhost a browser has no service worker and drops `__Host-` cookies: nothing would be kept
    offline.

    Raises
    ------
    InvalidSettings
        If others than this machine reach the server without TLS, with the two remedies.
    """
    if settings.host in LOOPBACK or settings.own_tls or settings.public_url is not None:
        return
    raise InvalidSettings(
        [
            f"Värden {settings.host} nås från andra datorer, och utan HTTPS kan surfplattor inte spara utan nät: "
            "ange ett certifikat (--cert FIL --key FIL), eller sätt LYKTA_PUBLIC_URL till https-adressen hos en proxy "
            "framför servern."
        ]
    )


def base_url(settings: Settings, *, port: int | None = None) -> str:
    """
    Give the start of every link, QR code and mail.

    Parameters
    ----------
    settings
        The settings in force.
    port
        The port that is listened on, where the settings leave it to the system.

    Returns
    -------
    An origin without a closing slash.
    """
    if settings.public_url is not None:
        return settings.public_url
    number = settings.port if port is None else port
    if not settings.own_tls:
        return f"http://localhost:{number}"
    host = "localhost" if settings.host in {"0.0.0.0", "::"} else settings.host
    host = f"[{host}]" if ":" in host else host
    return f"https://{host}" + ("" if number == 443 else f":{number}")


def is_loopback(environ: Mapping[str, Any], settings: Settings) -> bool:
    """
    Tell whether a request comes from a person at this very machine.

    Behind a proxy nothing does: the proxy's own address is often a local one, and it may hide itself.

    Parameters
    ----------
    environ
        The request's WSGI environment.
    settings
        The settings in force.
    """
    if settings.public_url is not None or settings.trusted_proxy:
        return False
    if any(name in {"HTTP_FORWARDED", "HTTP_VIA"} or name.startswith("HTTP_X_FORWARDED") for name in environ):
        return False
    return environ.get("REMOTE_ADDR") in {"127.0.0.1", "::1"} and host_in(environ.get("HTTP_HOST")) in LOOPBACK


def _read_file(data: Path) -> tuple[dict[str, Any], list[str]]:
    path = data / FILE
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        # no folder either: whoever makes it says what stands in its place
        return {}, []
    except (OSError, UnicodeDecodeError) as error:
        reason = type(error).__name__
        return {}, [f"{path} kan inte läsas ({reason}); spara filen som UTF-8 och läsbar för den som kör Lykta."]
    except tomllib.TOMLDecodeError as error:
        return {}, [f"{path} är inte giltig TOML ({error}); rätta raden, till exempel: port = 8000"]
    allowed = [name for name in FIELDS if name != "data"]
    faults = [
        f"{path}: inställningen {name} finns inte här; de som finns är {', '.join(allowed)}."
        for name in content
        if name not in allowed
    ]
    values = {name: value for name, value in content.items() if name in allowed}
    for name in ("tls_cert", "tls_key"):
        if isinstance(values.get(name), str):
            values[name] = data / values[name]
    return values, faults


def _misspelt(environ: Mapping[str, str], *, known: Iterable[str]) -> Iterable[str]:
    for name in sorted(environ):
        if name.startswith(PREFIX) and name not in known:
            near = difflib.get_close_matches(name, known, n=1, cutoff=0.85)
            if near:
                yield f"{name} (miljö): inställningen finns inte; menades {near[0]}?"


def _sentences(error: ValidationError, *, sources: Mapping[str, Source]) -> Iterable[str]:
    for fault in error.errors():
        field = str(fault["loc"][0])
        reason = fault.get("ctx", {}).get("error", fault["msg"])
        source = sources.get(field, "kommandorad")
        name = PREFIX + field.upper() if source == "miljö" else field
        yield f"{name} ({source}): {reason}."
