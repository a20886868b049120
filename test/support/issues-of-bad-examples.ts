import type { RuleCode } from "../../lambda/model/issues/rule-code.ts";

/** What each rule says of its bad example: the place and the detail of every issue. */
export const ISSUES_OF_BAD_EXAMPLES: Readonly<Record<RuleCode, readonly string[]>> = {
  "job-reserved": [
    'the job "pushgateway" is reserved for the Pushgateway\'s own scrape; push under another job',
  ],
  "metric-name-invalid": [
    "/: the metric name is empty; a name is letters, digits, _ and :, and does not start with a digit",
  ],
  "metric-name-utf8": [
    '/build.duration.seconds: the metric name "build.duration.seconds" has characters other than letters, digits, _ and :, or starts with a digit; push it as "build_duration_seconds", or as "U__build_2e_duration_2e_seconds", from which the name can be restored',
  ],
  "metric-name-reserved": [
    '1:1: the name "up" is reserved for what the proxy, the Pushgateway or Prometheus writes itself; give the metric its own prefix',
  ],
  "label-name-invalid": [
    "/0/metrics/0: a label name is empty; a name is letters, digits and _, and does not start with a digit",
  ],
  "label-name-utf8": [
    '/0/metrics/0: the label name "disk.name" has characters other than letters, digits and _, or starts with a digit; push it as "disk_name", or as "U__disk_2e_name", from which the name can be restored',
  ],
  "label-name-reserved": [
    '1:1: the label "__address__" is reserved: names that start with __ are Prometheus\'s own; rename the label',
  ],
  "label-repeated": ['1:1: the label "b" is in one series twice; keep one of them'],
  "label-misplaced": ['3:1: the label "le" is for the buckets of a histogram only; rename or remove it here'],
  "text-not-unicode": [
    "/0: a HELP text has half of a surrogate pair, which is not a character; write the character itself or both halves",
  ],
  "type-unknown": [
    '1:19: the type "info" is not known; expected counter, gauge, summary, histogram, gaugehistogram or untyped (types of OpenMetrics need Content-Type: application/openmetrics-text)',
  ],
  "type-repeated": ['2:10: the TYPE "gauge" is the second one for "a"; keep one'],
  "type-after-samples": ['2:10: the TYPE "counter" comes after samples of "a"; move it before the first one'],
  "help-repeated": ['2:10: the HELP "What a is not." is the second one for "a"; keep one'],
  "help-after-samples": [
    '2:10: the HELP "What a is." comes after samples of "a"; move it before the first one',
  ],
  "value-of-wrong-type": [
    '/0/metric/0: a metric of "a" has gauge, expected counter; give every metric a value of the type of its family',
  ],
  "key-unknown": ['/0/metrics/0: the key "label" is not known here; correct or remove it'],
  "key-repeated": ['/builds_failed: the key "builds_failed" is in one object twice; keep one of them'],
  "json-shape": ['/0/metrics/0: expected a text as the value of the label "b", got the number 1'],
  "family-repeated": ['/1: the family "a" is in the payload twice; put its metrics into one'],
  "name-collision": [
    '3:8: the family "h_count" has a name that "h" exposes, too (histograms own _bucket, _sum and _count, summaries _sum and _count); rename one of them',
  ],
  "series-repeated": [
    '3:1: the series "runs_total{instance=\\"y\\"}" is in the payload twice once the grouping key has overwritten "instance"; keep one, or give it a label that differs',
  ],
  "timestamp-present": [
    '1:16: the sample has the timestamp "1700000000000"; pushed samples must not have one, because they are scraped long after the push; leave it out, and push the time as a separate metric if it matters',
  ],
  "counter-value-invalid": [
    '2:1: the counter "requests_total" is -3; a counter is a number that is not negative: push a gauge if it can fall',
  ],
  "count-invalid": ['3:1: the count of the summary "s" is 1.5; expected a whole number from 0 to below 2^64'],
  "sample-out-of-place": [
    '2:1: the histogram "h" has a sample named "h"; expected _bucket, _sum or _count after the name: rename it, or give the metric another TYPE',
  ],
  "sample-suffix-missing": [
    '2:1: the sample "jobs" has the name of its family; add the suffix of its type: _total for a counter, _info for info, _bucket, _count and _sum for a histogram, _bucket, _gcount and _gsum for a gauge histogram',
  ],
  "bucket-without-le": [
    '2:1: a bucket of the histogram "h" has no label "le"; add its upper bound, as in le="0.5"',
  ],
  "bucket-bound-invalid": [
    '2:1: the upper bound "half" of a bucket is not a number; expected one such as 0.5 or +Inf',
  ],
  "bucket-repeated": [
    '3:1: the histogram "h" has two buckets with the upper bound 1 (bounds are compared as numbers: "1" is "1.0"); keep one',
  ],
  "bucket-not-cumulative": [
    '3:1: the bucket up to +Inf of the histogram "h" counts 2, less than the 3 of the bucket below it; buckets are cumulative: count everything at or below the bound',
  ],
  "bucket-infinite-missing": [
    '2:1: the histogram "h" has no bucket with le="+Inf"; add it with the count of all observations',
  ],
  "bucket-count-mismatch": [
    '2:1: the bucket up to +Inf of the histogram "h" counts 5, but its _count is 4; the +Inf bucket and _count are the same number',
  ],
  "native-schema-unsupported": [
    '/0/metric/0: the native histogram "h" has the schema -53 (custom buckets); expected one from -4 to 8',
  ],
  "native-counts-mixed": [
    '/0/metric/0: the native histogram "h" mixes counts of an integer histogram with those of a float one; expected only whole counts with deltas, or only float counts',
  ],
  "native-float-unmarked": [
    '/0/metric/0: the float native histogram "h" has buckets, but neither a count nor a zero count; leave the buckets out while it is empty',
  ],
  "native-spans-overlap": [
    '/0/metric/0: the positive span 2 of the native histogram "h" has the offset -1 and the length 1; expected an offset of at least 0 after the first span, and buckets up to number 2147483647',
  ],
  "native-spans-mismatch": [
    '/0/metric/0: the positive spans of the native histogram "h" have 2 buckets, but it has 1 positive deltas; expected the same number',
  ],
  "native-count-invalid": [
    '/0/metric/0: the positive bucket 2 of the native histogram "h" counts -1; expected a finite number that is not negative',
  ],
  "native-count-mismatch": [
    '/0/metric/0: the buckets of the native histogram "h" count 3 observations, but its count is 2; expected the same number',
  ],
  "native-zero-threshold-invalid": [
    '/0/metric/0: the zero threshold of the native histogram "h" is -0.001; expected a finite number that is not negative',
  ],
  "native-zero-bucket-overlap": [
    '/0/metric/0: a positive bucket of the native histogram "h" ends 1 from zero, inside its zero bucket, which ends at 1.5; expected buckets without counts there',
  ],
  "exemplar-misplaced": [
    '2:1: "queue_length" has an exemplar where none can be; expected it on a counter, on a bucket, or on a native histogram',
  ],
  "exemplar-label-invalid": [
    '2:1: an exemplar of "runs_total" has the label "trace_id" twice; expected it once',
  ],
  "exemplar-labels-too-long": [
    '2:1: the labels of an exemplar of "runs_total" have 136 characters; expected at most 128, names and values together',
  ],
  "exemplar-outside-bucket": [
    '3:1: the bucket up to +Inf of the histogram "h" has an exemplar of 0.5; expected a value above 1 and at most +Inf',
  ],
  "exemplar-timestamp-missing": [
    '/0/metric/0: an exemplar of the native histogram "h" has no timestamp; expected the time of its observation',
  ],
  "exemplar-timestamp-invalid": [
    '2:1: an exemplar of "runs_total" has the timestamp 1700000000500; expected seconds since 1970, up to the year 9999, with nanoseconds from 0 to 999999999',
  ],
  "exemplar-in-future": [
    '2:1: an exemplar of "runs_total" has the timestamp 99999999999, which is in the future; expected the time of its observation',
  ],
  "created-misplaced": [
    '3:1: "runs_total" has a created timestamp, but no counter, histogram or summary with the same labels; push that sample, too, or leave the timestamp out',
  ],
  "created-invalid": [
    '3:1: a series of "runs_total" was created at 1700000000500; expected seconds since 1970 in the years 1 to 9999, with nanoseconds from 0 to 999999999',
  ],
  "created-in-future": [
    '3:1: a series of "runs_total" was created at 99999999999, which is in the future; expected the time at which it began to count',
  ],
  "quantile-missing": [
    '2:1: a sample of the summary "s" has no label "quantile"; add it, as in quantile="0.5", or give the metric another TYPE',
  ],
  "quantile-invalid": ['2:1: the quantile "median" is not a number; expected one from 0 to 1, such as 0.5'],
  "quantile-out-of-range": [
    '2:1: the quantile 99 of the summary "s" is not between 0 and 1; write the 99th percentile as 0.99',
  ],
  "quantile-repeated": [
    '3:1: the summary "s" has the quantile 0.5 twice (quantiles are compared as numbers); keep one',
  ],
  "label-overwritten": [
    '2:1: the label "instance" of "runs_total" is overwritten by the grouping key; leave it out',
  ],
  "sum-or-count-missing": [
    '2:1: the summary "s" has no _sum here and is exposed as if it had one; push it, too',
  ],
  "lint-help-missing": ['1:1: "queue_length" has no HELP text; add one that says what it measures'],
  "lint-counter-total": ['1:8: the counter "runs" should have the suffix _total'],
  "lint-unit-not-base": [
    '1:1: the name "backup_duration_minutes" has the unit minutes; the base unit seconds is better',
  ],
  "lint-unit-abbreviated": [
    '1:1: the name "backup_duration_ms" has the abbreviated unit "ms"; write the unit out',
  ],
  "lint-suffix-reserved": [
    '1:8: the name "job_count" of a gauge ends in _count, which is for histograms and summaries; choose another',
  ],
  "lint-label-reserved": ['2:1: the label "le" of a gauge is for histograms; rename it'],
  "lint-type-in-name": [
    '1:8: the name "queue_length_gauge" contains the type gauge; leave it out of the name',
  ],
  "lint-colon-in-name": [
    '1:1: the name "app:requests_total" has a colon, which is for recording rules; write _ instead',
  ],
  "lint-camel-case": [
    '1:1: the name "queueLength" is in camelCase; write it in snake_case',
    '1:1: the label "queueName" is in camelCase; write it in snake_case',
  ],
};
