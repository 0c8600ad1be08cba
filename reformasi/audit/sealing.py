"""Names and addresses on the trail, under a key of the person that can be thrown away (ADR 112)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.translation import gettext as _

NONCE = 12


def make_key() -> bytes:
    return AESGCM.generate_key(bit_length=256)


def seal(key: bytes, person_id: str, text: str) -> bytes:
    """``text`` under the key of a person; nobody can pass it off as another person's."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, text.encode(), person_id.encode())


def unseal(key: bytes | None, person_id: str, sealed: bytes) -> str | None:
    """What was sealed; None without the key, or with another one."""
    if key is None:
        return None
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], person_id.encode()).decode()
    except InvalidTag:
        return None


def fingerprint(key: bytes, text: str) -> str:
    """The same for the same text, and nothing to anybody without the key."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:32]


def in_changes(key: bytes, person_id: str, text: str) -> dict[str, str]:
    """A person among the old and new values of an entry, which are JSON."""
    sealed = base64.b64encode(seal(key, person_id, text)).decode()
    return {"person": pseudonym(person_id), "sealed": sealed}


def person_in(value: object) -> str:
    """Whom ``in_changes`` has put there; "" where it is any other value."""
    if isinstance(value, dict) and value.keys() == {"person", "sealed"}:
        return str(value["person"]).removeprefix("#")
    return ""


def read_changes(
    keys: Mapping[str, bytes], changes: Mapping[str, list[object]]
) -> dict[str, list[object]]:
    """The changes of an entry with the names of people, where there is still a key."""
    return {
        name: [_read_value(keys, value) for value in values] for name, values in changes.items()
    }


def _read_value(keys: Mapping[str, bytes], value: object) -> object:
    person = person_in(value)
    if not isinstance(value, dict) or not person:
        return value
    return readable(keys, person, base64.b64decode(value["sealed"]))


def pseudonym(person_id: str) -> str:
    """What stands for a person in the table itself."""
    return f"#{person_id}"


def nobody(person_id: str) -> str:
    """What is read of a person whose key was thrown away."""
    return _("Orang terhapus %(number)s") % {"number": pseudonym(person_id)}


def readable(keys: Mapping[str, bytes], person_id: str, sealed: bytes) -> str:
    """The text, or who it no longer is."""
    text = unseal(keys.get(person_id), person_id, sealed)
    return nobody(person_id) if text is None else text
