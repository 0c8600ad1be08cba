"""Guessing is stopped; nobody is refused for the mistakes of others."""

import re
import uuid

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth import get_user, hashers
from django.core import mail
from django.test import Client
from django.urls import reverse

from reformasi.accounts import attempts, tasks
from reformasi.audit.models import Entry
from reformasi.organisation.models import User
from tests.factories import UserFactory
from tests.stack import eventually, worker

PASSWORD = "Rahasia-sekali-1"
NEW = "Sandi-baru-2026"


def some_address():
    number = uuid.uuid4().int
    return ".".join(str(number >> shift & 255) for shift in (0, 8, 16, 24))


@pytest.fixture
def address():
    return some_address()


def browser_at(address):
    return Client(REMOTE_ADDR=address)


def gets_in(browser, login, password=PASSWORD):
    browser.post(reverse("account_login"), {"login": login, "password": password})
    return get_user(browser).is_authenticated


def guess(address, login, times=20):
    for _ in range(times):
        assert not gets_in(browser_at(address), login, "salah")


class TestOneAddressForAMinistry:
    def test_forty_people_get_in_within_a_minute(self, address, db):
        for _ in range(40):
            assert gets_in(browser_at(address), UserFactory().nip)

    def test_wrong_passwords_of_many_others_refuse_nobody(self, address, db):
        for person in UserFactory.create_batch(12):
            assert not gets_in(browser_at(address), person.nip, "salah")
        for number in range(12):
            assert not gets_in(browser_at(address), f"1999010120200119{number:02}", "salah")
        assert gets_in(browser_at(address), UserFactory().nip)

    def test_how_much_one_address_may_try_is_a_setting(self, address, settings, db):
        settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login": "2/m/ip"}
        assert gets_in(browser_at(address), UserFactory().nip)
        assert gets_in(browser_at(address), UserFactory().nip)
        response = browser_at(address).post(reverse("account_login"), {"login": "x"})
        assert response.status_code == 429

    @pytest.mark.parametrize("action", ["login", "reset_password", "reset_password_from_key"])
    def test_every_limit_by_address_is_far_above_a_morning(self, settings, action):
        per_address = settings.ACCOUNT_RATE_LIMITS[action].split(",")[0]
        assert re.fullmatch(r"\d{4,}/m/ip", per_address)
        assert settings.MFA_RATE_LIMITS["webauthn_login"] == per_address


class TestOneAccount:
    def test_guesses_from_one_address_are_stopped(self, address, pegawai):
        guess(address, pegawai.nip)
        assert not gets_in(browser_at(address), pegawai.nip)

    def test_its_two_names_are_one_account(self, address, pegawai):
        guess(address, pegawai.nip, 12)
        guess(address, pegawai.email.upper(), 8)
        assert not gets_in(browser_at(address), pegawai.nip)

    def test_mistakes_of_a_colleague_refuse_no_right_password_in_a_new_browser(
        self, address, pegawai
    ):
        guess(address, pegawai.nip, 7)
        assert gets_in(browser_at(address), pegawai.nip)

    def test_right_ones_between_wrong_ones_give_a_guesser_no_more_tries(self, address, pegawai):
        guess(address, pegawai.nip, 10)
        assert gets_in(browser_at(address), pegawai.nip)
        guess(address, pegawai.nip, 10)
        assert not gets_in(browser_at(address), pegawai.nip)

    def test_the_many_addresses_of_one_machine_are_one(self, pegawai):
        network = f"2001:db8:{uuid.uuid4().hex[:4]}:7"
        for number in range(20):
            guess(f"{network}::{number + 1:x}", pegawai.nip, 1)
        assert not gets_in(browser_at(f"{network}:ffff::1"), pegawai.nip)
        assert gets_in(browser_at(f"{network[:-1]}8::1"), pegawai.nip)

    def test_guesses_from_one_address_do_not_shut_the_owner_out_elsewhere(self, address, pegawai):
        guess(address, pegawai.nip)
        assert gets_in(browser_at(some_address()), pegawai.nip)

    def test_nor_in_a_browser_in_which_the_owner_has_been_before(self, address, pegawai):
        own = browser_at(address)
        assert gets_in(own, pegawai.nip)
        own.post(reverse("account_logout"))
        guess(address, pegawai.nip)
        assert gets_in(own, pegawai.nip)

    def test_a_known_browser_guesses_no_more_than_another(self, address, pegawai):
        own = browser_at(address)
        assert gets_in(own, pegawai.nip)
        own.post(reverse("account_logout"))
        for _ in range(5):
            assert not gets_in(own, pegawai.nip, "salah")
        assert not gets_in(own, pegawai.nip)

    def test_a_browser_is_known_for_its_own_person_only(self, address, pegawai, ketua_tim):
        colleague = browser_at(address)
        assert gets_in(colleague, ketua_tim.nip)
        colleague.post(reverse("account_logout"))
        guess(address, pegawai.nip)
        assert not gets_in(colleague, pegawai.nip)

    def test_a_cookie_that_somebody_wrote_makes_no_browser_known(self, address, pegawai):
        guess(address, pegawai.nip)
        forger = browser_at(address)
        forger.cookies[attempts.COOKIE] = f"{pegawai.pk}:rekaan"
        assert not gets_in(forger, pegawai.nip)

    def test_whoever_sets_the_password_anew_gets_in(self, address, pegawai):
        guess(address, pegawai.nip)
        tasks.send_reset_letter(pegawai.email, "id")
        browser = browser_at(address)
        form = browser.get(link(mail.outbox[0]), follow=True).redirect_chain[-1][0]
        browser.post(form, {"password1": NEW, "password2": NEW})
        assert gets_in(browser, pegawai.nip, NEW)


