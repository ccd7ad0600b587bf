import type { Language } from './preferences.js';

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/** Numbers as people of a language read them. */
export class Numbers {
  private readonly wholes: Intl.NumberFormat;
  private readonly locale: string;

  constructor(language: Language) {
    this.locale = language === 'ko' ? 'ko-KR' : 'en-GB';
    this.wholes = new Intl.NumberFormat(this.locale, { maximumFractionDigits: 0 });
  }

  whole = (value: number): string => this.wholes.format(value);

  /** With so many decimals, and a true minus sign. */
  fixed = (value: number, decimals: number): string =>
    new Intl.NumberFormat(this.locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
      .format(value)
      .replace('-', '−');

  /** A mean or a score, in thousandths. */
  mean = (value: number): string => this.fixed(value, 3);

  rating = (value: number): string => this.fixed(value, 2);

  /** A difference says its sign. */
  signed = (value: number): string => (value > 0 ? `+${this.mean(value)}` : this.mean(value));

  /** A share of 1 as per cent. */
  share = (value: number): string => `${this.fixed(100 * value, 1)}%`;

  rate = (value: number): string => (value >= 100 ? this.whole(value) : this.fixed(value, 1));

  probability = (value: number): string => (value < 0.001 ? '< 0.001' : this.fixed(value, 3));

  /** A span of time in its largest unit: 12 seconds, 3 minutes, 2 hours, 5 days. */
  span(seconds: number): string {
    const [unit, size] = (
      [
        ['day', DAY],
        ['hour', HOUR],
        ['minute', MINUTE],
        ['second', 1],
      ] as const
    ).find(([, length]) => seconds >= length) ?? ['second', 1];
    const style = { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 0 } as const;
    return new Intl.NumberFormat(this.locale, style).format(Math.floor(Math.max(0, seconds) / size));
  }

  /** The time of day, and the date with it where that is not today's. */
  time(at: Date, now: Date): string {
    const isToday = at.toDateString() === now.toDateString();
    return new Intl.DateTimeFormat(this.locale, {
      ...(!isToday && { month: 'short', day: 'numeric' }),
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    }).format(at);
  }
}
