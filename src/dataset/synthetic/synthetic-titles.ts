import { randomStream } from '../../random/seeded-random.js';

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

const adjectives = words(`
  Ancient Bitter Blue Borrowed Bright Broken Burning Careless Cold Crimson Crooked Dancing Distant Drifting Electric
  Empty Endless Fading Fallen Faithful Final First Forgotten Fragile Frozen Gentle Golden Green Hidden Hollow Honest
  Hungry Invisible Iron Last Little Lonely Long Lost Lucky Midnight Modern Nameless Narrow Northern Paper Patient
  Perfect Quiet Reckless Restless Scarlet Second Secret Silent Silver Sleeping Slow Southern Stolen Strange Stubborn
  Sudden Summer Sweet Tall Tender Thirsty Torn Unlikely Velvet Wandering Western White Wicked Wild Winter Yellow
`);
const nouns = words(`
  Accountant Admiral Affair Alibi Anchor Apartment Apprentice Arrow Astronaut Autumn Avenue Balloon Bargain Beekeeper
  Bell Bird Boat Bridge Candle Captain Carnival Cartographer Castle Circus Clock Cloud Comet Compass Crown Dancer
  Daughter Detective Diary Dinner Dragon Dream Echo Empire Engine Evening Falcon Farewell Ferry Fire Forest Fortune
  Fox Garden Ghost Giant Guest Harbor Harvest Heart Heist Highway Horizon Horse Hotel Hour Hunter Inheritance Island
  Journey Judge Kingdom Kite Lamp Lantern Letter Library Lighthouse Lion Machine Magician Map Mirror Moon Mountain
  Neighbor Night Ocean Orchard Orchestra Palace Party Piano Pilot Planet Portrait Promise Rain River Road Rose Sailor
  Season Secret Shadow Signal Sister Snow Soldier Song Stranger Stone Storm Summer Symphony Teacher Thief Thunder
  Tide Tower Train Traveler Valley Verdict Violin Voyage Waltz Wedding Whisper Widow Window Wolf Word
`);
const places = words(`
  Alaska Amsterdam Antwerp Arizona Athens Bergen Berlin Bombay Boston Brooklyn Budapest Cairo Chicago Dublin Geneva
  Havana Helsinki Istanbul Jakarta Kyoto Lagos Lima Lisbon London Madrid Manila Marseille Memphis Montana Naples
  Nairobi Odessa Oslo Paris Prague Quebec Rome Seoul Seville Shanghai Tangier Tokyo Toledo Trieste Venice Vienna
`);

/** Shapes of titles, each as likely as its share of the list: those with more variety come more than once. */
const shapes: readonly ((pick: (from: readonly string[]) => string) => string)[] = [
  (pick) => `The ${pick(adjectives)} ${pick(nouns)}`,
  (pick) => `The ${pick(adjectives)} ${pick(nouns)}`,
  (pick) => `${pick(adjectives)} ${pick(nouns)}`,
  (pick) => `The ${pick(nouns)} and the ${pick(nouns)}`,
  (pick) => `The ${pick(nouns)} of the ${pick(nouns)}`,
  (pick) => `The ${pick(nouns)}'s ${pick(nouns)}`,
  (pick) => `The ${pick(nouns)} from ${pick(places)}`,
  (pick) => `The ${pick(adjectives)} ${pick(nouns)} of ${pick(places)}`,
];

/** Invents a title per year given, as in `The Silent Harbor (1987)`. All are distinct: a repeated one is a sequel. */
export function inventTitles(years: Int32Array, seed: number): string[] {
  const random = randomStream(seed, 'dataset', 'title');
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)];
  let previous = '';
  const pickWord = (from: readonly string[]): string => {
    // No word twice in a row: no title is 'The Rain and the Rain'.
    const word = pick(from.filter((candidate) => candidate !== previous));
    return (previous = word);
  };
  const parts = new Map<string, number>();
  return Array.from(years, (year) => {
    const name = pick(shapes)(pickWord);
    const part = (parts.get(name) ?? 0) + 1;
    parts.set(name, part);
    return `${name}${part > 1 ? ` ${part}` : ''} (${year})`;
  });
}
