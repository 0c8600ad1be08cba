"""Every page of the portal on a phone, as somebody who may open it: axe has nothing to say.

The pages of the journey are asked about in both themes and widths (``test_accessibility``).
"""

import pytest
from django.urls import reverse

from tests.house.access_domain_rows import ROWS
from tests.house.access_rows import Case
from tests.house.access_world import ANONYMOUS, OWN, build

from .axe import violations

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("pages"),
    pytest.mark.django_db(transaction=True),
]
#: Who opens a page: the first of them whom the tables let through.
READERS = ("ketua_tim", "biro", "pegawai", "pimpinan", "admin", "admin kementerian")


def pages_of(world):
    """Each page once: its address and the person who opens it. What is no page stays out."""
    for row in ROWS:
        if "GET" not in row.methods or not {"", OWN} & set(row.at):
            continue
        for label in (ANONYMOUS, *READERS) if row.public else READERS:
            case = Case(world, world.askers[label], OWN)
            if not (row.see(case) and row.may(case)):
                continue
            address = reverse(row.name, args=row.args(case))
            response = case.asker.client.get(address)
            response.close()
            if response.status_code == 200:
                if not response.streaming and b"<html" in response.content:
                    yield label, address
                break


@pytest.fixture
def windows(open_window, live_server):
    """``windows(asker)``: one browser window for each person, kept while they read."""
    opened = {}

    def window_of(asker):
        if asker.label not in opened:
            page = opened[asker.label] = open_window()
            if asker.user:
                session = asker.client.cookies["sessionid"].value
                cookie = {"name": "sessionid", "value": session, "url": live_server.url}
                page.context.add_cookies([cookie])
        return opened[asker.label]

    return window_of


def test_every_page_can_be_read_by_everybody(windows):
    world = build()
    pages = list(pages_of(world))
    wrong = [
        violation
        for label, address in pages
        for violation in violations(windows(world.askers[label]), address, widths=[390])
    ]
    assert len(pages) > 80
    assert wrong == []
