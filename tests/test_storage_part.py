from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from storage.part import part


class Whole:
    def __init__(self) -> None:
        self.made: list[object] = []
        self.tries = 0

    @part
    def one(self) -> object:
        """What there is one of."""
        self.made.append(made := object())
        return made

    @part
    def pair(self) -> tuple[object, object]:
        return self.one, self.one

    @part
    def late(self) -> str:
        self.tries += 1
        if self.tries == 1:
            raise OSError("not yet")
        return "made"


def test_it_is_made_when_it_is_first_asked_for_and_once() -> None:
    whole, other = Whole(), Whole()
    assert whole.made == []
    assert whole.one is whole.one
    assert whole.made == [whole.one]
    assert other.one is not whole.one


def test_threads_that_ask_at_once_get_the_same() -> None:
    whole, together = Whole(), Barrier(8)

    def asked() -> object:
        together.wait()
        return whole.one

    with ThreadPoolExecutor(8) as threads:
        found = [one.result() for one in [threads.submit(asked) for _ in range(8)]]
    assert len(set(map(id, found))) == len(whole.made) == 1


def test_one_part_may_ask_for_another() -> None:
    whole = Whole()
    assert whole.pair == (whole.one, whole.one)


def test_what_could_not_be_made_is_tried_again() -> None:
    whole = Whole()
    with pytest.raises(OSError, match="not yet"):
        _ = whole.late
    assert whole.late == "made"


def test_a_class_shows_what_it_says_of_a_part() -> None:
    assert Whole.one.__doc__ == "What there is one of."
