select "country" as "country" from "tidemill"."feed__core__partitions"
