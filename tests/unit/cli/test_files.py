"""Files and folders become objects: a folder keeps its layout, and its manifests come last."""

from pathlib import Path

import pytest
from costgov.errors import BillingFileError

from cli.files import Upload, uploads


def written(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    return folder


def told(found: list[Upload]) -> list[tuple[str, bool]]:
    return [(upload.key, upload.is_reported) for upload in found]


def test_files_keep_their_names(tmp_path: Path) -> None:
    written(tmp_path, "a.csv", "b.csv.zst")

    assert told(uploads([tmp_path / "a.csv", tmp_path / "b.csv.zst"])) == [
        ("billing/a.csv", True),
        ("billing/b.csv.zst", True),
    ]
    assert told(uploads([tmp_path / "a.csv"], "october.csv")) == [("billing/october.csv", True)]


def test_the_manifests_of_an_export_come_last_and_tell_of_its_files(tmp_path: Path) -> None:
    month = "BILLING_PERIOD=2026-10"
    written(
        tmp_path / "cur",
        f"metadata/{month}/cur-Manifest.json",
        f"metadata/{month}/cur-create-table.sql",
        f"data/{month}/cur-2.parquet",
        f"data/{month}/cur-1.parquet",
    )

    assert told(uploads([tmp_path / "cur"], "focus")) == [
        (f"billing/focus/data/{month}/cur-1.parquet", False),
        (f"billing/focus/data/{month}/cur-2.parquet", False),
        (f"billing/focus/metadata/{month}/cur-create-table.sql", False),
        (f"billing/focus/metadata/{month}/cur-Manifest.json", True),
    ]


def test_the_files_of_a_folder_without_a_manifest_stand_for_themselves(tmp_path: Path) -> None:
    found = uploads([written(tmp_path / "bills", "2026/a.csv", "b.csv")])

    assert told(found) == [("billing/bills/2026/a.csv", True), ("billing/bills/b.csv", True)]


def test_what_cannot_be_uploaded_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for paths, name, sentence in (
        ([tmp_path / "gone.csv"], None, "gone.csv does not exist"),
        ([tmp_path / "empty"], None, "empty holds no file"),
        ([tmp_path, tmp_path], "one", "several files cannot have one name"),
    ):
        with pytest.raises(BillingFileError, match=sentence):
            uploads(paths, name)
