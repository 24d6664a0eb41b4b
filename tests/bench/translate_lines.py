"""Translates lines of JSON {"dialect", "sql"} to DuckDB and answers each with {"sql", "ms"}; sql is null where it cannot."""
import json
import logging
import sys
import time

import sqlglot

logging.disable(logging.CRITICAL)
for line in sys.stdin:
    case = json.loads(line)
    begin = time.perf_counter()
    try:
        sql = sqlglot.transpile(case["sql"], read=case["dialect"], write="duckdb")[0]
    except Exception:
        sql = None
    print(json.dumps({"sql": sql, "ms": (time.perf_counter() - begin) * 1000}), flush=True)
