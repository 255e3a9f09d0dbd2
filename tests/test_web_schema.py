"""The API holds to its own description, whatever it is asked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from web_world import TOKEN, Served, world

KNOWN = {"Authorization": f"Bearer {TOKEN}"}
EXAMPLES = 8
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with world(tmp_path_factory.mktemp("world"), 6, web_token=TOKEN) as one:
        yield one


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_every_answer_is_as_described(served: Served, mode: GenerationMode) -> None:
    schema = schemathesis.openapi.from_url(f"{served.base}/api/v1/openapi.json", headers=KNOWN)
    operations = [one.ok() for one in schema.get_all_operations()]
    assert len(operations) > 10
    for operation in operations:

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def hold(case: schemathesis.Case) -> None:
            case.call_and_validate(headers=KNOWN, checks=CHECKS)

        try:
            hold()
        except Unsatisfiable:
            assert mode is GenerationMode.NEGATIVE


@pytest.mark.parametrize("path", ["records", "records/1", "records/7/versions", "records/1/copies", "search?q=重庆", "stories", "stats", "sources", "sources/news", "runs", "runs/1", "status"])  # fmt: skip
def test_a_known_answer_is_not_sent_again(served: Served, path: str) -> None:
    first = served.ask("GET", f"/api/v1/{path}", KNOWN)
    assert first.status_code == 200
    mark = first.headers["etag"]
    again = served.ask("GET", f"/api/v1/{path}", KNOWN | {"If-None-Match": f'"x", {mark}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", mark)


def test_pages_of_a_list_hold_each_record_once(served: Served) -> None:
    for path, name in (("records?limit=2", "records"), ("runs?limit=5", "runs"), ("search?q=重庆&limit=2", "records")):  # fmt: skip
        seen: list[int] = []
        after = ""
        while after is not None:
            page = served.ask("GET", f"/api/v1/{path}&after={after}" if after else f"/api/v1/{path}", KNOWN).json()  # fmt: skip
            seen += [one["id"] for one in page[name]]
            after = page["next"]
        assert len(seen) == len(set(seen)) > 5


@pytest.mark.parametrize(
    ("path", "status", "why"),
    [
        ("records/999", 404, "there is no record 999"),
        ("runs/999", 404, "there is no run 999"),
        ("sources/none", 404, "there is no source 'none'"),
        ("records?after=x", 400, "'x' is no cursor"),
        ("records?since=soon", 400, "since 'soon' is no time"),
        ("records?status=gone", 400, "current or withdrawn"),
        ('search?q="half', 400, "does not end"),
        ("search", 422, "q: Field required"),
        ("nothing", 404, "Not Found"),
    ],
)
def test_a_problem_says_what_is_wrong(served: Served, path: str, status: int, why: str) -> None:
    answer = served.ask("GET", f"/api/v1/{path}", KNOWN)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == status
    assert why in told["detail"]


def test_long_answers_are_packed(served: Served) -> None:
    answer = served.ask("GET", "/api/v1/openapi.json", KNOWN | {"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
