"""Answer what went wrong: a Swedish page for people, application/problem+json for programs, always with the way out."""

from __future__ import annotations

import json
import logging
import secrets
import traceback
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from flask import Response, current_app, make_response, render_template, request
from markupsafe import Markup
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from geodata.errors import UnknownAreaError
from walks.errors import NotFound
from webapp.field_faults import Fault, field_faults
from webapp.i18n import _

if TYPE_CHECKING:
    from flask import Flask

log = logging.getLogger("lykta")

API = "/api/"
_KEPT_HEADERS = ("Allow", "Retry-After", "WWW-Authenticate")


class ProblemError(Exception):
    """
    What a view raises to refuse: an HTTP status, and what a person reads about it.

    `errors` names the fields at fault, `remedy` the way out where `detail` does not say it, `headers` what else the
    answer carries (Retry-After).
    """

    def __init__(
        self,
        status: int,
        title: str,
        detail: str,
        errors: Sequence[Fault] = (),
        *,
        remedy: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, title, detail)
        self.status = status
        self.title = title
        self.detail = detail
        self.errors = tuple(errors)
        self.remedy = remedy
        self.headers = dict(headers or {})


def problem(
    status: int, title: str, detail: str, *, errors: Sequence[Fault] = (), remedy: str = "", kind: str = "about:blank"
) -> Response:
    """
    Make an answer for programs, as RFC 9457 has it.

    Parameters
    ----------
    status
        HTTP status.
    title
        What kind of fault it is, in a few words.
    detail
        What is wrong here, in a sentence.
    errors
        The fields at fault, where there are some.
    remedy
        The way out; put after the detail.
    kind
        "about:blank", or the address of a help page.
    """
    body: dict[str, object] = {"type": kind, "title": title, "status": status, "detail": f"{detail} {remedy}".strip()}
    if errors:
        body["errors"] = list(errors)
    return Response(json.dumps(body, ensure_ascii=False), status, content_type="application/problem+json")


def answer(error: ProblemError) -> Response:
    """Answer a refusal in the form that the address asks for."""
    if request.path.startswith(API):
        response = problem(error.status, error.title, error.detail, errors=error.errors, remedy=error.remedy)
    else:
        response = make_response(_page(error), error.status)
    response.headers.update(error.headers)
    return response


def standard(status: int) -> ProblemError:
    """
    Say what is known about a status when nothing else is.

    Parameters
    ----------
    status
        HTTP status of 400 or more.
    """
    # 401 is never told apart from 404: who has no access does not learn what exists
    known: dict[int, tuple[str, str, str]] = {
        400: (
            _("Frågan går inte att tolka"),
            _("Något i det som skickades saknas eller har fel form."),
            _("Gå tillbaka, ladda om sidan och försök igen."),
        ),
        403: (
            _("Det här får inte göras härifrån"),
            _("Servern tar bara emot ändringar från sina egna sidor."),
            _("Öppna sidan på nytt från startsidan och försök igen."),
        ),
        404: (
            _("Sidan finns inte"),
            _("Adressen är felskriven, eller så har du inte tillgång till den."),
            _("Kontrollera adressen, eller öppna länken du fick på nytt."),
        ),
        405: (
            _("Så går adressen inte att använda"),
            _("Adressen finns, men tar inte emot den här sortens fråga."),
            _("Gå till startsidan och börja därifrån."),
        ),
        408: (
            _("Det tog för lång tid"),
            _("Det som skickades kom inte fram helt."),
            _("Kontrollera nätet och försök igen."),
        ),
        413: (
            _("Det som skickades är för stort"),
            _("Här får högst %(limit)s skickas.", limit=_size(request.max_content_length or 0)),
            _("Dela upp det och skicka delarna var för sig."),
        ),
        415: (
            _("Fel sorts innehåll"),
            _("Adressen tar emot JSON."),
            _("Skicka med Content-Type: application/json."),
        ),
        429: (
            _("För många försök"),
            _("Det har kommit för många försök på kort tid."),
            _("Vänta en stund och försök igen."),
        ),
        503: (
            _("Servern har fullt upp"),
            _("Frågan kunde inte besvaras just nu."),
            _("Vänta en minut och försök igen."),
        ),
    }
    if status in known:
        title, detail, remedy = known[status]
        return ProblemError(status, title, detail, remedy=remedy)
    generic = known[400] if status < 500 else known[503]
    return ProblemError(status, *generic[:2], remedy=generic[2])


def invalid(error: ValidationError) -> ProblemError:
    """Say about data that broke its form every field at fault, what is wrong and what would be right."""
    return ProblemError(
        400,
        _("Uppgifterna går inte att använda"),
        _("Något saknas eller har fel form."),
        field_faults(error),
        remedy=_("Rätta och skicka igen; inget har sparats."),
    )


def log_fault(error: BaseException, *, reference: str = "") -> None:
    """
    Log where in the code something went wrong, and nothing of what people sent.

    The message of an error may quote a finding, a token or an address, so only its class is written.

    Parameters
    ----------
    error
        What was raised, with its traceback.
    reference
        Code that the person was shown.
    """
    lines: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(lines) < 100:
        lines += [
            f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(cause.__traceback__)
        ]
        lines.append(f"{type(cause).__module__}.{type(cause).__qualname__}")
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    log.error("fel %s\n%s", reference or "-", "\n".join(lines))


def register(app: Flask) -> None:
    """
    Answer every fault of an application in one of the two forms.

    Parameters
    ----------
    app
        The application; its template error.html takes status, title, detail and remedy.
    """
    app.register_error_handler(ProblemError, answer)
    app.register_error_handler(ValidationError, lambda error: answer(invalid(error)))
    app.register_error_handler(NotFound, lambda _error: answer(standard(404)))
    app.register_error_handler(UnknownAreaError, lambda _error: answer(standard(404)))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def _http(error: HTTPException) -> Response | HTTPException:
    status = error.code or 500
    if status < 400 or error.response is not None:
        return error
    refusal = standard(status)
    # Werkzeug's own descriptions are English and may quote what was sent
    given = dict(error.get_headers())
    refusal.headers = {name: given[name] for name in _KEPT_HEADERS if name in given}
    return answer(refusal)


def _unexpected(error: Exception) -> Response:
    if current_app.testing:
        raise error
    reference = secrets.token_hex(4)
    log_fault(error, reference=reference)
    return answer(
        ProblemError(
            500,
            _("Något gick fel hos oss"),
            _("Felet är antecknat med koden %(reference)s.", reference=reference),
            remedy=_("Försök igen om en stund. Händer det igen: berätta koden för den som sköter servern."),
        )
    )


def _page(error: ProblemError) -> str:
    detail = " ".join([error.detail, *(f"{fault['field']}: {fault['message']}" for fault in error.errors)])
    try:
        return render_template("error.html", status=error.status, title=error.title, detail=detail, remedy=error.remedy)
    except Exception as failure:
        if current_app.testing:
            raise
        # the fault may lie in what every page is made of
        log_fault(failure)
        page = Markup(
            '<!doctype html><html lang="sv"><title>{0} – Lykta</title>'
            "<main><h1>{0}</h1><p>{1}</p><p>{2}</p></main></html>"
        )
        return page.format(error.title, detail, error.remedy)


def _size(count: int) -> str:
    return f"{count // 1024**2} MB" if count >= 1024**2 else f"{count // 1024} kB"
