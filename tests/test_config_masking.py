from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.masking import mask_url


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("sqlite:////var/lib/newsmill.db", "sqlite:////var/lib/newsmill.db"),
        ("postgresql://u:secret@h:5432/db", "postgresql://u:***@h:5432/db"),
        ("postgresql://u@h/db", "postgresql://u@h/db"),
        ("postgresql://:secret@h/db", "postgresql://:***@h/db"),
        ("postgresql://u:a@b:c@h/db", "postgresql://u:***@h/db"),
        ("postgresql://h/db?user=u&password=x&a=b", "postgresql://h/db?user=u&password=***&a=b"),
        ("postgresql+psycopg://u:p%40@h/db", "postgresql+psycopg://u:***@h/db"),
    ],
)
def test_only_the_password_is_masked(url, shown):
    assert mask_url(url) == shown


@given(st.text())
def test_no_password_shows_however_it_is_written(password):
    assert mask_url(f"postgresql://user:{password}@host/db") == "postgresql://user:***@host/db"


@given(st.text(st.characters(exclude_characters="&;#:")))
def test_no_password_shows_in_the_query(password):
    shown = mask_url(f"postgresql://host/db?password={password}")
    assert shown == "postgresql://host/db?password=***"
