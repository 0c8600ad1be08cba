"""What scoring refuses, by name. Nothing wrong is ever scored as a silent zero."""

from decimal import Decimal
from typing import ClassVar, Self

from .messages import Message, gettext_noop


class ScoringError(Exception):
    """``code`` is the node concerned, ``message`` tells a person what to do about it."""

    template: ClassVar[str]

    def __init__(self, code: str, **params: str | int | Decimal):
        self.code = code
        self.message = Message(self.template, {"code": code, **params})
        super().__init__(code, *params.values())

    def __str__(self) -> str:
        return str(self.message)

    def about(self, code: str) -> Self:
        """The same of another code, such as that of a node in one group of institutions."""
        params = {name: value for name, value in self.message.params.items() if name != "code"}
        return type(self)(code, **params)


# --- answers ----------------------------------------------------------------------------------


class UnknownCode(ScoringError):
    template = gettext_noop("Kode %(code)s tidak ada dalam instrumen %(instrument)s.")


class NotAnswerable(ScoringError):
    """Components, areas and indicators are added up; percent questions follow from their inputs."""

    template = gettext_noop(
        "%(code)s dihitung sendiri oleh lembar dan tidak dapat dijawab. "
        "Isi butir atau masukan di bawahnya."
    )


class UnknownOption(ScoringError):
    template = gettext_noop(
        "%(code)s: jawaban “%(answer)s” tidak dikenal. Pilihan yang ada: %(options)s."
    )


class UnscoredOption(ScoringError):
    """An option of the form for which no source gives points."""

    template = gettext_noop(
        "%(code)s: nilai untuk jawaban “%(answer)s” belum ditetapkan dalam instrumen."
    )


class NotAChoice(ScoringError):
    """Only a question with options can be raised, or kept from being raised."""

    template = gettext_noop(
        "%(code)s bukan butir pilihan, jadi tidak dapat ditahan. "
        "Nilai survei, persentase, dan masukannya memang tidak diubah."
    )


class NotANumber(ScoringError):
    template = gettext_noop("%(code)s: “%(answer)s” bukan angka.")


class NotAWholeNumber(ScoringError):
    template = gettext_noop(
        "%(code)s: “%(answer)s” bukan bilangan bulat. Tulis tanpa titik dan koma."
    )


class OutOfScale(ScoringError):
    template = gettext_noop("%(code)s: %(answer)s di luar skala %(low)s sampai %(high)s.")


class NegativeCount(OutOfScale):
    template = gettext_noop("%(code)s: jumlah tidak boleh kurang dari 0, tertulis %(answer)s.")


class AlwaysApplies(ScoringError):
    """Only what the instrument takes out of its weights may be left out."""

    template = gettext_noop(
        "%(code)s berlaku bagi semua instansi. Isi nilainya, %(low)s sampai %(high)s."
    )


class DuplicateAnswer(ScoringError):
    template = gettext_noop("%(code)s dijawab lebih dari satu kali (pertama di baris %(first)s).")


class ContradictoryInput(ScoringError):
    """Inputs that cannot all be true."""


class MoreThanNone(ContradictoryInput):
    template = gettext_noop("%(code)s = %(value)s, padahal %(other)s = 0. Perbaiki salah satunya.")


class TotalContradictsParts(ContradictoryInput):
    template = gettext_noop(
        "%(code)s = %(value)s, padahal jumlah rinciannya %(total)s. "
        "Kosongkan saja: jumlah ini dihitung sendiri."
    )


class MultiplierDoesNotApply(ContradictoryInput):
    template = gettext_noop(
        "%(code)s dikalikan dengan %(other)s, yang dinyatakan tidak berlaku. "
        "Isi %(other)s, atau nyatakan %(code)s tidak berlaku pula."
    )


class NothingApplies(ContradictoryInput):
    template = gettext_noop(
        "%(code)s: semua indikator di bawahnya dinyatakan tidak berlaku. Isi yang berlaku."
    )


class UnknownGroup(ScoringError):
    template = gettext_noop(
        "Instrumen %(instrument)s tidak mengenal kelompok instansi “%(code)s”. "
        "Yang ada: %(groups)s."
    )


