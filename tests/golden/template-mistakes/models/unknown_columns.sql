select * from elsewhere.table_of_others
