import { useAnnounce } from "./announcer.tsx";

interface CopyButtonProps {
  readonly label: string;
  /** The name of the copied text, for screen readers. */
  readonly what: string;
  readonly text: () => string | undefined | Promise<string | undefined>;
}

export const CopyButton = ({ label, what, text }: CopyButtonProps) => {
  const announce = useAnnounce();
  const copy = async (): Promise<void> => {
    const copied = await text();
    if (copied === undefined) {
      return;
    }
    await navigator.clipboard.writeText(copied).then(
      () => announce(`Copied: ${what}`),
      () => announce(`The browser does not let this page copy ${what}`),
    );
  };
  return (
    <button type="button" class="small" aria-label={`${label}: ${what}`} onClick={copy}>
      {label}
    </button>
  );
};
