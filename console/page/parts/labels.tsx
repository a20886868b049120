import { Value } from "./value.tsx";

interface LabelsProps {
  readonly job: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly max?: number;
}

/** The labels of a grouping key, the job first. */
export const KeyChips = ({ job, labels, max = 60 }: LabelsProps) => (
  <span class="chips">
    {Object.entries({ job, ...labels }).map(([name, value]) => (
      <span key={name} class={name === "job" ? "chip chip-job" : "chip"}>
        <Value text={name} max={max} />=
        <b>
          <Value text={value} max={max} />
        </b>
      </span>
    ))}
  </span>
);

/** The labels of a series in the text format. */
export const SeriesLabels = ({ labels }: Pick<LabelsProps, "labels">) => {
  const entries = Object.entries(labels);
  return entries.length === 0 ? null : (
    <span class="series-labels">
      {"{"}
      {entries.map(([name, value], index) => (
        <>
          {index > 0 && ", "}
          <Value text={name} />
          ="
          <Value text={value} />"
        </>
      ))}
      {"}"}
    </span>
  );
};
