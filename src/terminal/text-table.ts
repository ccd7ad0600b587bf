/** Rows as aligned columns: text to the left, numbers to the right; the first row is the heading. */
export function textTable(rows: readonly (readonly (string | number)[])[]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => String(row[column]).length)));
  const line = (row: readonly (string | number)[]) =>
    row
      .map((cell, column) => {
        const isNumber =
          typeof rows.at(-1)![column] === 'number' || /^[\d.,-]+%?$/.test(String(rows.at(-1)![column]));
        return isNumber ? String(cell).padStart(widths[column]) : String(cell).padEnd(widths[column]);
      })
      .join('  ')
      .trimEnd();
  const [heading, ...body] = rows;
  return [line(heading), widths.map((width) => '─'.repeat(width)).join('  '), ...body.map(line)].join('\n');
}

/** A whole number with thousands separators: 100,836. */
export const whole = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 0 });

/** How many of something there are: 1 film, 1,200 films. */
export const counted = (count: number, noun: string): string =>
  `${whole(count)} ${noun}${count === 1 ? '' : 's'}`;
