import type { Rule } from "./rule.ts";
import { bucketBoundInvalid } from "./rules/bucket-bound-invalid.ts";
import { bucketCountMismatch } from "./rules/bucket-count-mismatch.ts";
import { bucketInfiniteMissing } from "./rules/bucket-infinite-missing.ts";
import { bucketNotCumulative } from "./rules/bucket-not-cumulative.ts";
import { bucketRepeated } from "./rules/bucket-repeated.ts";
import { bucketWithoutLe } from "./rules/bucket-without-le.ts";
import { countInvalid } from "./rules/count-invalid.ts";
import { counterValueInvalid } from "./rules/counter-value-invalid.ts";
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
import { nameCollision } from "./rules/name-collision.ts";
import { nativeHistogram } from "./rules/native-histogram.ts";
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

/** Every rule, errors before warnings. A rule that is not here is not applied. */
export const RULES: readonly Rule[] = [
  jobReserved,
  metricNameInvalid,
  metricNameReserved,
  labelNameInvalid,
  labelNameReserved,
  labelRepeated,
  labelMisplaced,
  textNotUnicode,
  typeUnknown,
  typeRepeated,
  typeAfterSamples,
  helpRepeated,
  helpAfterSamples,
  valueOfWrongType,
  nativeHistogram,
  keyUnknown,
  keyRepeated,
  jsonShape,
  familyRepeated,
  nameCollision,
  seriesRepeated,
  timestampPresent,
  counterValueInvalid,
  countInvalid,
  sampleOutOfPlace,
  sampleSuffixMissing,
  bucketWithoutLe,
  bucketBoundInvalid,
  bucketRepeated,
  bucketNotCumulative,
  bucketInfiniteMissing,
  bucketCountMismatch,
  quantileMissing,
  quantileInvalid,
  quantileOutOfRange,
  quantileRepeated,
  labelOverwritten,
  sumOrCountMissing,
  lintHelpMissing,
  lintCounterTotal,
  lintUnitNotBase,
  lintUnitAbbreviated,
  lintSuffixReserved,
  lintLabelReserved,
  lintTypeInName,
  lintColonInName,
  lintCamelCase,
];
