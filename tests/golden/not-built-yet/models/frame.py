def model(tm, spark):
    return tm.ref("base")
