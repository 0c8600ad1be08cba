"""What the frames of lists, forms and messages do for every page that fills them."""

import re
from types import SimpleNamespace

import pytest
from django import forms
from django.template import TemplateSyntaxError

from reformasi.ui.counts import Count
from reformasi.ui.pages import Page, Place
from reformasi.ui.sample import SampleFilters

pytestmark = [pytest.mark.urls("tests.ui.urls")]

LIST = """
{% extends "ui/list.html" %}
{% block title %}Rencana{% endblock %}
{% block trail %}{% crumb "ui:gallery" "Atas & bawah" %}{% endblock %}
{% block main_action %}<a href="/baru/">Susun rencana</a>{% endblock %}
{% block filter %}<c-filter-bar :form="filters" />{% endblock %}
{% block columns %}{% column "unit" "Unit" %}{% column "score" "Nilai" "number" %}{% endblock %}
{% block cells %}
<td {% cell "unit" %}>{{ row.unit }}</td>
<td {% cell "score" %}>{{ row.score }}</td>
{% endblock %}
{% block nothing %}Belum ada rencana{% endblock %}
"""
FORM = """
{% extends "ui/form.html" %}
{% block title %}Ubah rencana{% endblock %}
{% block trail %}{% crumb "/rencana/" "Rencana" %}{% crumb plan %}{% endblock %}
"""


class Plan(SimpleNamespace):
    def get_absolute_url(self) -> str:
        return "/rencana/7/"

    def __str__(self) -> str:
        return "Rencana <7>"


class PlanForm(forms.Form):
    title = forms.CharField(label="Judul")


@pytest.fixture
def draw_list(draw, rf):
    def draw_it(rows, path="/", source=LIST, place=None):
        return draw(
            source,
            path,
            page=Page(rows, place or Place(), rf.get(path), lambda: Count(len(rows))),
            filters=SampleFilters(),
        )

    return draw_it


def test_a_title_is_written_once_and_stands_in_window_heading_and_trail(draw):
    source = '{% extends "base.html" %}{% block title %} Isi {{ name }} {% endblock %}'

    page = draw(source, name="<b>")

    assert "<title>Isi &lt;b&gt; · Reformasi</title>" in page
    assert "<h1>Isi &lt;b&gt;</h1>" in page
    assert '<span aria-current="page">Isi &lt;b&gt;</span>' in page


def test_a_trail_leads_from_home_over_the_steps_of_the_page(draw):
    trail = draw(FORM, plan=Plan(), form=PlanForm()).split('class="crumbs"')[1].split("</nav>")[0]

    assert re.findall(r'href="([^"]+)"', trail) == ["/", "/rencana/", "/rencana/7/"]
    assert "Rencana &lt;7&gt;" in trail
    assert trail.index("Beranda") < trail.index("Rencana &lt;7&gt;") < trail.index("Ubah rencana")


def test_the_label_of_a_column_is_written_once_and_stands_at_every_cell(draw_list):
    page = draw_list([Plan(unit="Biro", score=3), Plan(unit="Dit. A", score=4)])

    assert '<th scope="col">Unit</th>' in page
    assert '<th scope="col" class="number">Nilai</th>' in page
    assert page.count('<td data-label="Unit">') == 2
    assert page.count('<td data-label="Nilai" class="number">') == 2


def test_a_cell_of_a_column_that_is_not_there_is_refused(draw_list):
    with pytest.raises(TemplateSyntaxError, match="No column 'skor': there are unit, score"):
        draw_list([Plan(unit="Biro", score=3)], source=LIST.replace('cell "score"', 'cell "skor"'))


def test_an_empty_list_says_what_it_will_hold_and_offers_the_first_step(draw_list):
    page = draw_list([])

    assert "Belum ada rencana" in page
    assert page.count('<a href="/baru/">') == 2  # beside the title, and where the rows would be
    assert "<table" not in page


def test_a_filter_that_finds_nothing_offers_to_take_it_away(draw_list):
    page = draw_list([], path="/?q=zzz")

    rows = page.split('class="empty-state"')[1]
    assert "Tidak ada yang cocok" in rows
    assert "Hapus saringan" in rows
    assert "/baru/" not in rows


def test_a_list_offers_its_further_pages(draw_list):
    assert 'rel="next"' in draw_list([Plan(unit="Biro", score=3)], place=Place(next="2aW10"))


def test_a_form_page_leads_back_to_the_step_above_it(draw):
    page = draw(FORM, plan=Plan(), form=PlanForm(), version=1234)

    foot = page.split('class="form__foot"')[1]
    assert '<a class="btn btn--quiet" href="/rencana/7/"' in foot
    assert "Simpan" in foot
    assert 'name="version" value="1234"' in page
    assert 'name="title"' in page


def test_a_form_page_names_its_button_and_what_is_wrong(draw):
    source = FORM + "{% block submit %}Kirim{% endblock %}{% block submit_icon %}send{% endblock %}"

    page = draw(source, plan=Plan(), form=PlanForm({}))

    assert page.index('role="alert"') < page.index('name="title"')
    assert "Kirim" in page.split('class="form__foot"')[1]
    assert "Simpan" not in page.split('class="form__foot"')[1]


def test_a_form_page_may_have_buttons_of_its_own(draw):
    source = (
        FORM + '{% block buttons %}<button name="then" value="submit">Ajukan</button>{% endblock %}'
    )

    foot = draw(source, plan=Plan(), form=PlanForm()).split('class="form__foot"')[1]

    assert "Ajukan" in foot.split("</form>")[0]
    assert "Batal" not in foot.split("</form>")[0]


def test_a_page_of_confirmation_needs_no_form(draw):
    page = draw(FORM + "{% block fields %}<p>Akan hilang.</p>{% endblock %}", plan=Plan())

    assert "csrfmiddlewaretoken" in page
    assert "Akan hilang." in page
    assert 'name="version"' not in page


def test_a_message_has_no_trail_and_a_way_home(draw):
    page = draw('{% extends "ui/message.html" %}{% block title %}Habis{% endblock %}')

    assert 'class="crumbs"' not in page
    assert "Ke beranda" in page


def test_a_list_as_a_sheet_keeps_the_filters_of_the_page(draw, settings):
    settings.ROOT_URLCONF = "reformasi.urls"

    page = draw('<c-exports table="rencana-aksi" />', "/?q=a&page=3")

    assert 'href="/tabel/rencana-aksi/ekspor.xlsx?q=a"' in page
    assert 'href="/tabel/rencana-aksi/ekspor.csv?q=a"' in page
