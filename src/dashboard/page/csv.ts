/** A cell as RFC 4180 has it: quoted where it holds what would end it; nothing for what is not known. */
const cell = (value: string | number | null): string => {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** Rows as CSV (RFC 4180) below their names; numbers with all their digits. */
export const toCsv = (
  names: readonly string[],
  rows: Iterable<readonly (string | number | null)[]>,
): string => [names, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');

/** Gives the browser a file to save. */
export function save(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // The browser needs the address until the download has begun.
  setTimeout(() => {
    URL.revokeObjectURL(link.href);
  }, 10_000);
}

/** Asks a call for its table as CSV, and saves it. */
export async function saveCsvOf(path: string, name: string): Promise<void> {
  const answer = await fetch(path, { headers: { accept: 'text/csv' } });
  if (answer.ok) save(name, await answer.blob());
}
