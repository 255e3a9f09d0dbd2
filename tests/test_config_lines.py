from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.lines import key_lines, line_of, syntax_line

TEXT = '''# a comment
name = "x"   # another

title = """
[not a table]
a = 1
"""
[extract]
body = [
    "a",   # with a comment ]
    "b[",
]
deep.er.key = 1

[[listing]]
url = "/1"
[[listing]]
url = "/2"
[listing.more]
x = { y = [1, { z = 2 }] }
[[listing.parts]]
n = 1
[[listing.parts]]
n = 2
["quoted.key"]
"a b" = 'c'
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("name",), 2),
        (("title",), 4),
        (("extract",), 8),
        (("extract", "body"), 9),
        (("extract", "body", 1), 9),
        (("extract", "deep", "er", "key"), 13),
        (("listing", 0), 15),
        (("listing", 0, "url"), 16),
        (("listing", 1), 17),
        (("listing", 1, "url"), 18),
        (("listing", 1, "more", "x", "y", 1, "z"), 20),
        (("listing", 1, "parts", 0, "n"), 22),
        (("listing", 1, "parts", 1, "n"), 24),
        (("quoted.key", "a b"), 26),
    ],
)
def test_every_kind_of_key_has_its_line(path, line):
    assert key_lines(TEXT)[path] == line


@pytest.mark.parametrize(
    ("path", "line"), [(("missing",), 1), (("extract", "title"), 8), (("listing", 1, "title"), 17)]
)
def test_a_missing_key_is_where_its_table_is(path, line):
    assert line_of(key_lines(TEXT), path) == line


def test_line_ends_of_windows_change_nothing():
    assert key_lines(TEXT.replace("\n", "\r\n")) == key_lines(TEXT)


keys = st.text("abc", min_size=1, max_size=3)
values = st.sampled_from(["1", "true", '"x"', "[1,\n 2]", '"""\n[a]\n"""', "{a = 1}"])


@given(st.dictionaries(keys, values, max_size=5), st.lists(st.dictionaries(keys, values)))
def test_each_line_found_is_the_line_on_which_the_key_was_written(top, tables):
    lines, expected = [], {}
    for path, table in [((), top), *((("t", i), table) for i, table in enumerate(tables))]:
        if path:
            expected[path] = len(lines) + 1
            lines.append("[[t]]")
        for key, value in table.items():
            expected[(*path, key)] = len(lines) + 1
            lines += f"{key} = {value}\n# c".split("\n")
    found = key_lines("\n".join(lines))
    assert {path: found[path] for path in expected} == expected


@pytest.mark.parametrize(
    ("text", "line"),
    [("a = 1\nb = \n", 2), ("a = 1\na = 2\n", 2), ("[a]\nb = 1\n[a]\n", 3), ('a = 1\nb = "x', 2)],
)
def test_a_syntax_error_has_its_line(text, line):
    with pytest.raises(tomllib.TOMLDecodeError) as caught:
        tomllib.loads(text)
    assert syntax_line(caught.value, text) == line
