import type { RuleCode } from "../model/issues/rule-code.ts";
import type { Rule } from "./rule.ts";
import { bucketBoundInvalid } from "./rules/bucket-bound-invalid.ts";
import { bucketCountMismatch } from "./rules/bucket-count-mismatch.ts";
import { bucketInfiniteMissing } from "./rules/bucket-infinite-missing.ts";
import { bucketNotCumulative } from "./rules/bucket-not-cumulative.ts";
import { bucketRepeated } from "./rules/bucket-repeated.ts";
import { bucketWithoutLe } from "./rules/bucket-without-le.ts";
import { countInvalid } from "./rules/count-invalid.ts";
import { counterValueInvalid } from "./rules/counter-value-invalid.ts";
import { createdInFuture } from "./rules/created-in-future.ts";
import { createdInvalid } from "./rules/created-invalid.ts";
import { createdMisplaced } from "./rules/created-misplaced.ts";
import { exemplarInFuture } from "./rules/exemplar-in-future.ts";
import { exemplarLabelInvalid } from "./rules/exemplar-label-invalid.ts";
import { exemplarLabelsTooLong } from "./rules/exemplar-labels-too-long.ts";
import { exemplarMisplaced } from "./rules/exemplar-misplaced.ts";
import { exemplarOutsideBucket } from "./rules/exemplar-outside-bucket.ts";
import { exemplarTimestampInvalid } from "./rules/exemplar-timestamp-invalid.ts";
import { exemplarTimestampMissing } from "./rules/exemplar-timestamp-missing.ts";
import { familyRepeated } from "./rules/family-repeated.ts";
import { helpAfterSamples } from "./rules/help-after-samples.ts";
import { helpRepeated } from "./rules/help-repeated.ts";
import { jobReserved } from "./rules/job-reserved.ts";
import { jsonShape } from "./rules/json-shape.ts";
import { keyRepeated } from "./rules/key-repeated.ts";
import { keyUnknown } from "./rules/key-unknown.ts";
import { labelMisplaced } from "./rules/label-misplaced.ts";
import { labelNameInvalid } from "./rules/label-name-invalid.ts";
import { labelNameReserved } from "./rules/label-name-reserved.ts";
import { labelNameUtf8 } from "./rules/label-name-utf8.ts";
import { labelOverwritten } from "./rules/label-overwritten.ts";
import { labelRepeated } from "./rules/label-repeated.ts";
import { lintCamelCase } from "./rules/lint-camel-case.ts";
import { lintColonInName } from "./rules/lint-colon-in-name.ts";
import { lintCounterTotal } from "./rules/lint-counter-total.ts";
import { lintHelpMissing } from "./rules/lint-help-missing.ts";
import { lintLabelReserved } from "./rules/lint-label-reserved.ts";
import { lintSuffixReserved } from "./rules/lint-suffix-reserved.ts";
import { lintTypeInName } from "./rules/lint-type-in-name.ts";
import { lintUnitAbbreviated } from "./rules/lint-unit-abbreviated.ts";
import { lintUnitNotBase } from "./rules/lint-unit-not-base.ts";
import { metricNameInvalid } from "./rules/metric-name-invalid.ts";
import { metricNameReserved } from "./rules/metric-name-reserved.ts";
import { metricNameUtf8 } from "./rules/metric-name-utf8.ts";
import { nameCollision } from "./rules/name-collision.ts";
import { nativeCountInvalid } from "./rules/native-count-invalid.ts";
import { nativeCountMismatch } from "./rules/native-count-mismatch.ts";
import { nativeCountsMixed } from "./rules/native-counts-mixed.ts";
import { nativeFloatUnmarked } from "./rules/native-float-unmarked.ts";
import { nativeSchemaUnsupported } from "./rules/native-schema-unsupported.ts";
import { nativeSpansMismatch } from "./rules/native-spans-mismatch.ts";
import { nativeSpansOverlap } from "./rules/native-spans-overlap.ts";
import { nativeZeroBucketOverlap } from "./rules/native-zero-bucket-overlap.ts";
import { nativeZeroThresholdInvalid } from "./rules/native-zero-threshold-invalid.ts";
import { quantileInvalid } from "./rules/quantile-invalid.ts";
import { quantileMissing } from "./rules/quantile-missing.ts";
import { quantileOutOfRange } from "./rules/quantile-out-of-range.ts";
import { quantileRepeated } from "./rules/quantile-repeated.ts";
import { sampleOutOfPlace } from "./rules/sample-out-of-place.ts";
import { sampleSuffixMissing } from "./rules/sample-suffix-missing.ts";
import { seriesRepeated } from "./rules/series-repeated.ts";
import { sumOrCountMissing } from "./rules/sum-or-count-missing.ts";
import { textNotUnicode } from "./rules/text-not-unicode.ts";
import { timestampPresent } from "./rules/timestamp-present.ts";
import { typeAfterSamples } from "./rules/type-after-samples.ts";
import { typeRepeated } from "./rules/type-repeated.ts";
import { typeUnknown } from "./rules/type-unknown.ts";
import { valueOfWrongType } from "./rules/value-of-wrong-type.ts";

