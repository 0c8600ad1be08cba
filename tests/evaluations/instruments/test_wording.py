from evaluations.instruments.wording import Piece, side_by_side


def test_what_differs_between_two_wordings_is_marked_word_by_word():
    old, new = side_by_side("Jumlah LHKASN tidak lapor", "Jumlah Non LHKPN tidak lapor")

    assert old == (Piece("Jumlah"), Piece("LHKASN", differs=True), Piece("tidak lapor"))
    assert new == (Piece("Jumlah"), Piece("Non LHKPN", differs=True), Piece("tidak lapor"))


def test_texts_that_are_little_alike_are_not_marked_and_nothing_is_nothing():
    assert side_by_side("Ada SK tim", "Rencana aksi") == (
        (Piece("Ada SK tim"),),
        (Piece("Rencana aksi"),),
    )
    assert side_by_side("", "Baru") == ((), (Piece("Baru"),))
