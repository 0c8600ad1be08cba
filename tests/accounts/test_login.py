"""Login by NIP or e-mail, limits, second factors and sessions."""

import re
import uuid

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import get_user
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from reformasi.accounts import tasks
from reformasi.audit.models import Entry
from reformasi.organisation.models import User
from reformasi.organisation.roles import Role
from tests.factories import UserFactory

PASSWORD = "Rahasia-sekali-1"


@pytest.fixture
def address():
    """An address of one's own, since login limits are counted by address."""
    number = uuid.uuid4().int
    return ".".join(str(number >> shift & 255) for shift in (0, 8, 16, 24))


@pytest.fixture
def browser(address):
    return Client(REMOTE_ADDR=address)


def log_in(browser, login, password=PASSWORD):
    return browser.post(reverse("account_login"), {"login": login, "password": password})


@pytest.mark.parametrize(
    "write",
    [
        lambda user: user.nip,
        lambda user: f"{user.nip[:8]} {user.nip[8:14]} {user.nip[14]} {user.nip[15:]}",
        lambda user: user.email,
        lambda user: user.email.upper(),
    ],
    ids=["nip", "nip in groups", "e-mail", "e-mail in capitals"],
)
def test_a_person_logs_in_with_nip_or_email(browser, pegawai, write):
    response = log_in(browser, write(pegawai))
    assert response.status_code == 302
    assert response.url == reverse("dashboards:home")
    assert get_user(browser) == pegawai
    page = browser.get(reverse("accounts:own")).content.decode()
    assert f"masuk sebagai {pegawai.name}" in page


@pytest.mark.parametrize("password", ["salah", ""])
def test_a_wrong_password_is_refused_without_saying_which_half_was_wrong(
    browser, pegawai, password
):
    response = log_in(browser, pegawai.nip, password)
    assert response.status_code == 200
    assert not get_user(browser).is_authenticated
    unknown = log_in(browser, "199901012020011999", password or "salah")
    assert unknown.status_code == 200


def test_the_sixth_wrong_try_is_stopped_even_with_the_right_password(browser, pegawai):
    for _ in range(5):
        log_in(browser, pegawai.nip, "salah")
    response = log_in(browser, pegawai.nip)
    assert not get_user(browser).is_authenticated
    assert response.status_code in {200, 429}


def test_another_spelling_of_the_same_nip_is_no_further_try(browser, settings, pegawai):
    settings.ALLOWED_HOSTS = ["portal.go.id", "testserver"]
    for blanks in range(5):
        login, host = f"{' ' * blanks}{pegawai.nip[:8]}.{pegawai.nip[8:]}", f"portal.go.id:{blanks}"
        browser.post(
            reverse("account_login"), {"login": login, "password": "salah"}, headers={"Host": host}
        )
    assert log_in(browser, pegawai.nip).status_code == 200
    assert not get_user(browser).is_authenticated


def test_too_many_requests_are_answered_with_a_page_of_the_portal(browser, settings, db):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "reset_password": "3/m/ip"}
    address = reverse("account_reset_password")
    for number in range(4):
        response = browser.post(address, {"email": f"tidak-ada-{number}@contoh.go.id"})
    assert response.status_code == 429
    page = response.content.decode()
    assert "Terlalu banyak percobaan" in page
    assert reverse("account_login") in page


def test_an_inactive_person_does_not_get_in(browser, pegawai):
    User.objects.filter(pk=pegawai.pk).update(is_active=False)
    response = log_in(browser, pegawai.nip)
    assert not get_user(browser).is_authenticated
    assert response.url == reverse("account_inactive")
    assert "tidak aktif" in browser.get(response.url).content.decode().lower()


def test_a_person_who_is_deactivated_is_out_at_once(browser, pegawai):
    log_in(browser, pegawai.nip)
    assert browser.get(reverse("accounts:own")).status_code == 200
    User.objects.filter(pk=pegawai.pk).update(is_active=False)
    assert browser.get(reverse("accounts:own")).status_code == 302


def test_a_person_without_a_role_gets_in_and_reads_what_to_do(browser, db):
    log_in(browser, UserFactory().nip)
    response = browser.get(reverse("dashboards:home"), follow=True)
    assert response.status_code == 200
    assert "penugasan" in response.content.decode()
    assert "belum punya penugasan" in browser.get(reverse("accounts:own")).content.decode()