/** Every rule by its code, errors before warnings. A code without a rule does not compile. */
const RULES_BY_CODE: { readonly [Code in RuleCode]: Rule & { readonly code: Code } } = {
  "job-reserved": jobReserved,
  "metric-name-invalid": metricNameInvalid,
  "metric-name-utf8": metricNameUtf8,
  "metric-name-reserved": metricNameReserved,
  "label-name-invalid": labelNameInvalid,
  "label-name-utf8": labelNameUtf8,
  "label-name-reserved": labelNameReserved,
  "label-repeated": labelRepeated,
  "label-misplaced": labelMisplaced,
  "text-not-unicode": textNotUnicode,
  "type-unknown": typeUnknown,
  "type-repeated": typeRepeated,
  "type-after-samples": typeAfterSamples,
  "help-repeated": helpRepeated,
  "help-after-samples": helpAfterSamples,
  "value-of-wrong-type": valueOfWrongType,
  "key-unknown": keyUnknown,
  "key-repeated": keyRepeated,
  "json-shape": jsonShape,
  "family-repeated": familyRepeated,
  "name-collision": nameCollision,
  "series-repeated": seriesRepeated,
  "timestamp-present": timestampPresent,
  "counter-value-invalid": counterValueInvalid,
  "count-invalid": countInvalid,
  "sample-out-of-place": sampleOutOfPlace,
  "sample-suffix-missing": sampleSuffixMissing,
  "bucket-without-le": bucketWithoutLe,
  "bucket-bound-invalid": bucketBoundInvalid,
  "bucket-repeated": bucketRepeated,
  "bucket-not-cumulative": bucketNotCumulative,
  "bucket-infinite-missing": bucketInfiniteMissing,
  "bucket-count-mismatch": bucketCountMismatch,
  "native-schema-unsupported": nativeSchemaUnsupported,
  "native-counts-mixed": nativeCountsMixed,
  "native-float-unmarked": nativeFloatUnmarked,
  "native-spans-overlap": nativeSpansOverlap,
  "native-spans-mismatch": nativeSpansMismatch,
  "native-count-invalid": nativeCountInvalid,
  "native-count-mismatch": nativeCountMismatch,
  "native-zero-threshold-invalid": nativeZeroThresholdInvalid,
  "native-zero-bucket-overlap": nativeZeroBucketOverlap,
  "exemplar-misplaced": exemplarMisplaced,
  "exemplar-label-invalid": exemplarLabelInvalid,
  "exemplar-labels-too-long": exemplarLabelsTooLong,
  "exemplar-outside-bucket": exemplarOutsideBucket,
  "exemplar-timestamp-missing": exemplarTimestampMissing,
  "exemplar-timestamp-invalid": exemplarTimestampInvalid,
  "exemplar-in-future": exemplarInFuture,
  "created-misplaced": createdMisplaced,
  "created-invalid": createdInvalid,
  "created-in-future": createdInFuture,
  "quantile-missing": quantileMissing,
  "quantile-invalid": quantileInvalid,
  "quantile-out-of-range": quantileOutOfRange,
  "quantile-repeated": quantileRepeated,
  "label-overwritten": labelOverwritten,
  "sum-or-count-missing": sumOrCountMissing,
  "lint-help-missing": lintHelpMissing,
  "lint-counter-total": lintCounterTotal,
  "lint-unit-not-base": lintUnitNotBase,
  "lint-unit-abbreviated": lintUnitAbbreviated,
  "lint-suffix-reserved": lintSuffixReserved,
  "lint-label-reserved": lintLabelReserved,
  "lint-type-in-name": lintTypeInName,
  "lint-colon-in-name": lintColonInName,
  "lint-camel-case": lintCamelCase,
};

/** Every rule, errors before warnings. */
export const RULES: readonly Rule[] = Object.values(RULES_BY_CODE);
