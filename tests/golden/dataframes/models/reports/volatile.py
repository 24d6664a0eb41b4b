def model(tm, spark):
    return spark.sql("select current_date() as day")
