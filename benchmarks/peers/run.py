"""Forecast with statsforecast and Prophet: requests as JSON lines in, forecasts as JSON lines out.

Runs in the peers' own environment (see pyproject.toml here), so it imports nothing of the product.
A request is `key, method, start, step, values, horizon, seasons, levels`; the answer `key, mean,
lo-<level>, hi-<level> …, seconds`. Every forecaster has its defaults and the season's length.
"""

import json
import logging
import multiprocessing
import sys
import time
import warnings
from typing import Any

import numpy as np
import pandas as pd
from prophet import Prophet
from statsforecast.models import MSTL, AutoCES, AutoETS, AutoTheta, SeasonalNaive

STATISTICAL = {
    "AutoETS": lambda seasons: AutoETS(season_length=seasons[0]),
    "AutoTheta": lambda seasons: AutoTheta(season_length=seasons[0]),
    "AutoCES": lambda seasons: AutoCES(season_length=seasons[0]),
    "MSTL": lambda seasons: MSTL(season_length=seasons),
    "SeasonalNaive": lambda seasons: SeasonalNaive(season_length=seasons[-1]),
}


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """The forecast one request asks for, with the time it took."""
    began = time.perf_counter()
    forecaster = _prophet if request["method"] == "Prophet" else _statistical
    made = forecaster(request)
    return {
        "key": request["key"],
        "seconds": time.perf_counter() - began,
        **{name: [float(value) for value in values] for name, values in made.items()},
    }


def _statistical(request: dict[str, Any]) -> dict[str, Any]:
    model = STATISTICAL[request["method"]](request["seasons"])
    values = np.array(request["values"], float)
    made = model.forecast(y=values, h=request["horizon"], level=request["levels"])
    return {name: made[name] for name in ("mean", *_bounds(request))}


def _prophet(request: dict[str, Any]) -> dict[str, Any]:
    step = pd.Timedelta(request["step"])
    known = pd.DataFrame({"y": request["values"]})
    known["ds"] = pd.Timestamp(request["start"]) + step * known.index.to_numpy()
    model = Prophet()
    np.random.seed(0)  # its intervals are simulated
    model.fit(known, seed=0)
    ahead = known["ds"].iloc[-1] + step * np.arange(1, request["horizon"] + 1)
    future = pd.DataFrame({"ds": ahead})
    paths = model.predictive_samples(future)["yhat"]
    shares = {f"lo-{level}": 50 - level / 2 for level in request["levels"]}
    shares |= {f"hi-{level}": 50 + level / 2 for level in request["levels"]}
    bounds = {name: np.percentile(paths, share, axis=1) for name, share in shares.items()}
    return {"mean": model.predict(future)["yhat"].to_numpy(), **bounds}


def _bounds(request: dict[str, Any]) -> list[str]:
    return [f"{side}-{level}" for level in request["levels"] for side in ("lo", "hi")]


def main() -> None:
    """Answer every request, in any order; the argument is the number of processes."""
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    requests = [json.loads(line) for line in sys.stdin]
    with multiprocessing.Pool(int(sys.argv[1])) as pool:
        for made in pool.imap_unordered(answer, requests):
            print(json.dumps(made), flush=True)


if __name__ == "__main__":
    main()
