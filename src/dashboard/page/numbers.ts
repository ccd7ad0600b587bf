import type { Language } from './preferences.js';

/** Seconds of a day, an hour, a minute, a second. */
const SPANS = [86_400, 3600, 60, 1] as const;
/** Their symbols; `Intl` abbreviates differently in each version of its data. */
const UNITS: Readonly<Record<Language, readonly string[]>> = {
  en: [' d', ' h', ' min', ' s'],
  ko: ['일', '시간', '분', '초'],
};

/** Numbers as people of a language read them. */
export class Numbers {
  private readonly wholes: Intl.NumberFormat;
  private readonly locale: string;
  private readonly units: readonly string[];

  constructor(language: Language) {
    this.locale = language === 'ko' ? 'ko-KR' : 'en-GB';
    this.units = UNITS[language];
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

  /** A span of time in its largest unit, rounded down: 12 s, 3 min, 2 h, 5 d. */
  span(seconds: number): string {
    const whole = Math.max(0, Math.floor(seconds));
    const place = SPANS.findIndex((length) => whole >= length);
    const [length, unit] = place < 0 ? [1, this.units.at(-1)!] : [SPANS[place], this.units[place]];
    return `${this.whole(Math.floor(whole / length))}${unit}`;
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
