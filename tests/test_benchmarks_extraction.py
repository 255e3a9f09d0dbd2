from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest
from extract_pages import ENGLISH, fetched, paragraphs, site

from benchmarks.extraction import main
from benchmarks.labels import labels
from benchmarks.metric import body_score, f1, names, precision_recall, rates, same_image
from benchmarks.samples import read_page


def test_a_body_is_scored_by_runs_of_four_tokens() -> None:
    assert rates("a b c d e", "a b c d e") == (1, 0, 0)
    assert rates("a b c d e", "a b c d") == (0.5, 0, 0.5)
    assert rates("a b c d", "a b c d x") == (0.5, 0.5, 0)
    assert rates("", "") == (0, 0, 0)
    assert rates("重庆定下目标", "重庆定下目标") == (1, 0, 0)
    assert precision_recall((0.5, 0, 0.5)) == (1, 0.5)
    assert f1(1, 0.5) == pytest.approx(2 / 3)
    assert body_score([(1, 0, 0), (0, 0, 1)]) == (pytest.approx(2 / 3), 1, 0.5, 1)


def test_names_and_images_are_folded() -> None:
    assert names(["By Ann Lee and Bo Roe", ["张三、李四"]]) == {"ann lee", "bo roe", "张三", "李四"}
    assert same_image("https://a.example/x/harbour.jpg?w=1", ["/y/harbour.webp"])
    assert not same_image("/x/a.jpg", ["/y/b.jpg"])


def test_labels_are_the_choice_with_the_highest_score() -> None:
    texts = ["Home", *ENGLISH[:2], "Read also", "Repairs", *ENGLISH[2:], "Terms of use"]
    truth = "\n".join([*ENGLISH[:2], "Repairs", *ENGLISH[2:]])
    assert labels(texts, truth).tolist() == [0, 1, 1, 0, 1, 1, 1, 1, 0]


def test_the_benchmark_prints_a_table_and_writes_it_to_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("news_en", "publishers", "multilingual", "web_articles", "metadata"):
        (tmp_path / name).mkdir()
        truth = {"id": "1", "url": "https://a.example/x", "body": "\n".join(ENGLISH), "title": "Harbour bridge reopens after two years of repairs"}  # fmt: skip
        (tmp_path / name / "truth.jsonl").write_text(json.dumps(truth) + "\n", "utf-8")
        (tmp_path / name / "1.html.gz").write_bytes(gzip.compress(site(paragraphs(ENGLISH)).encode()))  # fmt: skip
    out = tmp_path / "quality.md"
    out.write_text("# Q\n\n<!-- tables -->\nold\n<!-- end of tables -->\nrest\n", "utf-8")
    main([str(tmp_path), "--out", str(out), "--sets", "news_en"])
    assert "old" in out.read_text("utf-8")
    main([str(tmp_path), "--out", str(out)])
    written = out.read_text("utf-8")
    assert "| newsmill | 1.000 | 1.000 | 1.000 | 0 | 1.000 | – |" in written
    assert written.startswith("# Q\n\n<!-- tables -->\n\n### news_en (1 pages)")
    assert written.endswith("<!-- end of tables -->\nrest\n")
    assert "old" not in written
    assert "### metadata (1 pages)" in capsys.readouterr().out


def test_bodies_are_chosen_as_models_judged_that_saw_no_page_of_the_site(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "news_en").mkdir()
    truth = {"id": "1", "url": "https://a.example/x", "body": "\n".join(ENGLISH)}
    markup = site(paragraphs(ENGLISH))
    (tmp_path / "news_en" / "truth.jsonl").write_text(json.dumps(truth) + "\n", "utf-8")
    (tmp_path / "news_en" / "1.html.gz").write_bytes(gzip.compress(markup.encode()))
    read = read_page(fetched(markup))
    assert read is not None
    probable = [0.9 if run.text in ENGLISH[:2] else 0.0 for run in read[0]]
    judged = tmp_path / "judged.npz"
    np.savez(judged, **{"news_en/1": np.array(probable, np.float32)})
    main([str(tmp_path), "--sets", "news_en", "--judged", str(judged)])
    rows = capsys.readouterr().out
    score, precision, recall, _ = body_score([rates(truth["body"], "\n".join(ENGLISH[:2]))])
    told = (
        f"| newsmill, site unseen | {score:.3f} | {precision:.3f} | {recall:.3f} | 0 | – | – | – |"
    )
    assert (told in rows, precision, recall < 0.5) == (True, 1, True)
    assert "| newsmill | 1.000 |" in rows
