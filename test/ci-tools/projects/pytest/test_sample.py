import pathlib

import pytest


def test_passes():
    assert 1 + 1 == 2


def test_fails():
    assert 1 + 1 == 3


@pytest.mark.skip(reason="not now")
def test_skipped():
    pass


@pytest.mark.xfail
def test_expected_to_fail():
    assert False


@pytest.fixture
def broken():
    raise RuntimeError("no database")


def test_error(broken):
    pass


@pytest.fixture
def broken_after():
    yield
    raise RuntimeError("cannot clean up")


def test_error_after(broken_after):
    pass


@pytest.mark.flaky(reruns=2)
def test_flaky():
    seen = pathlib.Path("seen")
    is_first = not seen.exists()
    seen.touch()
    assert not is_first


@pytest.mark.flaky(reruns=1)
def test_fails_again():
    assert False


@pytest.mark.parametrize("n", [1, 2, 3])
def test_table(n):
    assert n < 3
