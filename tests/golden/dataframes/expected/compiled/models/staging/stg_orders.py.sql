"""Orders, as the operational database has them."""

from pyspark.sql import functions as f


def worth_it(tm, orders):
    return orders.filter(f.col("total") >= tm.var("least"))


def model(tm, spark):
    tm.config(tags=("orders", "daily"), meta={"owner": "sales", "rank": -1, "open": None})
    return worth_it(tm, tm.source('shop', "or" "ders"))
