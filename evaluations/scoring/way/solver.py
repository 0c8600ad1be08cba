"""Programs in whole numbers, solved by HiGHS. To import it takes a tenth of a second (numpy)."""

from collections.abc import Mapping, Sequence

import highspy
import numpy as np

OPTIONS: Mapping[str, str | int | float] = {
    "threads": 1,  # always the same answer
    "presolve": "off",
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 0.5,  # costs are whole numbers
    "mip_feasibility_tolerance": 1e-9,
    "primal_feasibility_tolerance": 1e-9,
}


class NothingFits(Exception):
    """No numbers are within all limits."""


class SolverFailed(Exception):
    """HiGHS found neither the best solution nor that there is none."""


class _Highs(highspy.Highs):
    def enableCallbacks(self) -> None:
        """None are used, and to enable them writes a banner to the terminal."""
        self.silent()


class Program:
    """Columns are whole numbers from 0, rows are sums over them within limits."""

    def __init__(self) -> None:
        self.highs = _Highs()
        self.columns = 0
        for name, value in OPTIONS.items():
            self.highs.setOptionValue(name, value)

    def add_column(self, most: float) -> int:
        self.highs.addVar(0, most)
        self.highs.changeColIntegrality(self.columns, highspy.HighsVarType.kInteger)
        self.columns += 1
        return self.columns - 1

    def add_row(
        self,
        coefficients: Mapping[int, float],
        *,
        least: float = -highspy.kHighsInf,
        most: float = highspy.kHighsInf,
    ) -> None:
        columns = np.fromiter(coefficients, dtype=np.int32)
        values = np.fromiter(coefficients.values(), dtype=np.float64)
        self.highs.addRow(least, most, len(columns), columns, values)

    def least(self, costs: Sequence[int]) -> list[int]:
        """The columns at the least cost; columns added last cost nothing.

        Raises NothingFits, or SolverFailed.
        """
        for column in range(self.columns):
            self.highs.changeColCost(column, costs[column] if column < len(costs) else 0)
        self.highs.run()
        status = self.highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            raise NothingFits
        if status != highspy.HighsModelStatus.kOptimal:
            raise SolverFailed(self.highs.modelStatusToString(status))
        return [round(value) for value in self.highs.getSolution().col_value]