@pytest.mark.parametrize("name", ["account_signup", "account_email", "socialaccount_signup"])
def test_nobody_registers_themselves(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_the_whole_portal_asks_for_a_login(client):
    response = client.get(reverse("organisation:people"))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_a_forgotten_password_is_set_anew_by_letter(browser, db):
    person = UserFactory()
    person.set_unusable_password()  # as after an import
    person.save()
    tasks.send_reset_letter(person.email, "id")
    link = re.search(r"https?://[^/]+(/akun/sandi/lupa/\S+)", mail.outbox[0].body).group(1)
    page = browser.get(link, follow=True)
    new = "Sandi-baru-2026"
    done = browser.post(page.redirect_chain[-1][0], {"password1": new, "password2": new})
    assert done.status_code == 302
    assert log_in(browser, person.nip, new).status_code == 302
    assert get_user(browser) == person


def test_a_forgotten_password_does_not_tell_who_has_an_account(browser, db):
    response = browser.post(reverse("account_reset_password"), {"email": "tidak-ada@contoh.go.id"})
    assert response.status_code == 302
    assert response.url == reverse("account_reset_password_done")


def test_pages_with_secrets_are_kept_nowhere_and_a_logout_forgets_the_others(login, pegawai):
    browser = login(pegawai)
    for name in ("mfa_index", "mfa_activate_totp", "mfa_generate_recovery_codes"):
        assert "no-store" in browser.get(reverse(name))["Cache-Control"]
    response = browser.post(reverse("account_logout"))
    assert response["Clear-Site-Data"] == '"cache"'
    assert not get_user(browser).is_authenticated


def test_sessions_are_listed_and_ended(pegawai, address):
    first, second = Client(REMOTE_ADDR=address), Client(REMOTE_ADDR=address)
    log_in(first, pegawai.nip)
    log_in(second, pegawai.nip)
    second.get(reverse("accounts:own"))
    assert UserSession.objects.filter(user=pegawai).count() == 2
    first.post(reverse("usersessions_list"))  # ends all others
    assert first.get(reverse("accounts:own")).status_code == 200
    assert second.get(reverse("accounts:own")).status_code == 302


class TestTrail:
    def history(self, browser, person):
        return browser.get(reverse("organisation:person_history", args=[person.pk]))

    def test_logins_are_on_it_and_nobody_is_blamed_for_those_that_failed(
        self, browser, pegawai, address
    ):
        log_in(browser, pegawai.email, "salah")
        log_in(browser, "199901012020011999", "salah")  # nobody's number
        log_in(browser, pegawai.nip)
        failed, done = Entry.objects.about(pegawai).order_by("pk")
        assert (failed.refused, failed.actor_id) == (True, "")
        assert failed.actor_label == "Seseorang yang belum masuk"
        assert (done.actor_id, done.refused, done.origin) == (str(pegawai.pk), False, address)
        page = self.history(browser, pegawai).content.decode()
        assert "mencoba masuk sebagai" in page
        assert "Kata sandi salah" in page

    def test_passwords_and_second_factors_are_on_it(
        self, browser, pegawai, django_capture_on_commit_callbacks
    ):
        log_in(browser, pegawai.nip)
        new = "Sandi-baru-2026"
        asked = {"oldpassword": PASSWORD, "password1": new, "password2": new}
        browser.post(reverse("account_change_password"), asked)
        log_in(browser, pegawai.nip, new)
        browser.post(reverse("account_reauthenticate"), {"password": new})
        browser.get(reverse("mfa_activate_totp"))
        secret = browser.session["mfa.totp.secret"]
        code = totp.format_hotp_value(
            totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time())))
        )
        with django_capture_on_commit_callbacks(execute=True):
            browser.post(reverse("mfa_activate_totp"), {"code": code})
        browser.post(reverse("mfa_deactivate_totp"))
        told = set(Entry.objects.about(pegawai).values_list("phrase", flat=True))
        assert told == {
            "masuk sebagai",
            "mengganti kata sandi",
            "memasang aplikasi autentikator pada akun",
            "melepas aplikasi autentikator dari akun",
        }

    def test_a_reset_is_on_it_as_well(self, browser, pegawai):
        tasks.send_reset_letter(pegawai.email, "id")
        link = re.search(r"https?://[^/]+(/akun/sandi/lupa/\S+)", mail.outbox[0].body).group(1)
        form = browser.get(link, follow=True).redirect_chain[-1][0]
        new = "Sandi-baru-2026"
        browser.post(form, {"password1": new, "password2": new})
        entry = Entry.objects.about(pegawai).get()
        assert entry.action == "organisation.user.password"

    def test_it_is_for_the_owner_and_their_administrators(
        self, browser, login, pegawai, ketua_tim, admin
    ):
        log_in(browser, pegawai.nip)
        reads = "masuk sebagai"
        assert reads in self.history(login(admin), pegawai).content.decode()
        assert reads not in self.history(login(ketua_tim), pegawai).content.decode()


