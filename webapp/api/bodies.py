"""Reading a JSON body: strict about its form, and about the numbers that JSON does not have."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from flask import request
from pydantic import BaseModel

from webapp.errors import ProblemError
from webapp.i18n import _

Form = TypeVar("Form", bound=BaseModel)


def read_json() -> Any:
    """
    Read the body of the request.

    Raises
    ------
    ProblemError
        400 if it is no JSON. NaN and Infinity, which are none, come out as the words: the field's rule then names them.
    """
    data = request.get_data(cache=False)
    try:
        return json.loads(data.decode("utf-8"), parse_constant=str)
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise ProblemError(
            400,
            _("Anropet kan inte läsas"),
            _("Kroppen ska vara JSON i UTF-8. Ingenting har sparats; sänd igen när den är rättad."),
        ) from None


def read_body(form: type[Form]) -> Form:
    """
    Read the body into a form; its faults become the answer, all at once.

    Raises
    ------
    pydantic.ValidationError
        If it breaks the form; `webapp.errors` turns that into a 400 that names every field.
    """
    return form.model_validate(read_json())
