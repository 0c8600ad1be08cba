"""The cache holds JSON: what somebody else has put into it is never run."""

import pickle

import pytest
from django.core.cache import cache

from reformasi.ui import charts

pytestmark = pytest.mark.usefixtures("empty_cache")


@pytest.fixture
def empty_cache():
    cache.clear()
    yield
    cache.clear()


@pytest.mark.parametrize("value", [0, 7, True, None, "<svg>–</svg>", [1.5, 1790000000.25], "1"])
def test_what_the_portal_keeps_comes_back_as_it_was(value):
    cache.set("uji", value, 60)

    assert cache.get("uji", "gone") == value
    assert type(cache.get("uji")) is type(value)


def test_a_counter_goes_on_counting():
    cache.add("uji", 0, 60)
    cache.incr("uji")

    assert cache.incr("uji") == 2


class Trap:
    def __reduce__(self):
        return pytest.fail, ("what lay in the cache was run",)


def test_a_pickle_in_the_cache_is_not_opened():
    redis = cache._cache.get_client(write=True)
    redis.set(cache.make_key("uji"), pickle.dumps(Trap()))

    with pytest.raises(ValueError, match="Expecting value"):
        cache.get("uji")


def test_what_an_older_portal_pickled_is_not_met():
    redis = cache._cache.get_client(write=True)
    chart = charts.bar("Nilai", [("Satu", 1.5)], value="Nilai", label="Unit", alt="Satu 1,5.")
    redis.set(f":1:chart:{chart.key}", pickle.dumps("<svg/>"))

    assert chart.svg is None
