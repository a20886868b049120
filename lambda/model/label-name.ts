/** Whether a text is a label name as Prometheus has always had them: its newer names of any Unicode are written otherwise on the page. */
export const isLabelName = (name: string): boolean => LEGACY_NAME.test(name);

const LEGACY_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