class TestSecondFactor:
    @pytest.fixture(autouse=True)
    def required(self, settings):
        settings.MFA_REQUIRED_ROLES = ["ketua_tim"]

    def test_an_approver_sets_one_up_before_anything_else(self, login, ketua_tim):
        browser = login(ketua_tim)
        for name in ("dashboards:home", "accounts:own", "organisation:units"):
            response = browser.get(reverse(name))
            assert response.status_code == 302
            assert response.url == reverse("accounts:second_factor")
        page = browser.get(reverse("accounts:second_factor")).content.decode()
        assert "Ketua tim" in page
        assert reverse("mfa_activate_totp") in page

    def test_a_write_is_stopped_as_well(self, login, ketua_tim):
        assert login(ketua_tim).post(reverse("organisation:person_create")).status_code == 302

    def test_a_part_of_a_page_sends_the_whole_page_there(self, login, ketua_tim):
        response = login(ketua_tim).get(reverse("accounts:own"), headers={"HX-Request": "true"})
        assert response.headers["HX-Redirect"] == reverse("accounts:second_factor")

    @pytest.mark.parametrize(
        "name", ["mfa_index", "mfa_activate_totp", "account_logout", "ui:health"]
    )
    def test_setting_up_and_leaving_stay_open(self, login, ketua_tim, name):
        response = login(ketua_tim).get(reverse(name))
        assert getattr(response, "url", "") != reverse("accounts:second_factor")

    def test_a_factor_opens_the_portal(self, login, ketua_tim):
        totp.TOTP.activate(ketua_tim, totp.generate_totp_secret())
        assert login(ketua_tim).get(reverse("accounts:own")).status_code == 200

    def test_recovery_codes_alone_are_no_factor(self, login, ketua_tim):
        RecoveryCodes.activate(ketua_tim)
        assert Authenticator.objects.filter(user=ketua_tim).exists()
        assert login(ketua_tim).get(reverse("accounts:own")).status_code == 302

    def test_whoever_may_everything_is_asked_as_well(self, login, pegawai):
        User.objects.filter(pk=pegawai.pk).update(is_superuser=True)
        assert login(pegawai).get(reverse("accounts:own")).status_code == 302

    def test_other_roles_are_not_asked(self, login, pegawai):
        assert login(pegawai).get(reverse("accounts:own")).status_code == 200

    def test_a_role_that_has_ended_asks_for_nothing(self, login, unit, member_of):
        former = member_of(unit, Role.KETUA_TIM, valid_to="2021-01-01")
        assert login(former).get(reverse("accounts:own")).status_code == 200

    def test_login_asks_for_the_code(self, browser, ketua_tim):
        totp.TOTP.activate(ketua_tim, totp.generate_totp_secret())
        response = log_in(browser, ketua_tim.nip)
        assert response.url == reverse("mfa_authenticate")
        assert not get_user(browser).is_authenticated

    def test_a_wrong_code_is_on_the_trail_like_a_wrong_password(self, browser, ketua_tim):
        totp.TOTP.activate(ketua_tim, totp.generate_totp_secret())
        log_in(browser, ketua_tim.nip)

        for _time in range(2):
            browser.post(reverse("mfa_authenticate"), {"code": "000000"})

        entry = Entry.objects.about(ketua_tim).refused().get()
        assert (entry.note, entry.tally.count) == ("Kode faktor kedua salah.", 2)
        assert not get_user(browser).is_authenticated


def test_no_query_is_spent_where_no_role_is_required(login, pegawai):
    browser = login(pegawai)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(reverse("organisation:units")).status_code == 200
    assert not any("mfa_authenticator" in query["sql"] for query in captured)


def test_a_form_in_letters_that_no_browser_sends_is_refused_with_a_page(db):
    """Django's own page for it would read the form once more, and fail."""
    form = "application/x-www-form-urlencoded; charset=utf-16"
    client = Client(enforce_csrf_checks=True)
    client.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32

    response = client.post("/akun/masuk/", b"login=1", content_type=form)

    assert response.status_code == 400
    assert "Permintaan tidak dapat dibaca" in response.content.decode()
