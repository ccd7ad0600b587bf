import type { Locator, Page } from 'playwright-core';

/** A cell: the exact number that it carries, or its text; null for what is not known. */
export type Cell = number | string | null;

/** The rows of a table as the page shows them, by the keys of its columns. */
export const rowsOf = (table: Locator): Promise<Record<string, Cell>[]> =>
  table.evaluate((element) =>
    Array.from(element.querySelectorAll('tbody tr'), (row) => {
      const cells: Record<string, Cell> = {};
      for (const cell of row.querySelectorAll<HTMLElement>('td')) {
        const number = cell.querySelector('data');
        const text = cell.querySelector('.unknown') ? null : cell.innerText.trim();
        cells[cell.dataset.key!] = number ? Number(number.value) : text;
      }
      return cells;
    }),
  );

/** The rows of the table behind a chart. */
export const figuresOf = (page: Page, name: string): Promise<Record<string, Cell>[]> =>
  rowsOf(page.locator(`details[data-table="${name}"] table`));

/** Exact numbers that stand in an element, in their order. */
export const numbersIn = (element: Locator): Promise<number[]> =>
  element.locator('data').evaluateAll((all) => all.map((one) => Number((one as HTMLDataElement).value)));

/** Numbers on the page whose words say something else than the number that they carry. */
export async function misworded(page: Page): Promise<string[]> {
  const all = await page
    .locator('data')
    .evaluateAll((elements) =>
      elements.map((one) => [(one as HTMLDataElement).value, (one as HTMLElement).textContent] as const),
    );
  return all
    .filter(([value, text]) => !says(Number(value), text))
    .map(([value, text]) => `${value} as ${text}`);
}

function says(value: number, text: string): boolean {
  if (text === '< 0.001') return value < 0.001;
  const plain = text.replaceAll(/[,+%\s]/g, '').replace('−', '-');
  const decimals = plain.split('.')[1]?.length ?? 0;
  const scale = text.includes('%') ? 100 : 1;
  return Math.abs(Number(plain) - scale * value) <= 0.5 * 10 ** -decimals * (1 + 1e-9);
}