class MissingGroup(ScoringError):
    template = gettext_noop(
        "Bobot instrumen %(code)s berbeda menurut kelompok instansi. Pilih salah satu: %(groups)s."
    )


# --- instruments ------------------------------------------------------------------------------


class UnsoundInstrument(ScoringError):
    """The tables of the instrument, not the answers, are wrong."""


class DuplicateCode(UnsoundInstrument):
    template = gettext_noop("Kode %(code)s tercantum lebih dari satu kali.")


class MisplacedNode(UnsoundInstrument):
    template = gettext_noop("%(code)s (%(kind)s) tidak dapat berada di bawah “%(parent)s”.")


class MissingWeight(UnsoundInstrument):
    template = gettext_noop("%(code)s tidak berbobot, jadi tidak dapat dinilai.")


class UnexpectedWeight(UnsoundInstrument):
    template = gettext_noop("%(code)s tidak boleh berbobot: butir dan masukan dirata-rata.")


class WeightsDoNotAddUp(UnsoundInstrument):
    template = gettext_noop("Bobot di bawah %(code)s berjumlah %(total)s, seharusnya %(weight)s.")


class EmptyIndicator(UnsoundInstrument):
    template = gettext_noop("Indikator %(code)s tidak mempunyai butir.")


class MissingAnswerType(UnsoundInstrument):
    template = gettext_noop("%(code)s tidak mempunyai jenis jawaban.")


class MisplacedAnswerType(UnsoundInstrument):
    template = gettext_noop("%(code)s tidak dapat dijawab dengan jenis jawaban %(answer_type)s.")


class MissingOptions(UnsoundInstrument):
    template = gettext_noop("%(code)s tidak mempunyai pilihan jawaban yang bernilai.")


class OptionOutOfRange(UnsoundInstrument):
    template = gettext_noop("%(code)s: nilai pilihan %(option)s harus antara 0 dan 1.")


class MissingFormula(UnsoundInstrument):
    template = gettext_noop("%(code)s tidak mempunyai rumus.")


class WrongFormula(UnsoundInstrument):
    template = gettext_noop("Rumus %(code)s tidak cocok dengan masukan atau jenis butirnya.")


class UnboundInput(UnsoundInstrument):
    template = gettext_noop("Masukan %(code)s tidak disebut tepat satu kali dalam rumus.")


class MissingZeroDenominator(UnsoundInstrument):
    template = gettext_noop("Pembagi %(code)s adalah 0 dan instrumen tidak menetapkan nilainya.")


class UnknownTarget(UnsoundInstrument):
    template = gettext_noop("Syarat %(rule)s menunjuk %(code)s, yang tidak ada dalam instrumen.")


class BestIsNotTheTop(UnsoundInstrument):
    template = gettext_noop("Semua jawaban terbaik pada %(code)s memberi %(total)s, bukan %(top)s.")


class MissingRange(UnsoundInstrument):
    template = gettext_noop("%(code)s tidak mempunyai rentang nilai.")


class WrongRange(UnsoundInstrument):
    template = gettext_noop("%(code)s: rentang %(low)s sampai %(high)s tidak dapat dipakai.")


class UnexpectedRange(UnsoundInstrument):
    template = gettext_noop("%(code)s tidak boleh mempunyai rentang: nilainya tidak diukur.")


class TargetOutOfRange(UnsoundInstrument):
    template = gettext_noop(
        "%(code)s: target %(target)s di luar rentang %(low)s sampai %(high)s, jadi tidak dapat "
        "dicapai."
    )


class WrongMultiplier(UnsoundInstrument):
    template = gettext_noop(
        "%(code)s dikalikan dengan %(other)s, yang bukan indikator terukur lain tanpa pengali."
    )


class MisplacedCoefficient(UnsoundInstrument):
    template = gettext_noop(
        "Koefisien %(code)s harus satu-satunya dan berada langsung di bawah komponen teratas."
    )


class UngradedIndex(UnsoundInstrument):
    """Grades belong to an index, and an index has grades that leave no gap."""

    template = gettext_noop(
        "Kategori indeks %(code)s tidak sambung-menyambung dari %(top)s sampai yang terendah."
    )


class UnknownPredicate(ScoringError):
    template = gettext_noop("Instrumen %(instrument)s tidak mengatur predikat %(code)s.")
