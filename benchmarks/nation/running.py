"""Measure, load a nation, measure again."""

import io

from django.core.management import call_command

from reformasi.local.server import Address
from reformasi.local.supervisor import say

from . import measuring, people
from .tables import Result


def run(address: Address, scale: float, only: str = "") -> Result:
    say("Mengukur halaman pada ukuran data contoh ...")
    before = list(measuring.measure(people.of_demo(), address, only))
    say(f"Memuat negara rekaan, skala {scale:g} ...")
    output = io.StringIO()
    call_command("make_nation", scale=scale, stdout=output)
    loading = output.getvalue().strip().splitlines()[-2:]
    say(" ".join(loading))
    say("Mengukur halaman di samping negara itu ...")
    after = list(measuring.measure(people.of_nation(), address, only))
    return Result(scale, before, after, f"`make_nation --scale {scale:g}`: {' '.join(loading)}\n")
