/** The style sheet's colours, for what is drawn on a canvas. */
export interface Palette {
  readonly ink: string;
  readonly muted: string;
  readonly grid: string;
  readonly surface: string;
  readonly accent: string;
  readonly font: string;
  readonly group: (place: number) => string;
}

let current: Palette | undefined;

export function palette(): Palette {
  current ??= readPalette();
  return current;
}

/** The colours have changed. */
export function forgetPalette(): void {
  current = undefined;
}

function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    ink: colour('ink'),
    muted: colour('muted'),
    grid: colour('grid'),
    surface: colour('surface'),
    accent: colour('accent'),
    font: getComputedStyle(document.body).fontFamily,
    group: (place) => colour(`group-${place}`),
  };
}

/** A colour `#rrggbb` that lets through what lies behind it. */
export const translucent = (hex: string, alpha: number): string =>
  hex +
  Math.round(255 * alpha)
    .toString(16)
    .padStart(2, '0');
