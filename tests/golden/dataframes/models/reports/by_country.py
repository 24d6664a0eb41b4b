def model(tm, spark):
    # What is in a comment does not count: tm.ref("nothing").
    orders = tm.ref("orders").join(tm.ref("countries"), "country")
    text = 'nor in a string: tm.ref("nothing")'
    return orders.groupBy("country").sum("total") if tm.var("sums", True) else None
