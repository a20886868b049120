import { useState } from "preact/hooks";
import type { ShownFamily, ShownSeries } from "../../../lambda/sweep/operator/shown-families.ts";
import type { Group, GroupContent } from "../../api.ts";
import { toSelector } from "../commands/promql.ts";
import { CopyButton } from "../parts/copy-button.tsx";
import { SeriesLabels } from "../parts/labels.tsx";
import { Value } from "../parts/value.tsx";
import { plural } from "../text/numbers.ts";

/** Series that are drawn before the user asks for all. */
const FEW = 50;

interface FamilyTableProps {
  readonly content: GroupContent;
  readonly group: Group;
}

export const FamilyTable = ({ content: { families }, group }: FamilyTableProps) => {
  const [isWhole, setWhole] = useState(false);
  const rows = families.flatMap((family) =>
    family.series.map((series, index) => ({ family, series, isFirst: index === 0 })),
  );
  if (rows.length === 0) {
    return <p class="dim">The group has no metrics.</p>;
  }
  const shown = isWhole ? rows : rows.slice(0, FEW);
  return (
    <>
      <div class="scroll">
        <table class="families">
          <caption class="hidden">Metrics of the group</caption>
          <thead>
            <tr>
              <th scope="col">Metric</th>
              <th scope="col" class="wide">
                Type
              </th>
              <th scope="col" class="num">
                Value
              </th>
              <th scope="col" class="wide">
                Help
              </th>
              <th scope="col" class="wide">
                <span class="hidden">Copy</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ family, series, isFirst }, index) => (
              <FamilyRow
                key={`${family.name} ${index}`}
                family={family}
                series={series}
                isFirst={isFirst}
                group={group}
              />
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > shown.length && (
        <button type="button" class="small" onClick={() => setWhole(true)}>
          Show all {plural(rows.length, "series", "series")}
        </button>
      )}
    </>
  );
};

interface FamilyRowProps {
  readonly family: ShownFamily;
  readonly series: ShownSeries;
  readonly isFirst: boolean;
  readonly group: Group;
}

const FamilyRow = ({
  family: { name, type, help },
  series: { labels, values },
  isFirst,
  group,
}: FamilyRowProps) => (
  <tr>
    <th scope="row">
      <code>
        <Value text={name} />
        <SeriesLabels labels={labels} />
      </code>
      {isFirst && <span class="note narrow">{type}</span>}
    </th>
    <td class="wide dim">{isFirst ? type : ""}</td>
    <td class="num">
      <Values values={values} />
    </td>
    <td class="wide dim">{isFirst && <Value text={help} max={200} />}</td>
    <td class="wide">
      {isFirst && (
        <CopyButton label="PromQL" what={`the selector of ${name}`} text={() => toSelector(group, name)} />
      )}
    </td>
  </tr>
);

const Values = ({ values }: Pick<ShownSeries, "values">) => {
  const [first] = values;
  if (values.length <= 1) {
    return <>{first?.value}</>;
  }
  const find = (wanted: string): string => values.find(({ name }) => name === wanted)?.value ?? "?";
  return (
    <details>
      <summary>
        count {find("count")}, sum {find("sum")}
      </summary>
      <dl class="buckets">
        {values.map(({ name, value }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
};
