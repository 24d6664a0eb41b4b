select {{{{raw}}}} x
