"""JMESPath expressions, which name a place in a JSON answer. Grammar: https://jmespath.org."""

from __future__ import annotations


def check_path(path: str) -> str:
    """Return the expression, stripped; ValueError says where it goes wrong."""
    stripped = path.strip()
    refusal = _refusal(stripped)
    if refusal:
        raise ValueError(
            f"{stripped!r} is no JMESPath: {refusal}."
            ' Write names with dots between them, as in "data.items"; see https://jmespath.org'
        )
    return stripped


def _refusal(path: str) -> str | None:
    import jmespath  # noqa: PLC0415 - needed only where such a listing is read
    from jmespath.exceptions import JMESPathError, UnknownFunctionError  # noqa: PLC0415 - the same

    try:
        jmespath.compile(path).search({})
    except UnknownFunctionError as error:
        return str(error)
    except JMESPathError as error:
        # that a function is not pleased with an empty answer says nothing about the path
        return None if hasattr(error, "function_name") else _first_line(str(error))
    return None


def _first_line(text: str) -> str:
    return text.splitlines()[0].rpartition("expression: ")[2].rstrip(":.")
