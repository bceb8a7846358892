"""Staff, money and what parents say."""

import numpy as np

from trellis.fictitious.conduct import kinds_of
from trellis.fictitious.truth import Truth, by_year

_PER_PUPIL = {
    "primary": by_year(
        y2018=4550, y2019=4650, y2020=4900, y2021=5200, y2022=5450, y2023=5900, y2024=6300, y2025=6600
    ),
    "secondary": by_year(
        y2018=5650, y2019=5750, y2020=6050, y2021=6450, y2022=6750, y2023=7150, y2024=7550, y2025=7850
    ),
    "special": by_year(
        y2018=21500, y2019=22000, y2020=22800, y2021=23700, y2022=24500, y2023=25800, y2024=27200, y2025=28400
    ),
    "ap": by_year(
        y2018=31000, y2019=32000, y2020=33000, y2021=34500, y2022=36000, y2023=38000, y2024=40000, y2025=42000
    ),
}
_RATIO = {"primary": 20.6, "secondary": 16.8, "special": 6.3, "ap": 4.4}

# What about this share of parents agree with, for Parent View's fourteen questions.
QUESTIONS = (
    "My child is happy at this school",
    "My child feels safe at this school",
    "The school makes sure its pupils are well behaved",
    "My child has been bullied and the school dealt with the bullying quickly and effectively",
    "The school makes me aware of what my child will learn during the year",
    "When I have raised concerns with the school they have been dealt with properly",
    "Does your child have special educational needs and/or disabilities (SEND)?",
    "My child has SEND, and the school gives them the support they need to succeed",
    "The school has high expectations for my child",
    "My child does well at this school",
    "The school lets me know how my child is doing",
    "There is a good range of subjects available to my child at this school",
    "My child can take part in clubs and activities at this school",
    "The school supports my child’s wider personal development",
    "I would recommend this school to another parent",
)
_AGREE = (0.93, 0.94, 0.88, 0.6, 0.84, 0.8, 0.17, 0.76, 0.88, 0.9, 0.83, 0.92, 0.86, 0.89, 0.88)


def add(truth: Truth, random: np.random.Generator) -> None:
    kinds = kinds_of(truth)
    shape = truth["roll"].shape
    ratio = np.array([_RATIO[kind] for kind in kinds])[:, None]
    ratio = ratio * np.exp(random.normal(0, 0.09, (shape[0], 1)) + random.normal(0, 0.03, shape))
    truth["teachers"] = np.maximum(np.round(truth["roll"] / ratio, 1), 1.0)
    support = np.where(np.array(kinds)[:, None] == "special", 2.9, 0.85) * np.exp(
        random.normal(0, 0.15, shape)
    )
    truth["support_staff"] = np.round(truth["teachers"] * support, 1)
    strain = np.exp(-0.12 * truth.quality + random.normal(0, 0.45, shape))
    truth["sickness_days"] = np.round(8.0 * strain, 1)
    truth["left"] = np.minimum(
        np.round(truth["teachers"] * np.clip(0.155 * strain, 0, 0.6), 1), truth["teachers"]
    )
    truth["vacancies"] = random.poisson(truth["teachers"] * 0.006 * strain).astype(float)
    _money(truth, random, kinds)
    _parents(truth, random)


def _money(truth: Truth, random: np.random.Generator, kinds: list[str]) -> None:
    shape = truth["roll"].shape
    national = np.array([_PER_PUPIL[kind] for kind in kinds])
    small = 1 + 0.9 * np.exp(-truth["roll"] / 60)  # a lump sum weighs more in a small school
    income = truth["roll"] * national * (1 + 0.004 * (truth["deprivation"] - 24)) * small
    income = np.rint(income * np.exp(random.normal(0, 0.04, shape[0]))[:, None])
    balance = np.rint(income * np.clip(random.normal(-0.002, 0.026, shape), -0.11, 0.11))
    start = income[:, 0] * np.clip(random.normal(0.065, 0.05, shape[0]), -0.06, 0.25)
    reserve = np.rint(start)[:, None] + np.cumsum(balance, axis=1)
    # A governing body steers back towards a modest reserve, so balances do not drift without end.
    target = 0.06 * income
    reserve = np.rint(target + (reserve - target) * 0.62)
    truth["income"] = income
    truth["reserve"] = reserve
    set_balances(truth)


def set_balances(truth: Truth) -> None:
    """Work out each year's balance and expenditure from income and reserves."""
    before = np.concatenate([truth["reserve"][:, :1], truth["reserve"][:, :-1]], axis=1)
    truth["balance"] = truth["reserve"] - before
    truth["expenditure"] = truth["income"] - truth["balance"]


def _parents(truth: Truth, random: np.random.Generator) -> None:
    roll = truth["roll"]
    answered = random.random(roll.shape) < 0.55
    truth["submissions"] = np.where(answered, random.poisson(np.minimum(roll * 0.13 + 4, 190)), 3).astype(
        float
    )
    mood = 0.35 * truth.quality + random.normal(0, 0.25, roll.shape)
    for i, share in enumerate(_AGREE):
        p = 1 / (1 + np.exp(-(np.log(share / (1 - share)) + (0 if i == 6 else mood))))
        truth[f"agree_{i}"] = random.binomial(truth["submissions"].astype(int), p).astype(float)
