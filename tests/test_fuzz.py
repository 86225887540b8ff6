"""The fuzzer of `fuzz_extract.py`, for a short while."""

import subprocess
import sys
from pathlib import Path

import pytest
from fuzz_extract import one_input, text_of
from hypothesis import given, settings
from hypothesis import strategies as st

HERE = Path(__file__).parent


@pytest.mark.slow
def test_inputs_made_by_coverage(tmp_path: Path) -> None:
    pytest.importorskip("atheris")
    command = [
        sys.executable,
        HERE / "fuzz_extract.py",
        "-runs=1000",
        "-seed=1",
        f"-artifact_prefix={tmp_path}/",
    ]
    ran = subprocess.run(
        command, capture_output=True, encoding="utf-8", errors="replace", cwd=HERE.parent, check=False
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert "Done 1000 runs" in ran.stderr


@settings(max_examples=150)
@given(st.binary(max_size=120))
def test_any_input(data: bytes) -> None:
    one_input(data)


def test_bytes_become_words_and_characters() -> None:
    assert text_of(b"\x01\x02\x04") == "上饶经开区投资12.6亿元"
    assert text_of(b"\xff\x4e\x00")[0] == chr(0xFF4E00 % 0x110000)
    assert text_of(b"") == ""
