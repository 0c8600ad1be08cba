"""The texts of a letter's charts."""

from evaluations.letters.charts import achievement


def test_a_chart_tells_its_shares_as_people_write_them():
    chart = achievement(
        [("Penataan Tatalaksana", 5, 3.5, 4), ("Penguatan Pengawasan", 12, None, 7.5)],
        year=2018,
        sample=True,
    )

    assert chart.alt == (
        "Tertinggi Penataan Tatalaksana (80,0 persen), terendah Penguatan Pengawasan (62,5 persen)."
    )