def link(letter):
    return re.search(r"https?://[^/]+(/akun/sandi/lupa/\S+)", letter.body).group(1)


class TestNothingTellsWhoHasAnAccount:
    @pytest.fixture
    def hashed(self, monkeypatch):
        """How often a password is hashed: that is what takes the time."""
        counted = []
        hasher = type(hashers.get_hasher())
        encode = hasher.encode

        def count(self, password, salt, *rest):
            counted.append(password)
            return encode(self, password, salt, *rest)

        monkeypatch.setattr(hasher, "encode", count)
        return counted

    @pytest.mark.parametrize(
        "name", ["nip", "email", "no such nip", "no such email", "no password"]
    )
    def test_a_wrong_login_hashes_one_password(self, name, address, hashed, pegawai):
        imported = UserFactory()
        imported.set_unusable_password()
        imported.save()
        hashed.clear()
        login = {
            "nip": pegawai.nip,
            "email": pegawai.email,
            "no such nip": "199901012020011999",
            "no such email": "tidak-ada@contoh.go.id",
            "no password": imported.email,
        }[name]
        assert not gets_in(browser_at(address), login, "salah")
        assert len(hashed) == 1

    def test_a_reset_looks_nobody_up_while_the_person_waits(
        self, address, pegawai, monkeypatch, django_assert_num_queries
    ):
        queued = []
        monkeypatch.setattr(tasks.send_reset_letter, "delay", lambda *given: queued.append(given))
        page = reverse("account_reset_password")
        for email in (pegawai.email.upper(), "tidak-ada@contoh.go.id"):
            with django_assert_num_queries(0):
                response = browser_at(address).post(page, {"email": email})
            assert response.url == reverse("account_reset_password_done")
        assert mail.outbox == []
        assert queued == [(pegawai.email.lower(), "id"), ("tidak-ada@contoh.go.id", "id")]

    def test_a_letter_goes_to_an_account_only_and_leads_to_the_portal(self, settings, pegawai):
        settings.PUBLIC_URL = "https://testserver/"
        tasks.send_reset_letter("tidak-ada@contoh.go.id", "id")
        assert mail.outbox == []
        tasks.send_reset_letter(pegawai.email, "id")
        (letter,) = mail.outbox
        assert letter.to == [pegawai.email]
        assert "https://testserver/akun/sandi/lupa/" in letter.body

    def test_nobody_who_left_is_written_to(self, pegawai):
        User.objects.filter(pk=pegawai.pk).update(is_active=False)
        tasks.send_reset_letter(pegawai.email, "id")
        assert mail.outbox == []


@pytest.mark.stack
@pytest.mark.xdist_group("worker")
@pytest.mark.django_db(transaction=True)
def test_a_worker_writes_the_letter(address, tmp_path):
    person, letters = UserFactory(), tmp_path / "letters"
    page = reverse("account_reset_password")
    with worker(tmp_path / "surat.log", EMAIL_URL=f"filemail:///{letters}"):
        browser_at(address).post(page, {"email": person.email})
        eventually(lambda: letters.is_dir() and any(letters.iterdir()), "the letter is written")
    (letter,) = letters.iterdir()
    assert "/akun/sandi/lupa/" in letter.read_text()


class TestSecondFactor:
    @pytest.fixture
    def browser(self, address, pegawai):
        totp.TOTP.activate(pegawai, totp.generate_totp_secret())
        browser = browser_at(address)
        browser.post(reverse("account_login"), {"login": pegawai.nip, "password": PASSWORD})
        return browser

    def wrong(self, browser, times):
        for _ in range(times):
            response = browser.post(reverse("mfa_authenticate"), {"code": "000000"})
        return response

    def test_a_wrong_code_is_on_the_trail(self, browser, pegawai):
        self.wrong(browser, 1)
        entry = Entry.objects.about(pegawai).get()
        assert (entry.refused, entry.actor_id) == (True, "")
        assert entry.note == "Kode faktor kedua salah."

    def test_a_flood_of_codes_is_no_flood_of_lines(self, browser, pegawai):
        response = self.wrong(browser, 14)
        assert "Terlalu banyak" in response.content.decode()
        assert Entry.objects.about(pegawai).count() <= 5
