"""What a school teaches, told by the ages of its pupils: which key stages, and whether they join it late.

An infant school has no Year 6, so nothing about key stage 2 is missing there: it does not apply. Where the register does
not tell a school's ages, everything its phase group teaches is taken to apply.
"""

from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

# Bits of what a school does not teach, or teaches to pupils who joined it late
NO_KEY_STAGE: Final = {2: 1, 4: 2, 5: 4}
LATE_START: Final = 8

_COLLEGES: Final = ("40", "41")  # university technical colleges and studio schools


def left_out(schools: pl.DataFrame) -> npt.NDArray[np.uint8]:
    """Return the bits of each school. Reads `phase_group`, `type_code`, `low_age`, `high_age` and `sixth_form`.

    The end of a key stage is taught by a school that has pupils in its last year: Year 6 (aged 10 to 11) and Year 11
    (15 to 16); key stage 5 by one with a sixth form or with pupils to 18. Middle schools to 13 have key stage 2 alone.

    Pupils join a university technical college or a studio school at 13 or 14, and any other late starter at 14, so that
    Progress 8 would measure mostly what another school did: the DfE says that it is not the best measure of them. Upper
    schools from 13, to which whole areas send their pupils, are judged as secondary schools are.
    """
    low, high, sixth = pl.col("low_age"), pl.col("high_age"), pl.col("sixth_form")
    colleges = pl.col("phase_group") == "sixteen_plus"
    mainstream = pl.col("phase_group").is_in(["primary", "secondary", "all_through"])
    late = mainstream & (low < 16) & ((low >= 14) | ((low >= 13) & pl.col("type_code").is_in(_COLLEGES)))
    absent = {
        NO_KEY_STAGE[2]: (high < 11) | (low > 10),
        NO_KEY_STAGE[4]: (high < 16) | (low > 15),
        NO_KEY_STAGE[5]: ~colleges & (~sixth | (sixth.is_null() & (high < 18))),
        LATE_START: late,
    }
    bits = [
        pl.when(told.fill_null(value=False)).then(bit).otherwise(0).cast(pl.UInt8)
        for bit, told in absent.items()
    ]
    return schools.select(bits=pl.sum_horizontal(bits).cast(pl.UInt8))["bits"].to_numpy()


def asked(*, key_stage: int | None, from_eleven: bool) -> int:
    """Return the bits of which any makes a figure not apply: of a key stage, and of progress from age 11."""
    return (NO_KEY_STAGE[key_stage] if key_stage is not None else 0) | (LATE_START if from_eleven else 0)


def year_groups(schools: pl.DataFrame) -> npt.NDArray[np.float64]:
    """Return how many year groups each school has, from its ages; NaN where the register does not tell them."""
    spans = schools.select(n=(pl.col("high_age") - pl.col("low_age")).cast(pl.Float64))["n"]
    spread = spans.fill_null(np.nan).to_numpy()
    return np.where(spread >= 1, spread, np.nan)
