import { escapeUnprintable } from "../../../lambda/model/printable.ts";

const MAX_CHARACTERS = 80;

interface SelectProps<Choice extends string> {
  readonly label: string;
  readonly value: Choice;
  /** The values, each with its text if that differs. */
  readonly choices: readonly (Choice | readonly [Choice, string])[];
  readonly onChoose: (value: Choice) => void;
}

export const Select = <Choice extends string>({ label, value, choices, onChoose }: SelectProps<Choice>) => (
  <select
    aria-label={label}
    value={value}
    onChange={({ currentTarget }) => onChoose(currentTarget.value as Choice)}
  >
    {choices.map((choice) => {
      const [chosen, text] = typeof choice === "string" ? [choice, choice] : choice;
      return (
        <option key={chosen} value={chosen}>
          {escapeUnprintable(text).slice(0, MAX_CHARACTERS)}
        </option>
      );
    })}
  </select>
);
