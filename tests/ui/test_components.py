"""The promises that components make to every page."""

import re
from datetime import date
from types import SimpleNamespace

import pytest
from django import forms
from django.db.models.fields import BLANK_CHOICE_DASH

from reformasi.ui.counts import Count
from reformasi.ui.pages import Page, Place
from reformasi.ui.sample import SampleFilters, SampleForm

pytestmark = pytest.mark.urls("tests.ui.urls")


def test_an_input_is_tied_to_its_label_its_help_and_its_error(draw):
    form = SampleForm({})

    page = draw('<c-field :field="form.title" />', form=form)

    assert '<label class="form-label" for="id_title">' in page
    described = re.search(r'aria-describedby="([^"]+)"', page)[1].split()
    assert described == ["id_title_helptext", "id_title_error"]
    assert all(f'id="{name}"' in page for name in described)
    assert 'aria-invalid="true"' in page


@pytest.mark.parametrize("name", list(SampleForm.base_fields))
def test_every_kind_of_input_is_drawn_with_its_words(draw, name):
    page = draw('<c-field :field="field" />', field=SampleForm()[name])

    assert str(SampleForm.base_fields[name].label) in page
    assert f'name="{name}"' in page


def test_an_empty_choice_says_what_to_do(draw):
    class Form(forms.Form):
        unit = forms.ChoiceField(choices=[*BLANK_CHOICE_DASH, ("1", "Biro")])

    page = draw('<c-field :field="form.unit" />', form=Form())

    assert '<option value="" selected>Pilih …</option> <option value="1">Biro</option>' in page


def test_two_forms_that_upload_stand_on_one_page(draw):
    page = draw('<c-form :upload="True" /><c-form :upload="True" />')

    assert page.count("<progress") == 2
    assert not re.search(r'<progress[^>]* id="', page)


def test_a_wrong_form_says_what_is_wrong_first_and_leads_there(draw):
    page = draw('<c-form :form="form" />', form=SampleForm({"title": "Sudah diketik"}))

    summary, rest = page.split("</ul>", 1)
    assert 'role="alert"' in summary
    for target in re.findall(r'href="#([^"]+)"', summary):
        assert f'id="{target}"' in rest
    assert 'value="Sudah diketik"' in rest


def test_a_form_posts_with_its_token_its_version_and_room_for_files(draw):
    page = draw('<c-form :form="form" :version="1234" />', form=SampleForm())

    assert "csrfmiddlewaretoken" in page
    assert 'name="version" value="1234"' in page  # not 1.234
    assert 'enctype="multipart/form-data"' in page


def test_a_form_that_saves_by_itself_says_where_and_since_when(draw):
    class Draft(forms.Form):
        title = forms.CharField()

    page = draw('<c-form :form="form" autosave="/draf/7/" />', form=Draft())

    assert 'data-autosave-url="/draf/7/"' in page
    assert 'role="status" data-autosave-status' in page


def test_a_status_is_always_told_in_words(draw):
    page = draw('<c-status-badge status="returned" label="Dikembalikan" />')

    assert re.sub(r"<[^>]+>", "", page).strip() == "Dikembalikan"
    assert "badge--warning" in page


def test_a_move_that_needs_a_reason_asks_for_it_and_carries_the_version(draw):
    move = SimpleNamespace(
        verb="return", label="Kembalikan", needs_note=True, style="danger", note_label=""
    )
    moves = [SimpleNamespace(move=move, url="/kegiatan/7/kembalikan/")]

    page = draw(
        '<c-moves :moves="moves" :obj="thing" />',
        moves=moves,
        thing=SimpleNamespace(pk=1234, version=3),
    )

    assert 'action="/kegiatan/7/kembalikan/"' in page
    assert 'name="note" rows="3" required' in page
    assert 'for="note-return-1234"' in page
    assert 'name="version" value="3"' in page


def test_a_component_does_not_see_the_page_around_it(draw):
    page = draw("<c-card>isi</c-card>", title="Judul halaman")

    assert "Judul halaman" not in page


def test_an_empty_value_of_a_list_of_facts_is_a_dash(draw):
    assert "<dd>–</dd>" in draw('<c-fact label="Catatan"></c-fact>')


def test_pages_are_offered_only_where_there_are_more(draw, rf):
    short = Page([1, 2], Place(), rf.get("/"), lambda: Count(2))
    long = Page([1, 2], Place(next="2aW10"), rf.get("/"), lambda: Count(1_000, more=True))

    assert "<nav" not in draw('<c-pagination :page="page" />', page=short)
    assert 'rel="next" href="/?page=2aW10"' in draw('<c-pagination :page="page" />', page=long)
    assert "Jumlah: 2" in draw('<c-count :page="page" />', page=short)
    assert "Jumlah: lebih dari 1.000" in draw('<c-count :page="page" />', page=long)


def test_a_chart_that_is_not_drawn_yet_shows_its_words_and_its_table(draw):
    chart = SimpleNamespace(
        title="Nilai",
        alt="Satu area.",
        headers=["Area", "Nilai"],
        rows=[["A", 1]],
        key="k",
        svg=None,
        sample=True,
    )

    page = draw('<c-chart :chart="chart" />', chart=chart)

    assert 'hx-get="/bagan/k/"' in page
    assert "Satu area." in page
    assert '<th scope="row">A</th>' in page
    assert "data contoh" in page


def test_a_day_is_text_in_the_order_of_indonesia_with_its_words_beside_it(draw):
    form = SampleForm(initial={"held_on": date(2019, 4, 30)})

    page = draw('<c-field :field="form.held_on" />', form=form)

    assert 'type="text" name="held_on" value="30/04/2019"' in page
    assert 'data-day="2019-04-30">Selasa, 30 April 2019</output>' in page


def test_a_chart_of_nothing_is_only_its_words(draw):
    chart = SimpleNamespace(
        title="Nilai", alt="Belum ada nilai.", headers=["Area"], rows=[], key="k", svg="<svg/>"
    )

    page = draw('<c-chart :chart="chart" />', chart=chart)

    assert "Belum ada nilai." in page
    assert "<svg/>" not in page
    assert "<table" not in page


def test_a_row_of_a_form_can_be_taken_away_only_where_it_is_already_there(draw):
    row_forms = forms.formset_factory(SampleFilters, can_delete=True, extra=1)

    there, new = (
        draw('<c-form-row :row="row" legend="Baris" />', row=row)
        for row in row_forms(initial=[{"q": "rapat"}])
    )

    assert there.count('name="form-0-DELETE"') == 1
    assert "Hapus baris ini" in there
    assert "DELETE" not in new
    assert 'name="form-1-q"' in new
